package org.countypulse.platform.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final BackOff backOff = new BackOff();

  @Test
  void theFirstRestartIsAtOnceAndTheWaitsGrowToHalfAMinute() {
    assertThat(java.util.stream.IntStream.range(0, 8).mapToObj(i -> afterOneSecond()))
        .extracting(Duration::toSeconds)
        .containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void aLongLifeIsForgiven() {
    afterOneSecond();
    afterOneSecond();
    assertThat(backOff.next(Duration.ofSeconds(10))).isZero();
    assertThat(afterOneSecond()).isEqualTo(Duration.ofSeconds(1));
  }

  private Duration afterOneSecond() {
    return backOff.next(Duration.ofSeconds(1));
  }
}
