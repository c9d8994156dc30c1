package org.countypulse.domain.posting;

import java.util.Arrays;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventStatus;
import org.countypulse.schemas.ledger.SchoolAccount;

/**
 * Where records of a school come from: their type, source and partition; and how many of them stand
 * where. Each record is in exactly one bucket: received = posted + duplicate + superseded + waiting
 * + quarantined.
 */
final class Origin {

  /** What tells it from the school's others. */
  record Name(EventType type, String source, int partition) {}

  static final int RECEIVED = 0;
  static final int DUPLICATE = 1;
  private static final int FIRST_STATUS = 2;
  private static final int BUCKETS = FIRST_STATUS + EventStatus.values().length;

  private final int number;
  private final EventType type;
  private final String source;
  private final int partition;
  private final long[] counts = new long[BUCKETS];
  private boolean changed;

  /** One that was not known before. */
  Origin(int number, EventType type, String source, int partition) {
    this.number = number;
    this.type = type;
    this.source = source;
    this.partition = partition;
    this.changed = true;
  }

  static int bucket(EventStatus status) {
    return FIRST_STATUS + status.ordinal();
  }

  /** Its place among the school's origins, by which events name it. */
  int number() {
    return number;
  }

  EventType type() {
    return type;
  }

  String source() {
    return source;
  }

  int partition() {
    return partition;
  }

  boolean is(EventType ofType, String ofSource, int ofPartition) {
    return partition == ofPartition && source.equals(ofSource) && type.equals(ofType);
  }

  Name name() {
    return new Name(type, source, partition);
  }

  void add(int bucket, int change) {
    counts[bucket] += change;
    changed = true;
  }

  /** Whether it has changed since this was last asked. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  byte[] pack(int typeNumber) {
    Packer to = new Packer().single(typeNumber).text(source).number(partition);
    for (long count : counts) {
      to.number(count);
    }
    return to.done();
  }

  static Origin unpack(int number, java.util.List<EventType> types, byte[] packed) {
    Unpacker from = new Unpacker(packed);
    Origin origin = new Origin(number, types.get(from.single()), from.text(), (int) from.number());
    Arrays.setAll(origin.counts, i -> from.number());
    origin.changed = false;
    return origin;
  }

  SchoolAccount row(String school) {
    return new SchoolAccount(
        school,
        type.name(),
        source,
        partition,
        counts[RECEIVED],
        counts[bucket(EventStatus.POSTED)],
        counts[DUPLICATE],
        counts[bucket(EventStatus.SUPERSEDED)],
        counts[bucket(EventStatus.WAITING)],
        counts[bucket(EventStatus.QUARANTINED)]);
  }
}
