package org.countypulse.streams.rebuild;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.countypulse.streams.post.StepStore;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * What a rebuild knows, on this disk. It is made anew from the changelog at each start, so nothing
 * here has to survive a crash; each write goes to the changelog as well, within the transaction.
 *
 * <p>Not safe for use by several threads.
 */
final class LocalStore implements StepStore, AutoCloseable {

  private static final long BUFFER_BYTES = 32L << 20;
  private static final int BLOOM_BITS_A_KEY = 10;
  private static final byte[] REMOVED = {};

  static {
    RocksDB.loadLibrary();
  }

  private final Path folder;
  private final BiConsumer<byte[], byte[]> changelog;
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS_A_KEY);
  private final Options options;
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
  private final RocksDB db;

  /** Writes since the last flush, in order: what is looked for in ranges may be among them. */
  private final TreeMap<byte[], byte[]> held = new TreeMap<>(Arrays::compareUnsigned);

  private boolean passing;
  private boolean empty = true;

  /**
   * @param changelog where each write goes as well; a null value removes
   */
  LocalStore(Path folder, BiConsumer<byte[], byte[]> changelog) {
    this.folder = folder;
    this.changelog = changelog;
    this.options =
        new Options()
            .setCreateIfMissing(true)
            .setWriteBufferSize(BUFFER_BYTES)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(new BlockBasedTableConfig().setFilterPolicy(filter));
    try {
      Files.createDirectories(folder);
      this.db = RocksDB.open(options, folder.toString());
    } catch (RocksDBException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder of the rebuild can't be used: " + folder, e);
    }
  }

  /** Takes a row of the changelog in. */
  void restore(byte[] key, byte[] value) {
    write(key, value);
  }

  private void write(byte[] key, byte[] value) {
    try {
      if (value == null) {
        db.delete(unlogged, key);
      } else {
        db.put(unlogged, key, value);
        empty = false;
      }
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  private RebuildException failed(RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left")
        ? new RebuildException(
            "The disk is full: "
                + folder
                + ". Make room, or choose another folder with --state, and resume the rebuild.",
            e)
        : new RebuildException("The store in " + folder + " failed: " + message, e);
  }

  @Override
  public byte[] get(byte[] key) {
    byte[] value = held.get(key);
    if (value != null) {
      return value == REMOVED ? null : value;
    }
    if (empty) {
      return null;
    }
    try {
      return db.get(key);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (passing) {
      changelog.accept(key, value);
      write(key, value);
    } else {
      held.put(key, value == null ? REMOVED : value);
    }
  }

  @Override
  public Map.Entry<byte[], byte[]> first(byte[] from, byte[] to) {
    flush();
    try (RocksIterator iterator = db.newIterator()) {
      iterator.seek(from);
      return entry(iterator, key -> Arrays.compareUnsigned(key, to) < 0);
    }
  }

  @Override
  public Map.Entry<byte[], byte[]> last(byte[] from, byte[] to) {
    flush();
    try (RocksIterator iterator = db.newIterator()) {
      iterator.seekForPrev(to);
      if (iterator.isValid() && Arrays.equals(iterator.key(), to)) {
        iterator.prev();
      }
      return entry(iterator, key -> Arrays.compareUnsigned(key, from) >= 0);
    }
  }

  private static Map.Entry<byte[], byte[]> entry(
      RocksIterator iterator, java.util.function.Predicate<byte[]> within) {
    return iterator.isValid() && within.test(iterator.key())
        ? new SimpleImmutableEntry<>(iterator.key(), iterator.value())
        : null;
  }

  @Override
  public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
    flush();
    try (RocksIterator iterator = db.newIterator()) {
      for (iterator.seek(from); iterator.isValid(); iterator.next()) {
        byte[] key = iterator.key();
        if (Arrays.compareUnsigned(key, to) >= 0) {
          return;
        }
        visitor.accept(key, iterator.value());
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
      held.forEach(
          (key, value) -> {
            byte[] written = value == REMOVED ? null : value;
            changelog.accept(key, written);
            write(key, written);
          });
      held.clear();
    }
  }

  @Override
  public void close() {
    db.close();
    options.close();
    unlogged.close();
    filter.close();
  }
}
