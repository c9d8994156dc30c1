package org.countypulse.schemas;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** What each header says. Those of {@link #ALWAYS} stand in every record. */
  public static final Map<String, String> DOCS = docs();

  /** The headers that a released record has as well. */
  public static final List<String> ALWAYS =
      List.of(STATUS, VIEW, VERSION, EVENT_TYPE, TOPIC, PARTITION, OFFSET);

  private QuarantineHeaders() {}

  private static Map<String, String> docs() {
    Map<String, String> docs = new LinkedHashMap<>();
    docs.put(STATUS, "quarantined, or released if the event is believed after all.");
    docs.put(VIEW, "The view that does not believe it.");
    docs.put(VERSION, "The view's version.");
    docs.put(EVENT_TYPE, "The event type.");
    docs.put(TOPIC, "The topic in which the original stands.");
    docs.put(PARTITION, "The original's partition.");
    docs.put(OFFSET, "The original's offset.");
    docs.put(SCHOOL, "The school; empty if it can't be read.");
    docs.put(EVENT_ID, "The event's id; empty if it can't be read.");
    docs.put(SOURCE, "The source; empty if it can't be read.");
    docs.put(REASON, "Why, as one word.");
    docs.put(FIELD, "The field that is to blame; empty if none is.");
    docs.put(DETAIL, "What is wrong and what to do, in a sentence.");
    docs.put(ARRIVED_AT, "When the broker appended the original, RFC 3339.");
    docs.put(
        CUT_FROM_BYTES, "The original value's size, if only its beginning stands in this record.");
    return Collections.unmodifiableMap(docs);
  }
}
