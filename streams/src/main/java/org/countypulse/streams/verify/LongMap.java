package org.countypulse.streams.verify;

import java.util.Arrays;

/** Numbers by number, where 0 is the same as nothing; 32 bytes an entry rather than a hundred. */
final class LongMap {

  /** No packed key is so small. */
  private static final long FREE = Long.MIN_VALUE;

  private static final int FIRST_CAPACITY = 16;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  interface Visitor {
    void visit(long key, long value);
  }

  private long[] keys = free(FIRST_CAPACITY);
  private long[] values = new long[FIRST_CAPACITY];
  private int size;

  long get(long key) {
    int slot = slot(key);
    return keys[slot] == key ? values[slot] : 0;
  }

  /** Returns what was there before. */
  long put(long key, long value) {
    int slot = slot(key);
    if (keys[slot] == key) {
      long before = values[slot];
      values[slot] = value;
      return before;
    }
    if (value != 0) {
      keys[slot] = key;
      values[slot] = value;
      size++;
      if (size > keys.length / 2) {
        grow();
      }
    }
    return 0;
  }

  /** All that is not 0. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != 0) {
        visitor.visit(keys[i], values[i]);
      }
    }
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * GOLDEN_RATIO) >>> 32) & mask;
    while (keys[slot] != FREE && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = free(oldKeys.length * 2);
    values = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }

  private static long[] free(int capacity) {
    long[] keys = new long[capacity];
    Arrays.fill(keys, FREE);
    return keys;
  }
}
