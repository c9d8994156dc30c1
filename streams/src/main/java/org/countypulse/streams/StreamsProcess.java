package org.countypulse.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.streams.post.KafkaEventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs views of the catalogue, each as a Kafka Streams application of its own. */
public final class StreamsProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsProcess.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  /** How long an event may wait to be counted, for the sake of those that come with it. */
  private static final int SESSION_TIMEOUT_MILLIS = 10_000;

  private static final int HEARTBEAT_INTERVAL_MILLIS = 2_000;

  /** Each batch takes a compressor of 64 KB; the default of 16 KB would take many. */
  private static final int BATCH_BYTES = 256 << 10;

  private static final int RETRY_BACKOFF_MILLIS = 10;
  private static final int RETRY_BACKOFF_MOST_MILLIS = 200;

  /** The common pool has a single thread on two processors. */
  private static final Executor NEW_THREAD = task -> new Thread(task, "streams-helper").start();

  private static final long PAUSE_BEFORE_NEW_THREAD_MILLIS = 500;

  /** Somebody has to give the right back, which takes longer. */
  private static final long PAUSE_AFTER_REFUSAL_MILLIS = 3_000;

  private final StreamsSettings settings;
  private final KafkaEventLog log;
  private final StateFolder stores;

  /** Schools at hand may fill a third of the heap; as much again is needed for each commit. */
  private final SharedMemory memory = new SharedMemory(Runtime.getRuntime().maxMemory() / 3);

  private final Map<CountyView, KafkaStreams> running = new LinkedHashMap<>();
  private final List<KafkaStreamsMetrics> metrics = new ArrayList<>();
  private final Refusals refusals = new Refusals();

  private StreamsProcess(StreamsSettings settings) {
    this.settings = settings;
    this.log = new KafkaEventLog(settings.client());
    this.stores = new StateFolder(settings.stateFolder());
  }

  /**
   * Makes the topics, checks them, and starts counting.
   *
   * @param meters where Kafka Streams' own metrics go, or null
   * @throws TopicsException if the cluster's topics can't be used, saying why
   */
  public static StreamsProcess start(StreamsSettings settings, MeterRegistry meters) {
    StreamsProcess process = new StreamsProcess(settings);
    try {
      process.startViews(meters);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    return process;
  }

  private void startViews(MeterRegistry meters) {
    int partitions = Startup.patiently(this::prepare);
    stores.open();
    for (CountyView view : settings.views()) {
      KafkaStreams streams =
          new KafkaStreams(
              new ViewTopology(
                      view, settings.counties(), settings.format(), log, partitions, memory)
                  .build(),
              config(view));
      streams.setUncaughtExceptionHandler(e -> onFailure(view, e));
      running.put(view, streams);
      if (meters != null) {
        KafkaStreamsMetrics bound = new KafkaStreamsMetrics(streams);
        bound.bindTo(meters);
        metrics.add(bound);
      }
    }
    running.values().forEach(KafkaStreams::start);
  }

  /** Sees to topics, subjects and versions, and returns the partitions of an event topic. */
  private int prepare() {
    // The registry is asked meanwhile: after a crash each second without counting counts.
    CompletableFuture<Void> subjects =
        CompletableFuture.runAsync(
            () -> Topics.registerSubjects(settings.registry(), settings.format()), NEW_THREAD);
    int partitions;
    try (Admin admin = Admin.create(new HashMap<>(settings.client()))) {
      partitions = Topics.ensure(admin, settings.partitions(), settings.replication());
    }
    await(subjects);
    new ViewVersions(settings.client(), settings.format()).enter(Views.ALL);
    return partitions;
  }

  private static void await(CompletableFuture<Void> task) {
    try {
      task.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** What a view's application is called: its consumer group, and the prefix of its topics. */
  public static String applicationId(CountyView view) {
    return "countypulse." + view.id();
  }

  private Properties config(CountyView view) {
    Properties config = new Properties();
    config.putAll(settings.client());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(view));
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder().toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitMillis());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.replication());
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksDb.class);
    consumer(config, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer(config, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instance());
    consumer(config, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
    consumer(config, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_INTERVAL_MILLIS);
    // Which partition of a task is read first doesn't matter to a fold over sets. To wait for the
    // others costs more than reading: Kafka Streams 4.3.1 then writes a sentence about each of
    // them,
    // for each record, that nobody asked for (PartitionGroup.readyToProcess).
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    producer(config, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    producer(config, ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    producer(config, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.QUARANTINE_BYTES);
    // A transaction must wait for the last one's markers, which takes some milliseconds: the
    // defaults would wait a tenth of a second, then a fifth, and so on to a whole one.
    producer(config, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF_MILLIS);
    producer(config, ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, RETRY_BACKOFF_MOST_MILLIS);
    return config;
  }

  private static void consumer(Properties config, String name, Object value) {
    config.put(StreamsConfig.mainConsumerPrefix(name), value);
  }

  private static void producer(Properties config, String name, Object value) {
    config.put(StreamsConfig.producerPrefix(name), value);
  }

  /** A new thread goes on where the last commit was; what fails for good keeps failing, loudly. */
  private StreamThreadExceptionResponse onFailure(CountyView view, Throwable failure) {
    Optional<String> refusal = Refusals.in(failure);
    if (refusal.isPresent()) {
      refusals.note(view.id(), refusal.get());
      LOG.error("{} does not count: {}", view.id(), refusal.get());
    } else {
      LOG.error("{} failed and goes on with a new thread", view.id(), failure);
    }
    try {
      Thread.sleep(
          refusal.isPresent() ? PAUSE_AFTER_REFUSAL_MILLIS : PAUSE_BEFORE_NEW_THREAD_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** What is not running yet, in words; empty if all is. */
  public List<String> notReady() {
    return Stream.concat(
            refusals.ofLate().stream(),
            running.entrySet().stream()
                .filter(entry -> entry.getValue().state() != KafkaStreams.State.RUNNING)
                .map(entry -> entry.getKey().id() + " is " + entry.getValue().state()))
        .toList();
  }

  /**
   * Whether a view has ended for good, after a failure that no new thread can mend. The process
   * should then end too, so that whoever supervises it starts another.
   */
  public boolean hasFailed() {
    return running.values().stream()
        .anyMatch(streams -> streams.state() == KafkaStreams.State.ERROR);
  }

  /** Commits what was read, and stops. */
  @Override
  public void close() {
    metrics.forEach(KafkaStreamsMetrics::close);
    List<CompletableFuture<Boolean>> closing =
        running.values().stream()
            .map(
                streams ->
                    CompletableFuture.supplyAsync(() -> streams.close(CLOSE_WITHIN), NEW_THREAD))
            .toList();
    long closed = closing.stream().filter(CompletableFuture::join).count();
    if (closed == running.size()) {
      stores.close();
    }
    log.close();
  }
}
