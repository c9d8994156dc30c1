package org.countypulse.domain.posting;

import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventStatus;

/** Counts a school's records of one event type and partition, by source and by what they became. */
record Accounts(SchoolBook book, EventType type, int partition) {

  void received(String source) {
    book.origin(type, source, partition).add(Origin.RECEIVED, 1);
  }

  void duplicate(String source) {
    book.origin(type, source, partition).add(Origin.DUPLICATE, 1);
  }

  void quarantined(String source, int change) {
    add(EventStatus.QUARANTINED, source, change);
  }

  void add(EventStatus status, String source, int change) {
    book.origin(type, source, partition).add(Origin.bucket(status), change);
  }
}
