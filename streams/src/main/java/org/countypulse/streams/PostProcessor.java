package org.countypulse.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.PostingSink;
import org.countypulse.domain.posting.QuarantineReason;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.Refusal;
import org.countypulse.domain.posting.SchoolPoster;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;
import org.countypulse.streams.Arrivals.Arrival;

/**
 * The first step: believes or refuses each record, and posts what it changes. Records are held back
 * until the commit, taken school by school, and what they post is combined: one record a county,
 * and the last state of each row.
 */
final class PostProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /** More than a broker takes by default; a client that compresses can still send more. */
  private static final int MOST_QUARANTINED_BYTES = 2 << 20;

  /** Each task of each view may have so many. */
  private static final int MOST_WAITING_BYTES =
      (int) Math.min(16L << 20, Runtime.getRuntime().maxMemory() / 128);

  private static final String INDEX = "school-index";
  private static final String HOOK = "post-commit-hook";

  private final CountyView view;
  private final Counties counties;
  private final ValueFormat format;
  private final EventLog log;
  private final int partitions;
  private final SharedMemory memory;
  private final LedgerTopics topics;
  private final Rows rows;
  private final Map<String, EventType> types = new HashMap<>();
  private final Map<EventType, ValueDecoder<SpecificRecord>> decoders = new HashMap<>();

  private ProcessorContext<byte[], byte[]> context;
  private BufferedStore store;
  private SchoolPoster poster;
  private Held held;
  private Arrivals arrivals;

  private PostProcessor(Supplier from) {
    this.view = from.view;
    this.counties = from.counties;
    this.format = from.format;
    this.log = from.log;
    this.partitions = from.partitions;
    this.memory = from.memory;
    this.topics = view.topics();
    this.rows = new Rows(format);
    for (EventType type : view.sources()) {
      types.put(type.topic(), type);
    }
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
    KeyValueStore<Bytes, byte[]> index = context.getStateStore(INDEX);
    store = new BufferedStore(index);
    held = new Held();
    arrivals = new Arrivals(EventTypes.SCHOOL_REGISTERED.topic(), MOST_WAITING_BYTES);
    close();
    for (EventType type : view.sources()) {
      decoders.put(type, format.decoder(type.topic(), type.schema()));
    }
    poster = new SchoolPoster(view, counties, store, held, memory);
    CommitHook hook = context.getStateStore(HOOK);
    hook.beforeCommit(context, this::emit);
  }

  /** Nothing is seen of a record before the commit anyway. */
  @Override
  public void process(Record<byte[], byte[]> record) {
    arrivals.add(record, context.recordMetadata().orElseThrow());
    if (arrivals.isFull()) {
      post();
    }
  }

  private void post() {
    arrivals.drain(this::take, () -> store.flushWith(poster::flush));
  }

  private void take(Arrival arrival) {
    held.begin(arrival);
    try {
      take(types.get(arrival.topic()), arrival);
    } finally {
      held.end();
    }
  }

  private void take(EventType type, Arrival arrival) {
    Event event;
    try {
      event = decode(type, arrival.value());
    } catch (UndecodableException e) {
      refuse(type, arrival, new Refusal(QuarantineReason.UNDECODABLE, "", e.getMessage()));
      return;
    } catch (UnknownSchemaException e) {
      refuse(type, arrival, new Refusal(QuarantineReason.UNKNOWN_SCHEMA, "", e.getMessage()));
      return;
    }
    Received received =
        new Received(
            arrival.partition(),
            arrival.offset(),
            Instant.ofEpochMilli(arrival.timestamp()),
            event);
    Refusal misplaced = misplaced(arrival.key(), event, arrival.partition());
    if (misplaced == null) {
      poster.receive(received);
    } else {
      poster.refuse(received, misplaced);
    }
  }

  private Event decode(EventType type, byte[] value) {
    if (value == null) {
      throw new UndecodableException("The record has no value.");
    }
    return Event.of(type, Patiently.ask(() -> decoders.get(type).decode(value)));
  }

  private void refuse(EventType type, Arrival arrival, Refusal refusal) {
    String school = arrival.key() == null ? "" : new String(arrival.key(), UTF_8);
    poster.refuse(type, arrival.partition(), arrival.offset(), school, "", "", refusal);
  }

  /** A record elsewhere than its school's others would wait, or conflict, unseen by them. */
  private Refusal misplaced(byte[] key, Event event, int partition) {
    if (!Arrays.equals(key, event.schoolId().getBytes(UTF_8))) {
      return new Refusal(
          QuarantineReason.WRONG_KEY,
          "schoolId",
          "The record's key is not its school id \"" + event.schoolId() + "\" as UTF-8.");
    }
    int home = Utils.toPositive(Utils.murmur2(key)) % partitions;
    if (partition != home) {
      return new Refusal(
          QuarantineReason.WRONG_PARTITION,
          "schoolId",
          "The school's partition is "
              + home
              + " (murmur2 of the key), not "
              + partition
              + "; set the client's partitioner to murmur2, or murmur2_random.");
    }
    return null;
  }

  @Override
  public void close() {
    decoders.values().forEach(ValueDecoder::close);
    decoders.clear();
    if (poster != null) {
      poster.close();
      poster = null;
    }
  }

  private void emit() {
    post();
    held.emit();
  }

  /** What is held back between two commits. */
  private final class Held implements PostingSink {

    private final Map<String, PostingBatch> postings = new LinkedHashMap<>();
    private final Map<String, SchoolHistory> lives = new LinkedHashMap<>();
    private final Map<String, SchoolSlot> slots = new LinkedHashMap<>();
    private final Map<String, EventNote> notes = new LinkedHashMap<>();
    private final Map<String, Quarantine> quarantine = new LinkedHashMap<>();
    private Arrival current;
    private long timestamp;

    private record Quarantine(byte[] value, Headers headers) {}

    void begin(Arrival arrival) {
      current = arrival;
      timestamp = Math.max(timestamp, arrival.timestamp());
    }

    void end() {
      current = null;
    }

    @Override
    public void post(String county, LocalDate day, int measure, long amount) {
      postings.computeIfAbsent(county, c -> new PostingBatch()).add(day, measure, amount);
    }

    /** Comes with a flush, and so but once for all of a school's records. */
    @Override
    public void account(SchoolAccount row) {
      String key =
          String.join("/", row.getSchoolId(), row.getEventType(), row.getSource())
              + "/"
              + row.getPartition();
      forward(key, rows.value(topics.accounts(), row), ViewTopology.ACCOUNTS);
    }

    @Override
    public void note(String key, EventNote row) {
      notes.put(key, row);
    }

    /** Comes with a flush, and so but once for all of a school's records. */
    @Override
    public void days(SchoolDays row) {
      String key =
          String.join(
              "/",
              row.getSchoolId(),
              row.getMeasure(),
              row.getMonth().toString().substring(0, 7),
              row.getCounty());
      forward(key, rows.value(topics.schools(), row), ViewTopology.SCHOOLS);
    }

    @Override
    public void slot(SchoolSlot row) {
      String key = row.getSchoolId() + "/" + row.getMeasure();
      slots.put(row.getSlot().isEmpty() ? key : key + "/" + row.getSlot(), row);
    }

    @Override
    public void life(String school, SchoolLife life) {
      if (topics.registry()) {
        lives.put(
            school,
            new SchoolHistory(school, life.entries().stream().map(SchoolEntry::toRow).toList()));
      }
    }

    @Override
    public void quarantine(Quarantined record) {
      byte[] value = original(record);
      Headers headers = headers(record);
      if (value.length > MOST_QUARANTINED_BYTES) {
        add(headers, QuarantineHeaders.CUT_FROM_BYTES, Integer.toString(value.length));
        value = Arrays.copyOf(value, MOST_QUARANTINED_BYTES);
      }
      quarantine.put(
          position(record.type(), record.partition(), record.offset()),
          new Quarantine(value, headers));
    }

    private byte[] original(Quarantined record) {
      byte[] value =
          isCurrent(record)
              ? current.value()
              : log.valueAt(record.type().topic(), record.partition(), record.offset());
      return value == null ? new byte[0] : value;
    }

    private boolean isCurrent(Quarantined record) {
      return current != null
          && current.is(record.type().topic(), record.partition(), record.offset());
    }

    private Headers headers(Quarantined record) {
      Headers headers =
          position(
              QuarantineHeaders.QUARANTINED, record.type(), record.partition(), record.offset());
      add(headers, QuarantineHeaders.SCHOOL, record.school());
      add(headers, QuarantineHeaders.EVENT_ID, record.eventId());
      add(headers, QuarantineHeaders.SOURCE, record.source());
      add(headers, QuarantineHeaders.REASON, record.refusal().reason().word());
      add(headers, QuarantineHeaders.FIELD, record.refusal().field());
      add(headers, QuarantineHeaders.DETAIL, record.refusal().detail());
      if (isCurrent(record)) {
        String arrivedAt = Instant.ofEpochMilli(current.timestamp()).toString();
        add(headers, QuarantineHeaders.ARRIVED_AT, arrivedAt);
      }
      return headers;
    }

    @Override
    public void release(EventType type, int partition, long offset) {
      quarantine.put(
          position(type, partition, offset),
          new Quarantine(
              new byte[0], position(QuarantineHeaders.RELEASED, type, partition, offset)));
    }

    private Headers position(String status, EventType type, int partition, long offset) {
      Headers headers = new RecordHeaders();
      add(headers, QuarantineHeaders.STATUS, status);
      add(headers, QuarantineHeaders.VIEW, view.name());
      add(headers, QuarantineHeaders.VERSION, Integer.toString(view.version()));
      add(headers, QuarantineHeaders.EVENT_TYPE, type.name());
      add(headers, QuarantineHeaders.TOPIC, type.topic());
      add(headers, QuarantineHeaders.PARTITION, Integer.toString(partition));
      add(headers, QuarantineHeaders.OFFSET, Long.toString(offset));
      return headers;
    }

    private static void add(Headers headers, String name, String value) {
      headers.add(name, value.getBytes(UTF_8));
    }

    private String position(EventType type, int partition, long offset) {
      return String.join(
          "/",
          view.name(),
          "v" + view.version(),
          type.topic(),
          Integer.toString(partition),
          Long.toString(offset));
    }

    void emit() {
      postings.forEach(this::forwardPostings);
      lives.forEach(
          (key, row) -> forward(key, rows.value(topics.schools(), row), ViewTopology.SCHOOLS));
      slots.forEach(
          (key, row) -> forward(key, rows.value(topics.slots(), row), ViewTopology.SLOTS));
      notes.forEach(
          (key, row) -> forward(key, rows.value(topics.notes(), row), ViewTopology.NOTES));
      quarantine.forEach(
          (key, record) ->
              context.forward(
                  new Record<>(Rows.key(key), record.value(), timestamp, record.headers()),
                  ViewTopology.QUARANTINE));
      postings.clear();
      lives.clear();
      slots.clear();
      notes.clear();
      quarantine.clear();
    }

    private void forwardPostings(String county, PostingBatch batch) {
      batch
          .values()
          .forEach(value -> forward(county, value, ViewTopology.POSTINGS + "-repartition-filter"));
    }

    private void forward(String key, byte[] value, String child) {
      context.forward(new Record<>(Rows.key(key), value, timestamp), child);
    }
  }
}
