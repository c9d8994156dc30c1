package org.countypulse.streams.rebuild;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.ArrivalReader;
import org.countypulse.streams.post.Cell;
import org.countypulse.streams.post.Changelog;
import org.countypulse.streams.post.PostingBatch;
import org.countypulse.streams.post.Rows;

/** The second step of a rebuild: adds what was posted into cells, once for each commit. */
final class CellTotals implements AutoCloseable {

  private final CountyView view;
  private final Rows rows;
  private final Sink sink;
  private final InternalTopics internal;
  private final int partitions;
  private final LocalStore store;
  private final Map<Cell, Long> changes = new HashMap<>();
  private int partition;
  private long timestamp;

  CellTotals(
      CountyView view,
      ValueFormat format,
      Path folder,
      Sink sink,
      InternalTopics internal,
      int partitions) {
    this.view = view;
    this.rows = new Rows(format);
    this.sink = sink;
    this.internal = internal;
    this.partitions = partitions;
    this.store =
        new LocalStore(
            folder.resolve("cells"),
            (key, value) -> sink.changelog(internal.cells(), partition, key, value));
  }

  /** Takes in what was committed before. */
  void restore(Map<String, Object> client) {
    Changelog.read(client, internal.cells(), partitions, store::restore);
  }

  void add(String county, PostingBatch batch, long newest) {
    timestamp = Math.max(timestamp, newest);
    batch.each(
        (day, measure, amount) ->
            changes.merge(new Cell(county, day, measure), amount, Math::addExact));
  }

  /** Writes the cells that have changed. */
  void emit() {
    store.flushWith(() -> changes.forEach(this::emit));
    changes.clear();
  }

  private void emit(Cell cell, long change) {
    byte[] key = cell.storeKey();
    long amount = Math.addExact(Cell.amount(store.get(key)), change);
    // As the county's postings would have gone to the second step.
    partition = ArrivalReader.partition(Rows.key(cell.county()), partitions);
    store.put(key, Cell.storeValue(amount));
    String topic = view.topics().cells();
    byte[] value = rows.value(topic, cell.row(view, amount));
    sink.row(topic, cell.rowKey(view), value, timestamp, new RecordHeaders());
  }

  @Override
  public void close() {
    store.close();
  }
}
