package org.countypulse.schemas;

import java.time.Instant;
import java.time.LocalDate;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * A fact about a school: the envelope that all event types share, and the data of its own type.
 *
 * @param type its event type
 * @param eventId its own id, a UUID
 * @param schoolId the school that it is about
 * @param day the calendar day for which it counts
 * @param happenedAt when it happened, to the millisecond
 * @param recordedAt when its source wrote it down, to the millisecond
 * @param source the system that reported it
 * @param corrects the id of the event that it replaces or withdraws, or null
 * @param voided whether it withdraws that event
 * @param data the data record of its type, null only in a void
 */
public record Event(
    EventType type,
    String eventId,
    String schoolId,
    LocalDate day,
    Instant happenedAt,
    Instant recordedAt,
    String source,
    String corrects,
    boolean voided,
    SpecificRecord data) {

  /** Positions of the envelope's fields; every event schema begins with them, in this order. */
  private enum Field {
    EVENT_ID,
    SCHOOL_ID,
    DAY,
    HAPPENED_AT,
    RECORDED_AT,
    SOURCE,
    CORRECTS,
    VOIDED,
    DATA
  }

  /** The event that an Avro record of that type says. */
  public static Event of(EventType type, IndexedRecord record) {
    return new Event(
        type,
        (String) get(record, Field.EVENT_ID),
        (String) get(record, Field.SCHOOL_ID),
        (LocalDate) get(record, Field.DAY),
        (Instant) get(record, Field.HAPPENED_AT),
        (Instant) get(record, Field.RECORDED_AT),
        (String) get(record, Field.SOURCE),
        (String) get(record, Field.CORRECTS),
        (Boolean) get(record, Field.VOIDED),
        (SpecificRecord) get(record, Field.DATA));
  }

  private static Object get(IndexedRecord record, Field field) {
    return record.get(field.ordinal());
  }

  /** The event as the Avro record of its type. */
  public SpecificRecord toRecord() {
    SpecificRecord record = type.newRecord();
    record.put(Field.EVENT_ID.ordinal(), eventId);
    record.put(Field.SCHOOL_ID.ordinal(), schoolId);
    record.put(Field.DAY.ordinal(), day);
    record.put(Field.HAPPENED_AT.ordinal(), happenedAt);
    record.put(Field.RECORDED_AT.ordinal(), recordedAt);
    record.put(Field.SOURCE.ordinal(), source);
    record.put(Field.CORRECTS.ordinal(), corrects);
    record.put(Field.VOIDED.ordinal(), voided);
    record.put(Field.DATA.ordinal(), data);
    return record;
  }
}
