package org.countypulse.dashboard.model;

import java.util.Arrays;

/**
 * The days on which the schools of one county did one thing: for each month an array with a bitmap
 * for each school. A count over all schools then runs through memory in order, which is what makes
 * it quick for half a million of them; a school and year take some 50 bytes.
 */
final class CountyMarks {

  /** There is no such day. */
  static final int NEVER = Integer.MIN_VALUE;

  private static final int LONGEST_MONTH = 31;

  private int[] months = new int[4];
  private int[][] bitmaps = new int[4][];
  private int size;

  private int schools;

  /** Whether a school has such days in another county, too. */
  private boolean[] elsewhere = new boolean[8];

  /** Makes room for one more school and returns its number. */
  int add() {
    if (schools == elsewhere.length) {
      int capacity = schools + (schools >> 1);
      elsewhere = Arrays.copyOf(elsewhere, capacity);
      for (int i = 0; i < size; i++) {
        bitmaps[i] = Arrays.copyOf(bitmaps[i], capacity);
      }
    }
    return schools++;
  }

  /** Says that a school has such days in another county, too. */
  void isElsewhereToo(int school) {
    elsewhere[school] = true;
  }

  /**
   * Says which days of a month are marked.
   *
   * @param month the month's first day
   * @param bitmap bit 0 is the month's first day
   * @return whether it says anything new
   */
  boolean set(int school, int month, int bitmap) {
    int index = Arrays.binarySearch(months, 0, size, month);
    if (index < 0) {
      if (bitmap == 0) {
        return false;
      }
      index = -index - 1;
      insert(index, month);
    }
    boolean changed = bitmaps[index][school] != bitmap;
    bitmaps[index][school] = bitmap;
    return changed;
  }

  private void insert(int index, int month) {
    if (size == months.length) {
      months = Arrays.copyOf(months, 2 * size);
      bitmaps = Arrays.copyOf(bitmaps, 2 * size);
    }
    System.arraycopy(months, index, months, index + 1, size - index);
    System.arraycopy(bitmaps, index, bitmaps, index + 1, size - index);
    months[index] = month;
    bitmaps[index] = new int[elsewhere.length];
    size++;
  }

  /** How many schools have any of some days marked. */
  int count(Span span) {
    return count(span, true);
  }

  /** How many of the schools that have such days in no other county. */
  int countHereOnly(Span span) {
    return count(span, false);
  }

  private int count(Span span, boolean everybody) {
    int from = firstMonth(span);
    int[] wanted = wanted(span, from);
    int[] marked = new int[schools];
    for (int i = 0; i < wanted.length; i++) {
      addMarked(bitmaps[from + i], wanted[i], marked);
    }
    int count = 0;
    for (int school = 0; school < schools; school++) {
      if (marked[school] != 0 && (everybody || !elsewhere[school])) {
        count++;
      }
    }
    return count;
  }

  /** A loop so plain that Java does several schools at once. */
  private static void addMarked(int[] bitmaps, int wanted, int[] marked) {
    for (int school = 0; school < marked.length; school++) {
      marked[school] |= bitmaps[school] & wanted;
    }
  }

  /** Whether a school has any of some days marked. */
  boolean any(int school, Span span) {
    int from = firstMonth(span);
    return any(school, from, wanted(span, from));
  }

  private boolean any(int school, int from, int[] wanted) {
    for (int i = wanted.length - 1; i >= 0; i--) {
      if ((bitmaps[from + i][school] & wanted[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The first month that has any of the days. */
  private int firstMonth(Span span) {
    int index = Arrays.binarySearch(months, 0, size, span.from());
    return index >= 0 ? index : Math.max(0, -index - 2);
  }

  /** The bits of the days, month by month, up to the last of them. */
  private int[] wanted(Span span, int from) {
    int last = Arrays.binarySearch(months, 0, size, span.to());
    int to = last >= 0 ? last : -last - 2;
    int[] wanted = new int[Math.max(0, to - from + 1)];
    for (int i = 0; i < wanted.length; i++) {
      long month = months[from + i];
      wanted[i] = bitsUpTo(span.to() - month) & ~bitsUpTo(span.from() - 1L - month);
    }
    return wanted;
  }

  /** A school's last marked day up to and including a day, or {@link #NEVER}. */
  int last(int school, int upTo) {
    int index = Arrays.binarySearch(months, 0, size, upTo);
    for (int i = index >= 0 ? index : -index - 2; i >= 0; i--) {
      int marked = bitmaps[i][school] & bitsUpTo((long) upTo - months[i]);
      if (marked != 0) {
        return months[i] + (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(marked));
      }
    }
    return NEVER;
  }

  /** The bits of a month's days up to and including one; none before its first. */
  private static int bitsUpTo(long bit) {
    if (bit < 0) {
      return 0;
    }
    return bit >= LONGEST_MONTH ? -1 : (2 << bit) - 1;
  }
}
