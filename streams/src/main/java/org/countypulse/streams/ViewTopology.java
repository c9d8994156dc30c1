package org.countypulse.streams;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.post.EventLog;
import org.countypulse.streams.post.LedgerRow;

/**
 * The topology of one version of a view.
 *
 * <pre>
 * event.school-registered ─┐                       ┌─▶ ledger.&lt;view&gt;.v&lt;n&gt;.schools, .slots, .accounts, .notes, .digests
 * event.&lt;type&gt; ────────────┴─▶ post (by school) ───┼─▶ quarantine
 *                                                  └─▶ postings ─▶ tally (by county) ─▶ ledger.&lt;view&gt;.v&lt;n&gt;
 * </pre>
 */
public final class ViewTopology {

  private static final String POSTINGS = "postings";

  /** The operator through which postings go on to the second step. */
  static final String TALLY = POSTINGS + "-repartition-filter";

  private static final Map<LedgerRow, String> CHILDREN = new EnumMap<>(LedgerRow.class);

  static {
    for (LedgerRow kind : LedgerRow.values()) {
      CHILDREN.put(kind, "to-" + kind.name().toLowerCase(Locale.ROOT));
    }
  }

  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  private final CountyView view;
  private final Counties counties;
  private final ValueFormat format;
  private final EventLog log;
  private final int partitions;
  private final SharedMemory memory;
  private final LedgerTopics topics;

  /**
   * @param log where to read an event's original bytes again when it goes into quarantine late
   * @param partitions how many partitions each event topic has
   * @param memory for the schools that are held at hand
   */
  public ViewTopology(
      CountyView view,
      Counties counties,
      ValueFormat format,
      EventLog log,
      int partitions,
      SharedMemory memory) {
    this.view = view;
    this.counties = counties;
    this.format = format;
    this.log = log;
    this.partitions = partitions;
    this.memory = memory;
    this.topics = view.topics();
  }

  public Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<byte[], byte[]> posted = post(events(builder));
    writeRows(posted);
    writeLedger(tally(postings(posted)));
    return builder.build();
  }

  private KStream<byte[], byte[]> events(StreamsBuilder builder) {
    List<String> eventTopics = view.sources().stream().map(EventType::topic).toList();
    return builder.stream(
        eventTopics,
        Consumed.with(BYTES, BYTES)
            .withName("events")
            .withTimestampExtractor(new TotalTimestampExtractor()));
  }

  private KStream<byte[], byte[]> post(KStream<byte[], byte[]> events) {
    return events.process(
        new PostProcessor.Supplier(view, counties, format, log, partitions, memory),
        Named.as("post"));
  }

  private void writeRows(KStream<byte[], byte[]> posted) {
    for (LedgerRow kind : LedgerRow.values()) {
      if (kind != LedgerRow.SLOTS || topics.slotted()) {
        posted.to(kind.topic(topics), Produced.with(BYTES, BYTES).withName(child(kind)));
      }
    }
  }

  /** The operator that writes rows of that kind. */
  static String child(LedgerRow kind) {
    return CHILDREN.get(kind);
  }

  private KStream<byte[], byte[]> postings(KStream<byte[], byte[]> posted) {
    return posted.repartition(
        Repartitioned.with(BYTES, BYTES).withName(POSTINGS).withNumberOfPartitions(partitions));
  }

  private KStream<byte[], byte[]> tally(KStream<byte[], byte[]> postings) {
    return postings.process(new TallyProcessor.Supplier(view, format), Named.as("tally"));
  }

  private void writeLedger(KStream<byte[], byte[]> cells) {
    cells.to(topics.cells(), Produced.with(BYTES, BYTES).withName("to-ledger"));
  }
}
