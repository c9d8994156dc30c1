package org.countypulse.benchmarks.compare;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Compares results as they come with what must come out. The last result of each cell counts; a
 * cell that nobody expects must be zero.
 */
final class Findings {

  /**
   * One result.
   *
   * @param day days since 1970-01-01; of a window its last day
   * @param measure as {@link Totals#MEASURES} calls it
   */
  record Cell(String county, int day, String measure) {}

  private final Map<Cell, Long> expected;
  private final Map<Cell, Long> found = new HashMap<>();
  private int right;
  private int unexpected;

  /**
   * @param expected what must come out, without zeros
   */
  Findings(Map<Cell, Long> expected) {
    this.expected = expected;
  }

  void take(Cell cell, long amount) {
    Long before = found.put(cell, amount);
    Long wanted = expected.get(cell);
    if (wanted == null) {
      unexpected += isNonzero(amount) - isNonzero(before == null ? 0 : before);
    } else {
      right += (wanted == amount ? 1 : 0) - (Objects.equals(before, wanted) ? 1 : 0);
    }
  }

  private static int isNonzero(long amount) {
    return amount == 0 ? 0 : 1;
  }

  /** Whether all is there, and right. */
  boolean complete() {
    return right == expected.size() && unexpected == 0;
  }

  int size() {
    return expected.size();
  }

  /** What is wrong, in a line. */
  String differences() {
    String example =
        expected.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(found.get(entry.getKey())))
            .findFirst()
            .map(
                entry ->
                    "; %s should be %d and is %s"
                        .formatted(entry.getKey(), entry.getValue(), found.get(entry.getKey())))
            .orElse("");
    return "%,d of %,d results are right, %,d are there that should not be%s"
        .formatted(right, expected.size(), unexpected, example);
  }
}
