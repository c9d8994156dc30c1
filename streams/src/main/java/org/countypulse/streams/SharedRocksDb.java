package org.countypulse.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one write buffer for all stores of the process. By default each store has its
 * own, about 100 MB a store and partition.
 */
public final class SharedRocksDb implements RocksDBConfigSetter {

  private static final long CACHE_BYTES = 96L << 20;
  private static final long WRITE_BUFFER_BYTES = 64L << 20;
  private static final long ONE_STORES_BUFFER_BYTES = 8L << 20;
  private static final int BLOOM_BITS_A_KEY = 10;

  /**
   * A buffer grows by as much. By default each store would begin with a megabyte, and eleven views
   * of four partitions then fill the shared buffer with nothing, and write tiny files for ever.
   */
  private static final long ARENA_BLOCK_BYTES = 64L << 10;

  // Held for the life of the process: stores share them, so no store may close them.
  private static final Cache CACHE = new LRUCache(CACHE_BYTES);
  private static final WriteBufferManager WRITE_BUFFER =
      new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);
  private static final BloomFilter FILTER = new BloomFilter(BLOOM_BITS_A_KEY);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setFilterPolicy(FILTER);
    options.setWriteBufferManager(WRITE_BUFFER);
    options.setWriteBufferSize(ONE_STORES_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(2);
    options.setArenaBlockSize(ARENA_BLOCK_BYTES);
    options.setTableFormatConfig(table);
  }

  @Override
  public void close(String storeName, Options options) {
    // Nothing of a store's own.
  }
}
