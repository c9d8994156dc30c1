package org.countypulse.benchmarks.compare;

import java.util.List;

/**
 * What must come out: sums by county and day, counted from the drills themselves in the plainest
 * way.
 *
 * @param workload the drills
 * @param sums by measure of {@link #MEASURES}, county and day, counted from the first
 */
record Totals(Workload workload, long[][][] sums) {

  static final int HELD = 0;
  static final int PARTICIPANTS = 1;

  /** The names that the ledger gives them. */
  static final List<String> MEASURES =
      List.of(
          "drills-held",
          "drill-participants",
          "drill-evacuations-timed",
          "drill-evacuation-seconds");

  /** Counts the first so many drills. */
  static Totals of(Workload workload, long events) {
    long[][][] sums = new long[MEASURES.size()][workload.counties()][workload.days()];
    for (long i = 0; i < events; i++) {
      Workload.Drill drill = workload.drill(i);
      int county = workload.countyOf(drill.school());
      int day = drill.day() - workload.firstDay();
      sums[HELD][county][day]++;
      sums[PARTICIPANTS][county][day] += drill.participants();
      if (drill.evacuationSeconds() >= 0) {
        sums[2][county][day]++;
        sums[3][county][day] += drill.evacuationSeconds();
      }
    }
    return new Totals(workload, sums);
  }
}
