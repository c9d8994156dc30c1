package org.countypulse.streams;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.Cell;
import org.countypulse.streams.post.PostingBatch;
import org.countypulse.streams.post.Rows;

/**
 * The second step: adds postings into cells and writes each changed cell once a commit. A cell that
 * is back at zero is written as 0; a tombstone would leave a paused reader with the old value.
 */
final class TallyProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final int MOST_CELLS_AT_HAND = 5_000;
  static final String CELLS = "cells";
  private static final String HOOK = "tally-commit-hook";

  private final CountyView view;
  private final LedgerTopics topics;
  private final Rows rows;
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<Bytes, byte[]> cells;
  private Map<Cell, Long> changed;

  /** What the store says of the cells that were last in use: a day's cells change many times. */
  private Map<Cell, Long> atHand;

  private long timestamp;

  private TallyProcessor(CountyView view, ValueFormat format) {
    this.view = view;
    this.topics = view.topics();
    this.rows = new Rows(format);
  }

  /** Supplies the step with its stores. */
  record Supplier(CountyView view, ValueFormat format)
      implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new TallyProcessor(view, format);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return CommitHook.with(
          HOOK,
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(CELLS), Serdes.Bytes(), Serdes.ByteArray()));
    }
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    context = newContext;
    cells = context.getStateStore(CELLS);
    changed = new LinkedHashMap<>();
    atHand =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Cell, Long> eldest) {
            return size() > MOST_CELLS_AT_HAND;
          }
        };
    CommitHook hook = context.getStateStore(HOOK);
    hook.beforeCommit(context, this::emit);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String county = new String(record.key(), StandardCharsets.UTF_8);
    timestamp = Math.max(timestamp, record.timestamp());
    PostingBatch.read(
        record.value(),
        (day, measure, amount) -> {
          Cell cell = new Cell(county, day, measure);
          changed.put(cell, Math.addExact(changed.computeIfAbsent(cell, this::stored), amount));
        });
  }

  private long stored(Cell cell) {
    Long known = atHand.get(cell);
    if (known != null) {
      return known;
    }
    return Cell.amount(cells.get(Bytes.wrap(cell.storeKey())));
  }

  private void emit() {
    changed.forEach(
        (cell, amount) -> {
          cells.put(Bytes.wrap(cell.storeKey()), Cell.storeValue(amount));
          atHand.put(cell, amount);
          context.forward(
              new Record<>(
                  cell.rowKey(view),
                  rows.value(topics.cells(), cell.row(view, amount)),
                  timestamp));
        });
    changed.clear();
  }
}
