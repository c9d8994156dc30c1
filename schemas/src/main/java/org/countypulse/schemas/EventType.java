package org.countypulse.schemas;

import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One kind of event.
 *
 * @param name its name everywhere: in topics, CloudEvents and the API, for example {@code
 *     safety-drill}
 * @param title what people call it, in English
 * @param titleZh what people call it, in Chinese
 * @param schema the Avro schema of the whole event, envelope and data
 * @param horizonDays for how many days after its arrival in the log an event's day is still
 *     believable
 * @param about whether its {@code subject} is a school's id or a place's code
 */
public record EventType(
    String name, String title, String titleZh, Schema schema, int horizonDays, Subject about) {

  /** What an event's subject names. */
  public enum Subject {
    SCHOOL,
    /** A county's, prefecture's or province's code, or {@link #ALL_PLACES}. */
    PLACE
  }

  /** The subject of an event that is about all places. */
  public static final String ALL_PLACES = "all";

  /** What happens is reported when it has happened; two days absorb clocks and time zones. */
  static final int HAPPENED = 2;

  /** What is planned by school year may be announced that much ahead. */
  static final int PLANNED = 400;

  public EventType {
    Objects.requireNonNull(name);
    Objects.requireNonNull(schema);
  }

  static EventType happened(String name, String title, String titleZh, Schema schema) {
    return new EventType(name, title, titleZh, schema, HAPPENED, Subject.SCHOOL);
  }

  static EventType planned(String name, String title, String titleZh, Schema schema) {
    return new EventType(name, title, titleZh, schema, PLANNED, Subject.SCHOOL);
  }

  /** What a bureau plans for a place. */
  static EventType plannedForPlaces(String name, String title, String titleZh, Schema schema) {
    return new EventType(name, title, titleZh, schema, PLANNED, Subject.PLACE);
  }

  /** The topic that carries these events, keyed by school id. */
  public String topic() {
    return "event." + name;
  }

  /** The registry's subject of the topic's values, by the default name strategy. */
  public String subject() {
    return topic() + "-value";
  }

  /** The schema of the event's own data, without the envelope. */
  public Schema dataSchema() {
    return schema.getField("data").schema().getTypes().get(1);
  }

  /** What the event says, in a sentence. */
  public String doc() {
    return schema.getDoc();
  }

  /** An empty record of the whole event. */
  SpecificRecord newRecord() {
    return (SpecificRecord) org.apache.avro.specific.SpecificData.get().newRecord(null, schema);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventType that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
