package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RebuildThrottleTest {

  private static final TopicPartition DRILLS = new TopicPartition("event.safety-drill", 0);
  private static final long SECOND = 1_000_000_000L;

  private final LiveDelay delay = new LiveDelay();

  @Test
  void eventsWaitSinceTheLastLookAtWhichTheyHadNotCome() {
    assertThat(look(1, 100, 100)).isZero();
    assertThat(look(2, 150, 100)).isEqualTo(SECOND);
    assertThat(look(3, 200, 100)).isEqualTo(2 * SECOND);
    assertThat(look(4, 200, 150)).as("the first 50 are counted").isEqualTo(2 * SECOND);
    assertThat(look(5, 200, 200)).isZero();
  }

  @Test
  void theMarkerOfATransactionIsNoEventThatWaits() {
    look(1, 100, 100);
    assertThat(look(2, 101, 100)).isZero();
    assertThat(look(900, 101, 100)).isZero();
  }

  @Test
  void whatNobodyCountsIsNotWaitedFor() {
    look(1, 100, 100);
    assertThat(look(2, 150, 100)).isPositive();
    for (int second = 3; second < 200; second++) {
      look(second, 150 + second, 100);
    }
    assertThat(look(200, 400, 100)).isZero();
    assertThat(look(201, 400, 120)).as("it goes on again").isPositive();
  }

  @Test
  void theSlowestVersionCounts() {
    delay.after(SECOND, Map.of(DRILLS, 10L), List.of(Map.of(DRILLS, 10L)));
    assertThat(
            delay.after(
                3 * SECOND, Map.of(DRILLS, 20L), List.of(Map.of(DRILLS, 20L), Map.of(DRILLS, 10L))))
        .isEqualTo(2 * SECOND);
  }

  @Test
  void restsMoreAtOnceWhereEventsWaitAndSlowlyLessAfterwards() {
    double share = 1;
    for (int look = 0; look < 10; look++) {
      share = RebuildThrottle.next(share, SECOND);
    }
    assertThat(share).isEqualTo(0.05);
    assertThat(RebuildThrottle.restAfter(20, share)).isEqualTo(380);
    for (int look = 0; look < 10; look++) {
      share = RebuildThrottle.next(share, 0);
    }
    assertThat(share).isBetween(0.149, 0.151);
    for (int look = 0; look < 100; look++) {
      share = RebuildThrottle.next(share, 0);
    }
    assertThat(share).isEqualTo(1);
    assertThat(RebuildThrottle.restAfter(20, share)).isZero();
  }

  @Test
  void aNumberOfEventsASecondIsKeptHoweverSmall() {
    try (RebuildThrottle throttle = RebuildThrottle.start("100", null, List::of)) {
      long now = System.nanoTime();
      assertThat(throttle.restAt(now, 0)).isZero();
      assertThat(throttle.restAt(now, 5_000)).isBetween(49 * SECOND, 50 * SECOND);
      assertThat(throttle.restAt(now, 5_000)).as("another thread").isGreaterThan(99 * SECOND);
      assertThat(throttle.restAt(now, 0)).as("a thread that posts").isZero();
      assertThat(throttle.restAt(now + 101 * SECOND, 100)).isZero();
    }
  }

  @Test
  void timeSpentOnPostingIsMadeUpFor() {
    try (RebuildThrottle throttle = RebuildThrottle.start("1000", null, List::of)) {
      long now = System.nanoTime();
      throttle.restAt(now, 1_000);
      for (int second = 1; second <= 10; second++) {
        assertThat(throttle.restAt(now + second * SECOND, 0)).as("posting").isZero();
      }
      assertThat(throttle.restAt(now + 10 * SECOND, 9_000)).isLessThanOrEqualTo(SECOND / 10);
      assertThat(throttle.restAt(now + 10 * SECOND, 1_000)).isGreaterThan(SECOND / 2);
    }
  }

  @Test
  void whatWasNotReadInAPauseIsNotMadeUpFor() {
    try (RebuildThrottle throttle = RebuildThrottle.start("1000", null, List::of)) {
      long later = System.nanoTime() + 3_600 * SECOND;
      assertThat(throttle.restAt(later, 30_000)).as("half a minute of it is").isZero();
      assertThat(throttle.restAt(later, 1_000)).isBetween(SECOND - 1, SECOND);
    }
  }

  private long look(int second, long end, long counted) {
    return delay.after(second * SECOND, Map.of(DRILLS, end), List.of(Map.of(DRILLS, counted)));
  }
}
