package org.countypulse.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;
import org.countypulse.streams.post.KafkaEventLog;
import org.countypulse.streams.rebuild.Rebuild;
import org.countypulse.streams.rebuild.Rebuild.Control;
import org.countypulse.streams.rebuild.Rebuild.Outcome;

/**
 * Histories on a broker, cut into so many partitions, and replays of them: each makes a version of
 * its own. Event topics take the histories' own times for the broker's, so that every broker says
 * the same of when an event came.
 */
final class ReplaysOnKafka implements AutoCloseable {

  private static final Counties COUNTIES = Counties.chinese();

  private final Broker broker;
  private final int partitions;
  private final Path folder;
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AtomicInteger folders = new AtomicInteger();

  ReplaysOnKafka(int partitions, Path folder, Collection<CountyView> views, List<Received> history)
      throws Exception {
    this.partitions = partitions;
    this.folder = folder;
    this.broker = Broker.start();
    Topics.registerSubjects(registry, ValueFormat.of(registry));
    makeTopics(views);
    send(history);
  }

  private void makeTopics(Collection<CountyView> views) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    views.stream()
        .flatMap(view -> view.sources().stream())
        .distinct()
        .forEach(type -> topics.add(eventTopic(type)));
    topics.add(new NewTopic(LedgerTopics.QUARANTINE, 1, (short) 1));
    try (Admin admin = broker.admin()) {
      admin.createTopics(topics).all().get();
    }
  }

  /** Its events are years old, and stay. */
  private NewTopic eventTopic(EventType type) {
    return new NewTopic(type.topic(), partitions, (short) 1).configs(Map.of("retention.ms", "-1"));
  }

  private void send(List<Received> history) throws Exception {
    Map<String, Object> config = new HashMap<>(broker.client());
    config.put("max.in.flight.requests.per.connection", 1); // see Broker.send
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Received record : history) {
        EventType type = record.event().type();
        int id = registry.idOf(type.subject(), type.schema());
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    type.topic(),
                    null,
                    record.appendedAt().toEpochMilli(),
                    record.event().schoolId().getBytes(UTF_8),
                    WireFormat.encode(id, record.event().toRecord()))));
      }
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  void prepare(Collection<CountyView> versions) {
    Topics.registerLedgers(registry, ValueFormat.of(registry), versions);
    try (Admin admin = broker.admin()) {
      Topics.ensureLedgers(admin, versions, partitions, (short) 1);
    }
  }

  /** What a version's topics hold. */
  WrittenRows written(CountyView version) {
    WrittenRows rows = new WrittenRows(version, registry);
    Map<String, Object> config = BriefReading.settings(broker.client());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          version.topics().schemas().keySet().stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = ends(all);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          rows.take(record.topic(), record.key(), record.value());
        }
      }
    }
    return rows;
  }

  /** With what was just committed: the broker tells those who read committed a little later. */
  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            new HashMap<>(broker.client()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }

  /** Ways in which an attempt may end before it is done. */
  private enum End {
    DONE,
    FAILS,
    IS_INTERRUPTED,
    IS_CANCELLED,
    HANGS
  }

  /** A failure on purpose. */
  private static final class Stumbled extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Builds a version in bulk: some attempts end somewhere, each with other numbers of threads, of
   * records a poll and of bytes a commit; the last one gets to the end.
   *
   * @return what was done, for whoever must find out why it went wrong
   */
  List<String> rebuild(CountyView version, Random random) throws Exception {
    List<String> story = new ArrayList<>();
    List<FutureTask<Outcome>> hanging = new ArrayList<>();
    CountDownLatch wakeUp = new CountDownLatch(1);
    try {
      for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
        End end = End.values()[random.nextInt(End.values().length)];
        attempt(version, random, end, wakeUp, hanging, story);
      }
      attempt(version, random, End.DONE, wakeUp, hanging, story);
    } finally {
      wakeUp.countDown();
    }
    for (FutureTask<Outcome> one : hanging) {
      endOf(one); // writes no more: its transactions have an owner that is younger
    }
    return story;
  }

  private void attempt(
      CountyView version,
      Random random,
      End end,
      CountDownLatch wakeUp,
      List<FutureTask<Outcome>> hanging,
      List<String> story)
      throws Exception {
    int at = end == End.DONE ? Integer.MAX_VALUE : random.nextInt(400);
    CountDownLatch hangs = new CountDownLatch(1);
    AtomicBoolean cancelled = new AtomicBoolean();
    Thread[] thread = new Thread[1];
    Runnable fall =
        () -> {
          switch (end) {
            case FAILS -> throw new Stumbled();
            case IS_INTERRUPTED -> thread[0].interrupt();
            case IS_CANCELLED -> cancelled.set(true);
            case HANGS -> {
              hangs.countDown();
              awaitQuietly(wakeUp);
            }
            case DONE -> {}
          }
        };
    ValueFormat format = new Tripping(ValueFormat.of(registry), new AtomicInteger(at), fall);
    Rebuild.Settings settings = settings(version, random, format, story, end + " at " + at);
    FutureTask<Outcome> running =
        new FutureTask<>(() -> Rebuild.run(settings, control(cancelled), new Untiring()));
    thread[0] = new Thread(running, "replay-" + version.id());
    thread[0].setDaemon(true);
    thread[0].start();
    while (!running.isDone() && hangs.getCount() > 0) {
      hangs.await(2, TimeUnit.MILLISECONDS);
    }
    if (running.isDone()) {
      Outcome outcome = endOf(running);
      if (end == End.DONE && outcome != Outcome.CAUGHT_UP) {
        throw new AssertionError("It ended as " + outcome);
      }
    } else {
      hanging.add(running);
    }
  }

  private Rebuild.Settings settings(
      CountyView version, Random random, ValueFormat format, List<String> story, String end) {
    int threads = 1 + random.nextInt(4);
    int poll = 1 + random.nextInt(random.nextBoolean() ? 20 : 500);
    long bytes = threads * ((4L << 10) << random.nextInt(5)); // one to a dozen commits
    story.add("%d threads, %d records a poll, %d bytes, %s".formatted(threads, poll, bytes, end));
    Map<String, Object> client = new HashMap<>(broker.client());
    client.put("max.poll.records", poll);
    return new Rebuild.Settings(
        client,
        format,
        COUNTIES,
        version,
        Optional.<Instant>empty(),
        folder.resolve(version.id() + "-" + folders.incrementAndGet()),
        threads,
        (short) 1,
        bytes);
  }

  private static Outcome endOf(FutureTask<Outcome> task) throws Exception {
    try {
      return task.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof Stumbled
            || cause instanceof InterruptException
            || cause instanceof InterruptedException
            || String.valueOf(cause.getMessage()).startsWith("Another process goes on")) {
          return Outcome.CANCELLED;
        }
      }
      throw e;
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Control control(AtomicBoolean cancelled) {
    return new Untiring() {
      @Override
      public boolean cancelled() {
        return cancelled.get();
      }
    };
  }

  /** A version's own Kafka Streams application, with failures in the middle of its transactions. */
  AutoCloseable live(CountyView version, Random random, List<String> story) {
    int threads = 1 + random.nextInt(4);
    int poll = 1 + random.nextInt(200);
    int commit = 10 + random.nextInt(200);
    int at = random.nextInt(1_000);
    story.add(
        "%d stream threads, %d records a poll, a commit each %d ms, fails at %d"
            .formatted(threads, poll, commit, at));
    Runnable fall =
        () -> {
          throw new Stumbled();
        };
    ValueFormat format = new Tripping(ValueFormat.of(registry), new AtomicInteger(at), fall);
    KafkaEventLog log = new KafkaEventLog(broker.client());
    Properties config = new Properties();
    config.putAll(broker.client());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, StreamsProcess.applicationId(version));
    config.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("live-" + version.id()).toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commit);
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksDb.class);
    config.put(StreamsConfig.mainConsumerPrefix("max.poll.records"), poll);
    config.put(StreamsConfig.mainConsumerPrefix("auto.offset.reset"), "earliest");
    config.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 6_000);
    config.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), 1_000);
    config.put(StreamsConfig.producerPrefix("retry.backoff.ms"), 10);
    config.put(StreamsConfig.producerPrefix("retry.backoff.max.ms"), 200);
    KafkaStreams streams =
        new KafkaStreams(
            new ViewTopology(version, COUNTIES, format, log, partitions, new SharedMemory(1 << 20))
                .build(),
            config);
    streams.setUncaughtExceptionHandler(e -> StreamThreadExceptionResponse.REPLACE_THREAD);
    streams.start();
    return () -> {
      streams.close(Duration.ofSeconds(10));
      log.close();
    };
  }

  @Override
  public void close() throws Exception {
    broker.close();
  }
}
