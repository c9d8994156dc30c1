package org.countypulse.schemas;

/**
 * Headers of a record in quarantine, all UTF-8 text. The record's value is the original value,
 * untouched, or the beginning of a huge one. {@link #STATUS} {@code released} says that the event
 * is believed after all.
 */
public final class QuarantineHeaders {

  public static final String STATUS = "countypulse-status";
  public static final String VIEW = "countypulse-view";
  public static final String VERSION = "countypulse-version";
  public static final String TOPIC = "countypulse-topic";
  public static final String PARTITION = "countypulse-partition";
  public static final String OFFSET = "countypulse-offset";
  public static final String EVENT_TYPE = "countypulse-event-type";
  public static final String SCHOOL = "countypulse-school";
  public static final String EVENT_ID = "countypulse-event-id";
  public static final String SOURCE = "countypulse-source";

  /** One word: see {@code QuarantineReason} in the domain. */
  public static final String REASON = "countypulse-reason";

  public static final String FIELD = "countypulse-field";

  /** What is wrong and what to do, in a sentence. */
  public static final String DETAIL = "countypulse-detail";

  /** When the broker appended the original record, RFC 3339. */
  public static final String ARRIVED_AT = "countypulse-arrived-at";

  /**
   * The original value's size in bytes, if it was so large that only its beginning is kept here;
   * the whole stands in the event topic.
   */
  public static final String CUT_FROM_BYTES = "countypulse-cut-from-bytes";

  public static final String QUARANTINED = "quarantined";
  public static final String RELEASED = "released";

  private QuarantineHeaders() {}
}
