package org.countypulse.dashboard.model;

import java.util.Arrays;

/**
 * The days on which one school did one thing, as a bitmap a month: about 50 bytes for a school and
 * year.
 */
final class DayMarks {

  /** There is no such day. */
  static final int NEVER = Integer.MIN_VALUE;

  private static final int LONGEST_MONTH = 31;

  private int[] months = new int[4];
  private int[] bitmaps = new int[4];
  private int size;

  /**
   * Says which days of a month are marked.
   *
   * @param month the month's first day
   * @param bitmap bit 0 is the month's first day
   * @return whether it says anything new
   */
  boolean set(int month, int bitmap) {
    int index = Arrays.binarySearch(months, 0, size, month);
    if (index >= 0) {
      boolean changed = bitmaps[index] != bitmap;
      bitmaps[index] = bitmap;
      return changed;
    }
    if (bitmap == 0) {
      return false;
    }
    insert(-index - 1, month, bitmap);
    return true;
  }

  private void insert(int index, int month, int bitmap) {
    if (size == months.length) {
      months = Arrays.copyOf(months, 2 * size);
      bitmaps = Arrays.copyOf(bitmaps, 2 * size);
    }
    System.arraycopy(months, index, months, index + 1, size - index);
    System.arraycopy(bitmaps, index, bitmaps, index + 1, size - index);
    months[index] = month;
    bitmaps[index] = bitmap;
    size++;
  }

  /** Whether any of some days is marked. */
  boolean any(Span span) {
    int last = last(span.to());
    return last != NEVER && last >= span.from();
  }

  /** The last marked day up to and including a day, or {@link #NEVER}. */
  int last(int upTo) {
    int index = Arrays.binarySearch(months, 0, size, upTo);
    for (int i = index >= 0 ? index : -index - 2; i >= 0; i--) {
      int marked = bitmaps[i] & bitsUpTo(upTo - months[i]);
      if (marked != 0) {
        return months[i] + (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(marked));
      }
    }
    return NEVER;
  }

  private static int bitsUpTo(int bit) {
    return bit >= LONGEST_MONTH ? -1 : (2 << bit) - 1;
  }
}
