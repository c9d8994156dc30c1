package org.countypulse.dashboard.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.schemas.ledger.LedgerCell;

/** The cells of one ledger, and its digest, kept up to date with each change. */
final class Cells {

  private final Map<String, Map<String, DaySeries>> byMeasure = new HashMap<>();
  private final List<DaySeries> unsettled = new ArrayList<>();
  private LedgerDigest digest = LedgerDigest.EMPTY;

  /**
   * @return whether it says anything new
   */
  boolean put(LedgerCell cell) {
    DaySeries series =
        byMeasure
            .computeIfAbsent(cell.getMeasure(), measure -> new HashMap<>())
            .computeIfAbsent(cell.getCounty(), county -> new DaySeries());
    boolean wasSettled = series.isSettled();
    long change = cell.getAmount() - series.set((int) cell.getDay().toEpochDay(), cell.getAmount());
    if (wasSettled && !series.isSettled()) {
      unsettled.add(series);
    }
    digest = digest.add(cell.getCounty(), cell.getDay(), cell.getMeasure(), change);
    return change != 0;
  }

  /** To be called after a batch of changes, before anybody reads. */
  void settle() {
    unsettled.forEach(DaySeries::settle);
    unsettled.clear();
  }

  LedgerDigest digest() {
    return digest;
  }

  /** The series of each county that has any cell of a measure. */
  Map<String, DaySeries> of(String measure) {
    return byMeasure.getOrDefault(measure, Map.of());
  }

  /** The sum of a county's cells over some days. */
  long sum(String measure, String county, Span span) {
    DaySeries series = of(measure).get(county);
    return series == null ? 0 : series.sum(span);
  }
}
