package org.countypulse.dashboard.model;

/**
 * A record that is not believed, and where it stands in the log.
 *
 * @param school empty if the record names none that could be read
 * @param eventId empty if it could not be read
 * @param field the field that breaks a rule; empty if it is the record as a whole
 * @param at when it was appended to its event topic, RFC 3339; empty if that is not known
 * @param bytes the length of the record's value
 */
public record QuarantineEntry(
    String view,
    int version,
    String topic,
    int partition,
    long offset,
    String eventType,
    String school,
    String eventId,
    String source,
    String reason,
    String field,
    String detail,
    String at,
    int bytes) {

  /** The view version that put it there. */
  String viewId() {
    return view + ".v" + version;
  }
}
