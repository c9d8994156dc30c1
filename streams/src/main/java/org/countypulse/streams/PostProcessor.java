package org.countypulse.streams;

import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.Arrivals;
import org.countypulse.streams.post.EventLog;
import org.countypulse.streams.post.LedgerRow;
import org.countypulse.streams.post.PostOutput;
import org.countypulse.streams.post.PostStep;
import org.countypulse.streams.post.PostingBatch;
import org.countypulse.streams.post.Rows;

/** The first step as a part of a live topology: what it holds back comes out with each commit. */
final class PostProcessor implements Processor<byte[], byte[], byte[], byte[]>, PostOutput {

  /** Each task of each view may have so many. */
  private static final int MOST_WAITING_BYTES =
      (int) Math.min(16L << 20, Runtime.getRuntime().maxMemory() / 128);

  static final String INDEX = "school-index";
  private static final String HOOK = "post-commit-hook";

  private final Supplier from;
  private ProcessorContext<byte[], byte[]> context;
  private PostStep step;

  private PostProcessor(Supplier from) {
    this.from = from;
  }

  /** Supplies the step with its stores. */
  record Supplier(
      CountyView view,
      Counties counties,
      ValueFormat format,
      EventLog log,
      int partitions,
      SharedMemory memory)
      implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new PostProcessor(this);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return CommitHook.with(
          HOOK,
          Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(INDEX), Serdes.Bytes(), Serdes.ByteArray()));
    }
  }

  /** After a crash or a move this is called again: whatever was held in memory begins anew. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    context = newContext;
    close();
    KeyValueStore<Bytes, byte[]> index = context.getStateStore(INDEX);
    step =
        new PostStep(
            from.view(),
            from.counties(),
            from.format(),
            from.log(),
            from.partitions(),
            from.memory(),
            new BufferedStore(index),
            new Arrivals(EventTypes.SCHOOL_REGISTERED.topic(), MOST_WAITING_BYTES),
            this);
    CommitHook hook = context.getStateStore(HOOK);
    hook.beforeCommit(context, step::emit);
  }

  /** Nothing is seen of a record before the commit anyway. */
  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    Arrivals arrivals = step.arrivals();
    arrivals.add(
        at.topic(), at.partition(), at.offset(), record.timestamp(), record.key(), record.value());
    if (arrivals.isFull()) {
      step.post();
    }
  }

  @Override
  public void row(LedgerRow kind, byte[] key, byte[] value, long timestamp, Headers headers) {
    context.forward(new Record<>(key, value, timestamp, headers), ViewTopology.child(kind));
  }

  @Override
  public void postings(String county, PostingBatch batch, long timestamp) {
    byte[] key = Rows.key(county);
    batch
        .values()
        .forEach(value -> context.forward(new Record<>(key, value, timestamp), ViewTopology.TALLY));
  }

  @Override
  public void close() {
    if (step != null) {
      step.close();
      step = null;
    }
  }
}
