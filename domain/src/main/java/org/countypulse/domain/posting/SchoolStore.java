package org.countypulse.domain.posting;

import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Sorted bytes in which the engine keeps what it knows of schools. The stream gives it a state
 * store, a test a sorted map. Keys are ordered as unsigned bytes; ranges include their start, not
 * their end.
 */
public interface SchoolStore {

  /** The value of a key, or null. */
  byte[] get(byte[] key);

  /** Sets a value; null removes the key. */
  void put(byte[] key, byte[] value);

  /** The first entry of a range, or null. */
  Map.Entry<byte[], byte[]> first(byte[] from, byte[] to);

  /** The last entry of a range, or null. */
  Map.Entry<byte[], byte[]> last(byte[] from, byte[] to);

  /** Shows each entry of a range in order. The store is not changed meanwhile. */
  void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor);
}
