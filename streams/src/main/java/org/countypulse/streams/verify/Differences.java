package org.countypulse.streams.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The differences that were found: the first in full, all of them in numbers. */
final class Differences {

  /** Nobody reads more of them. */
  static final int IN_FULL = 100;

  private final List<Difference.OfCell> cells = new ArrayList<>();
  private final List<Difference.OfRow> rows = new ArrayList<>();
  private final Map<String, Long> byMeasure = new TreeMap<>();
  private final Map<String, Long> byCounty = new TreeMap<>();
  private long cellCount;
  private long rowCount;
  private long schoolCount;

  void add(Difference.OfCell cell) {
    cellCount++;
    byMeasure.merge(cell.measure(), 1L, Long::sum);
    byCounty.merge(cell.county(), 1L, Long::sum);
    if (cells.size() < IN_FULL) {
      cells.add(cell);
    }
  }

  /**
   * @param counted whether it counts as a difference; a school's digest differs, and tells nothing
   *     more, wherever one of its cells was meant to
   */
  void add(Difference.OfRow row) {
    switch (row.kind()) {
      case POSTINGS, RECORDS -> schoolCount++;
      case DAYS, SLOTS, REGISTRY -> rowCount++;
    }
    byMeasure.merge(row.measure(), 1L, Long::sum);
    if (rows.size() < IN_FULL) {
      rows.add(row);
    }
  }

  boolean isEmpty() {
    return cellCount + rowCount + schoolCount == 0;
  }

  List<Difference.OfCell> cells() {
    return List.copyOf(cells);
  }

  List<Difference.OfRow> rows() {
    return List.copyOf(rows);
  }

  Map<String, Long> byMeasure() {
    return Map.copyOf(byMeasure);
  }

  Map<String, Long> byCounty() {
    return Map.copyOf(byCounty);
  }

  long cellCount() {
    return cellCount;
  }

  long rowCount() {
    return rowCount;
  }

  long schoolCount() {
    return schoolCount;
  }
}
