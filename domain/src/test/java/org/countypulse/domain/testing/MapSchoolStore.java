package org.countypulse.domain.testing;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.countypulse.domain.posting.SchoolStore;

/** A store in memory, in the order that the engine needs: by unsigned bytes. */
public final class MapSchoolStore implements SchoolStore {

  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte[] get(byte[] key) {
    byte[] value = entries.get(key);
    return value == null ? null : value.clone();
  }

  /** Copies what it is given: a caller that goes on writing into its array must not be obeyed. */
  @Override
  public void put(byte[] key, byte[] value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key.clone(), value.clone());
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

  /** How many entries it holds. */
  public int size() {
    return entries.size();
  }
}
