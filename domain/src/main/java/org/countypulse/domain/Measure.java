package org.countypulse.domain;

/**
 * A named, countable thing with a unit. Sums and gauges are posted and stand in the ledger; the
 * others are read off those when somebody asks.
 */
public sealed interface Measure {

  /** Its name everywhere, for example {@code drills-held}. */
  String name();

  /** What is counted, for example {@code drills}. */
  String unit();

  /** What people call it, in English. */
  String title();

  /** What people call it, in Chinese. */
  String titleZh();

  /** A measure that stands in the ledger, cell by cell. */
  sealed interface Posted extends Measure {}

  /** What happened on the days of a window, added up. */
  record Sum(String name, String unit, String title, String titleZh) implements Posted {}

  /** A state that lasts until it changes; read at a day, whatever the window. */
  record Gauge(String name, String unit, String title, String titleZh) implements Posted {}

  /** Schools with at least one posting of a sum in the window, each counted once a county. */
  record DistinctSchools(String name, String unit, String title, String titleZh, Sum of)
      implements Measure {}

  /**
   * One figure divided by another: sums over the window, gauges at its last day. Null where the
   * denominator is zero.
   */
  record Ratio(
      String name, String unit, String title, String titleZh, Posted numerator, Posted denominator)
      implements Measure {}

  static Sum sum(String name, String unit, String title, String titleZh) {
    return new Sum(name, unit, title, titleZh);
  }

  static Gauge gauge(String name, String unit, String title, String titleZh) {
    return new Gauge(name, unit, title, titleZh);
  }

  static DistinctSchools schoolsWith(Sum of, String name, String title, String titleZh) {
    return new DistinctSchools(name, "schools", title, titleZh, of);
  }

  static Ratio ratio(
      String name,
      String unit,
      String title,
      String titleZh,
      Posted numerator,
      Posted denominator) {
    return new Ratio(name, unit, title, titleZh, numerator, denominator);
  }
}
