package org.countypulse.domain.posting;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A store in memory, for one school or a few. */
public final class MemoryStore implements SchoolStore {

  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte[] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public Map.Entry<byte[], byte[]> first(byte[] from, byte[] to) {
    Map.Entry<byte[], byte[]> entry = entries.ceilingEntry(from);
    return entry != null && Arrays.compareUnsigned(entry.getKey(), to) < 0 ? entry : null;
  }

  @Override
  public Map.Entry<byte[], byte[]> last(byte[] from, byte[] to) {
    Map.Entry<byte[], byte[]> entry = entries.lowerEntry(to);
    return entry != null && Arrays.compareUnsigned(entry.getKey(), from) >= 0 ? entry : null;
  }

  @Override
  public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
    if (Arrays.compareUnsigned(from, to) < 0) {
      entries.subMap(from, to).forEach(visitor);
    }
  }
}
