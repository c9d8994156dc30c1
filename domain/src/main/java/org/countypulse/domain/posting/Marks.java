package org.countypulse.domain.posting;

import java.util.Arrays;
import java.util.UUID;

/**
 * Four bytes for each event of a school, in the order in which the events came: enough to tell
 * nearly always that an id is new. Most are, and a filter says so at once: a Bloom filter of one to
 * two bytes an event. What it lets pass is searched one by one among few, by a table among many.
 */
final class Marks {

  private static final int FEW = 8_192;
  private static final int NONE = -1;
  private static final int FILTER_BITS_A_MARK = 8;

  private int[] marks = new int[4];

  /** Each mark sets two of its bits. A power of two long. */
  private long[] filter = new long[1];

  private int size;

  /** Of each hash the last place, and of each place the one before; only if there are many. */
  private int[] last;

  private int[] before;

  static int of(UUID id) {
    long mixed = id.getMostSignificantBits() * 31 + id.getLeastSignificantBits();
    mixed = (mixed ^ (mixed >>> 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  int size() {
    return size;
  }

  /** Memory that it takes, about. */
  int bytes() {
    return Integer.BYTES * (marks.length + (last == null ? 0 : last.length + before.length))
        + Long.BYTES * filter.length;
  }

  void add(int mark) {
    if (size == marks.length) {
      marks = Arrays.copyOf(marks, size + Math.max(4, size >> 1));
    }
    marks[size++] = mark;
    if (size * FILTER_BITS_A_MARK > filter.length * Long.SIZE) {
      widen();
    } else {
      filter(mark);
    }
    if (last != null) {
      if (size > last.length) {
        tabulate();
      } else {
        chain(size - 1);
      }
    } else if (size > FEW) {
      tabulate();
    }
  }

  private void widen() {
    filter = new long[filter.length * 2];
    for (int place = 0; place < size; place++) {
      filter(marks[place]);
    }
  }

  private void filter(int mark) {
    filter[word(mark)] |= 1L << mark;
    int other = other(mark);
    filter[word(other)] |= 1L << other;
  }

  private boolean mayHave(int mark) {
    int other = other(mark);
    return (filter[word(mark)] >>> mark & filter[word(other)] >>> other & 1) != 0;
  }

  /** Its lowest six bits are the bit, those above them the word. */
  private int word(int mark) {
    return mark >>> 6 & filter.length - 1;
  }

  private static int other(int mark) {
    return Integer.rotateLeft(mark * 0x9E3779B9, 16);
  }

  private void tabulate() {
    last = new int[Integer.highestOneBit(size) << 1];
    before = new int[last.length];
    Arrays.fill(last, NONE);
    for (int place = 0; place < size; place++) {
      chain(place);
    }
  }

  private void chain(int place) {
    int slot = marks[place] & (last.length - 1);
    before[place] = last[slot];
    last[slot] = place;
  }

  /** The last place before another one at which a mark stands, or a negative number. */
  int lastBefore(int end, int mark) {
    if (!mayHave(mark)) {
      return NONE;
    }
    int place = last == null ? end - 1 : last[mark & (last.length - 1)];
    if (last == null) {
      while (place >= 0 && marks[place] != mark) {
        place--;
      }
    } else {
      while (place >= 0 && (place >= end || marks[place] != mark)) {
        place = before[place];
      }
    }
    return place;
  }
}
