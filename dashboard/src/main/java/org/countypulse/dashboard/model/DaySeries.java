package org.countypulse.dashboard.model;

import java.util.Arrays;

/**
 * The cells of one county and measure: its days in order, with prefix sums, so that any window is a
 * difference of two look-ups.
 *
 * <p>The prefix sums behind a changed day are rebuilt once for a whole batch of changes ({@link
 * #settle}), not once a change: a late correction then costs a pass over the days behind it, which
 * is microseconds even for decades.
 */
final class DaySeries {

  private static final int FIRST_CAPACITY = 8;

  private int[] days = new int[FIRST_CAPACITY];
  private long[] amounts = new long[FIRST_CAPACITY];
  private long[] totals = new long[FIRST_CAPACITY];
  private int size;

  /** How many of the prefix sums hold. */
  private int settled;

  /**
   * Says what a day's amount is.
   *
   * @return what it was
   */
  long set(int day, long amount) {
    int index = indexOf(day);
    if (index >= 0) {
      long before = amounts[index];
      amounts[index] = amount;
      settled = Math.min(settled, index);
      return before;
    }
    if (amount != 0) {
      insert(-index - 1, day, amount);
    }
    return 0;
  }

  /** A day's amount. */
  long at(int day) {
    int index = indexOf(day);
    return index >= 0 ? amounts[index] : 0;
  }

  private void insert(int index, int day, long amount) {
    if (size == days.length) {
      int capacity = size + (size >> 1);
      days = Arrays.copyOf(days, capacity);
      amounts = Arrays.copyOf(amounts, capacity);
      totals = Arrays.copyOf(totals, capacity);
    }
    System.arraycopy(days, index, days, index + 1, size - index);
    System.arraycopy(amounts, index, amounts, index + 1, size - index);
    days[index] = day;
    amounts[index] = amount;
    size++;
    settled = Math.min(settled, index);
  }

  /** Makes the prefix sums hold again; afterwards readers may ask until the next change. */
  void settle() {
    long total = settled == 0 ? 0 : totals[settled - 1];
    for (int i = settled; i < size; i++) {
      total += amounts[i];
      totals[i] = total;
    }
    settled = size;
  }

  boolean isSettled() {
    return settled == size;
  }

  /** The sum over some days. */
  long sum(Span span) {
    long before = span.from() == Integer.MIN_VALUE ? 0 : upTo(span.from() - 1);
    return upTo(span.to()) - before;
  }

  /** The sum of everything up to and including a day. */
  long upTo(int day) {
    int index = indexOf(day);
    int last = index >= 0 ? index : -index - 2;
    return last < 0 ? 0 : totals[last];
  }

  /** Its index, or −1 − the index where it would be inserted. */
  private int indexOf(int day) {
    // Most changes are of the newest day, or of one behind it.
    if (size == 0 || day > days[size - 1]) {
      return -size - 1;
    }
    return Arrays.binarySearch(days, 0, size, day);
  }
}
