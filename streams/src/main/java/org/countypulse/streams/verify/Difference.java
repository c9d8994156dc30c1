package org.countypulse.streams.verify;

import java.time.LocalDate;

/** Where two versions that have taken the same records do not agree. */
public sealed interface Difference {

  /** The measure that it is about; empty if it can't be told, or is about none. */
  String measure();

  /**
   * A cell.
   *
   * @param wrong whose cells contradict what its own schools have posted; null if each agrees with
   *     its schools, so that those posted different things
   */
  record OfCell(
      String county, LocalDate day, String measure, long amount, long againstAmount, Side wrong)
      implements Difference {}

  /**
   * A row of a school, which is empty on the side that has none.
   *
   * @param key the row's key in its topic
   */
  record OfRow(
      Kind kind, String school, String measure, String key, String said, String againstSaid)
      implements Difference {}

  /** What a row is about. */
  enum Kind {
    /** The days of a month on which a school has an event. */
    DAYS,
    /** A slot of a gauge. */
    SLOTS,
    /** A school's registry entries. */
    REGISTRY,
    /** What a school has posted, as a digest. */
    POSTINGS,
    /** How many records of a school were taken. */
    RECORDS;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
