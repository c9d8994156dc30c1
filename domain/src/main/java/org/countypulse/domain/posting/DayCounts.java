package org.countypulse.domain.posting;

import java.time.LocalDate;

/** How many events of a school post a measure in a county, on each day of a month. */
final class DayCounts {

  private static final int DAYS_A_MONTH = 31;

  /**
   * @param month its first day, as an epoch day
   */
  record Key(int measure, int month, String county) {}

  private final int[] counts = new int[DAYS_A_MONTH];
  private int bits;
  private int toldBits;
  private boolean changed;

  /**
   * @param packed what the store says, or null
   */
  DayCounts(byte[] packed) {
    if (packed != null) {
      Unpacker from = new Unpacker(packed);
      for (int i = 0; i < DAYS_A_MONTH; i++) {
        counts[i] = Math.toIntExact(from.number());
        bits |= counts[i] > 0 ? 1 << i : 0;
      }
      toldBits = bits;
    }
  }

  /**
   * @param day of the month, from 1 on
   */
  void add(int day, int change) {
    int bit = 1 << (day - 1);
    counts[day - 1] = Math.addExact(counts[day - 1], change);
    bits = counts[day - 1] > 0 ? bits | bit : bits & ~bit;
    changed = true;
  }

  /** Whether it has changed since this was last asked. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** Whether readers have to be told of other days than last time. */
  boolean takeNews() {
    boolean news = bits != toldBits;
    toldBits = bits;
    return news;
  }

  /** The first day of the month is the lowest bit. */
  int bits() {
    return bits;
  }

  byte[] pack() {
    Packer to = new Packer();
    for (int count : counts) {
      to.number(count);
    }
    return to.done();
  }

  static Key key(int measure, LocalDate day, String county) {
    return new Key(measure, (int) day.toEpochDay() - day.getDayOfMonth() + 1, county);
  }
}
