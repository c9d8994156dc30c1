package org.countypulse.producers.persons;

import java.time.Clock;
import java.time.Duration;

/**
 * When something was, so that one can tell later how long ago. By two clocks, of which the one that
 * says longer is believed: one stands still while the machine sleeps, the other can be set back.
 */
record Moment(long nanos, long wallMillis) {

  static Moment now(Clock wall) {
    return new Moment(System.nanoTime(), wall.millis());
  }

  boolean isLongerAgoThan(Duration limit, Clock wall) {
    return System.nanoTime() - nanos > limit.toNanos()
        || wall.millis() - wallMillis > limit.toMillis();
  }
}
