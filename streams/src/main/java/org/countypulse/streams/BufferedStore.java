package org.countypulse.streams;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.countypulse.streams.post.StepStore;

/**
 * The engine's sorted bytes in a state store. Writes are held back until the commit, so that what
 * changes a hundred times between two commits is written, and logged, once.
 */
final class BufferedStore implements StepStore {

  private static final byte[] REMOVED = {};

  private final KeyValueStore<Bytes, byte[]> store;
  private Map<Bytes, byte[]> held = new HashMap<>();
  private boolean passing;

  BufferedStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public byte[] get(byte[] key) {
    Bytes wrapped = Bytes.wrap(key);
    byte[] value = held.get(wrapped);
    if (value != null) {
      return value == REMOVED ? null : value;
    }
    return store.get(wrapped);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (passing) {
      store.put(Bytes.wrap(key), value);
    } else {
      held.put(Bytes.wrap(key), value == null ? REMOVED : value);
    }
  }

  @Override
  public Map.Entry<byte[], byte[]> first(byte[] from, byte[] to) {
    return atEdge(from, to, false);
  }

  @Override
  public Map.Entry<byte[], byte[]> last(byte[] from, byte[] to) {
    return atEdge(from, to, true);
  }

  private Map.Entry<byte[], byte[]> atEdge(byte[] from, byte[] to, boolean reverse) {
    flush();
    Bytes start = Bytes.wrap(from);
    Bytes end = Bytes.wrap(to);
    try (KeyValueIterator<Bytes, byte[]> range =
        reverse ? store.reverseRange(start, end) : store.range(start, end)) {
      while (range.hasNext()) {
        KeyValue<Bytes, byte[]> next = range.next();
        if (!Arrays.equals(next.key.get(), to)) {
          return new SimpleImmutableEntry<>(next.key.get(), next.value);
        }
      }
    }
    return null;
  }

  @Override
  public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
    flush();
    try (KeyValueIterator<Bytes, byte[]> range = store.range(Bytes.wrap(from), Bytes.wrap(to))) {
      while (range.hasNext()) {
        KeyValue<Bytes, byte[]> next = range.next();
        if (!Arrays.equals(next.key.get(), to)) {
          visitor.accept(next.key.get(), next.value);
        }
      }
    }
  }

  @Override
  public void flushWith(Runnable putting) {
    flush();
    passing = true;
    try {
      putting.run();
    } finally {
      passing = false;
    }
  }

  private void flush() {
    if (!held.isEmpty()) {
      held.forEach((key, value) -> store.put(key, value == REMOVED ? null : value));
      held = new HashMap<>(); // to clear one that was large once takes long for ever
    }
  }
}
