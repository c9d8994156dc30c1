package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaySeriesTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void answersAnyWindowAsAddingUpDoes(long seed) {
    Random random = new Random(seed);
    DaySeries series = new DaySeries();
    TreeMap<Integer, Long> plain = new TreeMap<>();
    for (int batch = 0; batch < 60; batch++) {
      for (int i = random.nextInt(20); i >= 0; i--) {
        // Mostly near the end, sometimes decades back.
        int day = random.nextInt(10) == 0 ? -random.nextInt(9_000) : 17_000 + random.nextInt(400);
        long amount = random.nextInt(4) == 0 ? 0 : random.nextInt(2_000) - 1_000;
        Long before = plain.put(day, amount);
        assertThat(series.set(day, amount)).isEqualTo(before == null ? 0 : before);
      }
      series.settle();
      for (int i = 0; i < 50; i++) {
        int to = 16_990 + random.nextInt(420);
        Span span = i == 0 ? Span.upTo(to) : new Span(to - random.nextInt(10_000), to);
        assertThat(series.sum(span)).isEqualTo(sum(plain, span));
      }
    }
  }

  private static long sum(TreeMap<Integer, Long> plain, Span span) {
    return plain.entrySet().stream()
        .filter(day -> day.getKey() >= span.from() && day.getKey() <= span.to())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
