package org.countypulse.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.countypulse.benchmarks.compare.Findings.Cell;
import org.junit.jupiter.api.Test;

/** A run passes only with every result, each right, and none too many. */
class FindingsTest {

  private static final Cell MONDAY = new Cell("140902", 18_000, "drills-held");
  private static final Cell TUESDAY = new Cell("140902", 18_001, "drills-held");

  private final Findings findings = new Findings(Map.of(MONDAY, 2L, TUESDAY, 5L));

  @Test
  void isCompleteWhenEachLastResultIsRight() {
    findings.take(MONDAY, 1);
    findings.take(TUESDAY, 5);
    assertThat(findings.complete()).isFalse();
    findings.take(MONDAY, 2);
    assertThat(findings.complete()).isTrue();
  }

  @Test
  void aResultThatTurnsWrongAgainIsWrong() {
    findings.take(MONDAY, 2);
    findings.take(TUESDAY, 5);
    findings.take(TUESDAY, 6);
    assertThat(findings.complete()).isFalse();
    assertThat(findings.differences())
        .isEqualTo(
            "1 of 2 results are right, 0 are there that should not be;"
                + " Cell[county=140902, day=18001, measure=drills-held] should be 5 and is 6");
  }

  @Test
  void whatNobodyExpectsMustBeZero() {
    Cell other = new Cell("140903", 18_000, "drills-held");
    findings.take(MONDAY, 2);
    findings.take(TUESDAY, 5);
    findings.take(other, 1);
    assertThat(findings.complete()).isFalse();
    findings.take(other, 0);
    assertThat(findings.complete()).isTrue();
  }
}
