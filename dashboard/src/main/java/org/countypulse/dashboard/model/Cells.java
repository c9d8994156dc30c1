package org.countypulse.dashboard.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.schemas.ledger.LedgerCell;

/**
 * The cells of one ledger, and its digest, kept up to date with each change. Provinces are added up
 * as the cells come: their hundred counties would be too many to add for each question.
 */
final class Cells {

  private record OfMeasure(Map<String, DaySeries> byCounty, Map<String, DaySeries> byProvince) {
    private static final OfMeasure NONE = new OfMeasure(Map.of(), Map.of());
  }

  private final Counties counties;
  private final Map<String, String> provinces = new HashMap<>();
  private final Map<String, OfMeasure> byMeasure = new HashMap<>();
  private final List<DaySeries> unsettled = new ArrayList<>();
  private LedgerDigest digest = LedgerDigest.EMPTY;

  /**
   * @param counties says to which province each belongs
   */
  Cells(Counties counties) {
    this.counties = counties;
  }

  /**
   * @return whether it says anything new
   */
  boolean put(LedgerCell cell) {
    OfMeasure of =
        byMeasure.computeIfAbsent(
            cell.getMeasure(), measure -> new OfMeasure(new HashMap<>(), new HashMap<>()));
    int day = (int) cell.getDay().toEpochDay();
    DaySeries series = of.byCounty.computeIfAbsent(cell.getCounty(), county -> new DaySeries());
    long change = cell.getAmount() - set(series, day, cell.getAmount());
    if (change != 0) {
      DaySeries province =
          of.byProvince.computeIfAbsent(province(cell.getCounty()), code -> new DaySeries());
      set(province, day, province.at(day) + change);
    }
    digest = digest.add(cell.getCounty(), cell.getDay(), cell.getMeasure(), change);
    return change != 0;
  }

  private long set(DaySeries series, int day, long amount) {
    boolean wasSettled = series.isSettled();
    long before = series.set(day, amount);
    if (wasSettled && !series.isSettled()) {
      unsettled.add(series);
    }
    return before;
  }

  private String province(String county) {
    return provinces.computeIfAbsent(county, code -> counties.rollUp(code, Level.PROVINCE));
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
    return byMeasure.getOrDefault(measure, OfMeasure.NONE).byCounty;
  }

  /** The series of each province of whose counties any has a cell of a measure. */
  Map<String, DaySeries> ofProvinces(String measure) {
    return byMeasure.getOrDefault(measure, OfMeasure.NONE).byProvince;
  }
}
