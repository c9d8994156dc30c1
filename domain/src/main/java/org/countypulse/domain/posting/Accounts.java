package org.countypulse.domain.posting;

import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventStatus;
import org.countypulse.schemas.ledger.SchoolAccount;

/**
 * Counts a school's records of one event type by source and by what became of them. Each record is
 * in exactly one bucket: received = posted + duplicate + superseded + waiting + quarantined.
 */
final class Accounts {

  private static final int RECEIVED = 0;
  private static final int DUPLICATE = 1;
  private static final int FIRST_STATUS = 2;
  private static final int COUNTS = FIRST_STATUS + EventStatus.values().length;

  private final SchoolBook book;
  private final PostingSink sink;
  private final String school;
  private final EventType type;
  private final int partition;

  Accounts(SchoolBook book, PostingSink sink, String school, EventType type, int partition) {
    this.book = book;
    this.sink = sink;
    this.school = school;
    this.type = type;
    this.partition = partition;
  }

  void received(String source) {
    add(RECEIVED, source, 1);
  }

  void duplicate(String source) {
    add(DUPLICATE, source, 1);
  }

  void quarantined(String source, int change) {
    add(EventStatus.QUARANTINED, source, change);
  }

  void add(EventStatus status, String source, int change) {
    add(FIRST_STATUS + status.ordinal(), source, change);
  }

  private void add(int bucket, String source, int change) {
    long[] counts = counts(source);
    counts[bucket] += change;
    Packer packer = new Packer();
    for (long count : counts) {
      packer.number(count);
    }
    book.putAccount(type, source, partition, packer.done());
    sink.account(row(source, counts));
  }

  private long[] counts(String source) {
    long[] counts = new long[COUNTS];
    byte[] packed = book.account(type, source, partition);
    if (packed != null) {
      Unpacker from = new Unpacker(packed);
      for (int i = 0; i < COUNTS; i++) {
        counts[i] = from.number();
      }
    }
    return counts;
  }

  private SchoolAccount row(String source, long[] counts) {
    return new SchoolAccount(
        school,
        type.name(),
        source,
        partition,
        counts[RECEIVED],
        counts[FIRST_STATUS + EventStatus.POSTED.ordinal()],
        counts[DUPLICATE],
        counts[FIRST_STATUS + EventStatus.SUPERSEDED.ordinal()],
        counts[FIRST_STATUS + EventStatus.WAITING.ordinal()],
        counts[FIRST_STATUS + EventStatus.QUARANTINED.ordinal()]);
  }
}
