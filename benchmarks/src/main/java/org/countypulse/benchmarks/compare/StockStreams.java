package org.countypulse.benchmarks.compare;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;

/** Drills and participants by county and window, as one writes it in Kafka Streams' own DSL. */
public final class StockStreams {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LOOK = Duration.ofMillis(50);

  /** Partitions are not read in step; nothing may come too late. */
  private static final Duration GRACE = Duration.ofDays(400);

  /** What is read of a drill. */
  private record Drill(String county, int day, int participants) {}

  /** What is counted. */
  private record Sums(long held, long participants) {
    static final Sums NONE = new Sums(0, 0);

    Sums plus(int more) {
      return new Sums(held + 1, participants + more);
    }
  }

  private final Map<String, String> settings;

  private StockStreams(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * @param arguments as {@link Peer} gives them, and {@code windowDays}, 0 for no windows
   */
  public static void main(String[] arguments) {
    StockStreams stock = new StockStreams(Arguments.of(arguments));
    KafkaStreams streams = new KafkaStreams(stock.topology(), stock.config());
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "stop"));
    streams.start();
  }

  private Topology topology() {
    return settings.get("windowDays").equals("0") ? reading() : windowing();
  }

  /** Takes each event and does nothing with it: what no application of Kafka Streams can beat. */
  private Topology reading() {
    long wanted = Long.parseLong(settings.get("count"));
    AtomicLong taken = new AtomicLong();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(settings.get("events"), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .process(() -> new Taking(taken, wanted))
        .to(settings.get("results"), Produced.with(Serdes.String(), Serdes.String()));
    return builder.build();
  }

  /** Says so when all are taken. */
  private record Taking(AtomicLong taken, long wanted)
      implements Processor<byte[], byte[], String, String> {

    @Override
    public void init(ProcessorContext<String, String> context) {
      context.schedule(
          LOOK,
          PunctuationType.WALL_CLOCK_TIME,
          now -> {
            if (taken.get() == wanted) {
              context.forward(new Record<>("all/0", Long.toString(wanted), now));
            }
          });
    }

    @Override
    public void process(Record<byte[], byte[]> event) {
      taken.incrementAndGet();
    }
  }

  private Topology windowing() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(settings.get("events"), Consumed.with(Serdes.ByteArray(), drills()))
        .map((school, drill) -> KeyValue.pair(drill.county(), drill.participants()))
        .groupByKey(Grouped.with("by-county", Serdes.String(), Serdes.Integer()))
        .windowedBy(windows())
        .aggregate(
            () -> Sums.NONE,
            (county, participants, sums) -> sums.plus(participants),
            Materialized.<String, Sums, WindowStore<Bytes, byte[]>>as("windows")
                .withKeySerde(Serdes.String())
                .withValueSerde(sums()))
        .toStream()
        .map((window, sums) -> KeyValue.pair(key(window), sums.held() + "/" + sums.participants()))
        .to(settings.get("results"), Produced.with(Serdes.String(), Serdes.String()));
    return builder.build();
  }

  private TimeWindows windows() {
    Duration length = DAY.multipliedBy(Long.parseLong(settings.get("windowDays")));
    return TimeWindows.ofSizeAndGrace(length, GRACE).advanceBy(DAY);
  }

  private static String key(Windowed<String> window) {
    return window.key() + "/" + (window.window().endTime().toEpochMilli() / DAY.toMillis() - 1);
  }

  /** Each thread has a deserializer of its own, which Kafka Streams takes from here. */
  private Serde<Drill> drills() {
    ThreadLocal<DrillReader> readers =
        ThreadLocal.withInitial(
            () -> new DrillReader(settings.get("written"), settings.get("wanted")));
    return Serdes.serdeFrom(
        (topic, drill) -> {
          throw new UnsupportedOperationException("Drills are only read here.");
        },
        (topic, bytes) -> drill(readers.get().read(bytes)));
  }

  private static Drill drill(GenericRecord record) {
    GenericRecord data = (GenericRecord) record.get("data");
    return new Drill(
        DrillReader.county(record), (int) record.get("day"), (int) data.get("participants"));
  }

  private static Serde<Sums> sums() {
    return Serdes.serdeFrom(
        (topic, sums) ->
            sums == null
                ? null
                : ByteBuffer.allocate(16).putLong(sums.held()).putLong(sums.participants()).array(),
        (topic, bytes) -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          return new Sums(buffer.getLong(), buffer.getLong());
        });
  }

  private Properties config() {
    Properties config = new Properties();
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.get("bootstrap"));
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.get("group"));
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.get("state"));
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.get("checkpointMillis"));
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.get("parallelism"));
    config.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, EventDay.class);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    config.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    return config;
  }

  /** The day of a drill; what is repartitioned has it as its timestamp already. */
  public static final class EventDay
      implements org.apache.kafka.streams.processor.TimestampExtractor {

    /** For Kafka Streams, which makes it by its name. */
    public EventDay() {}

    @Override
    public long extract(
        org.apache.kafka.clients.consumer.ConsumerRecord<Object, Object> record, long partition) {
      return record.value() instanceof Drill drill
          ? drill.day() * DAY.toMillis()
          : record.timestamp();
    }
  }
}
