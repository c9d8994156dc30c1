package org.countypulse.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.streams.post.KafkaEventLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs versions of views, each as a Kafka Streams application of its own: those that the topic
 * {@code views} calls live, and that this program has a definition for. The set changes while it
 * runs, with the topic.
 */
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

  /** By the version's name; changed by one thread at a time. */
  private final Map<String, Application> running = new ConcurrentHashMap<>();

  private final MeterRegistry meters;
  private final ViewVersions versions;
  private final Refusals refusals = new Refusals();
  private final Set<String> prepared = new HashSet<>();
  private final Set<String> warnedOf = new HashSet<>();

  /** Versions that can't count on, by name, and why. */
  private final Map<String, String> forgotten = new ConcurrentHashMap<>();

  private int partitions;
  private volatile VersionTable table = VersionTable.of(List.of());
  private VersionWatch watch;

  /**
   * A version at work.
   *
   * @param metrics Kafka Streams' own, or null
   */
  private record Application(CountyView view, KafkaStreams streams, KafkaStreamsMetrics metrics) {}

  private StreamsProcess(StreamsSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.meters = meters;
    this.versions = new ViewVersions(settings.client(), settings.format());
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
    StreamsProcess process = new StreamsProcess(settings, meters);
    try {
      process.startVersions();
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
    return process;
  }

  private void startVersions() {
    VersionTable first = Startup.patiently(this::prepare);
    stores.open();
    follow(first);
    watch = VersionWatch.start(versions, "version-watch", this::follow);
  }

  /** Sees to topics, subjects and versions, and returns what versions there are. */
  private VersionTable prepare() {
    // The registry is asked meanwhile: after a crash each second without counting counts.
    CompletableFuture<Void> subjects =
        CompletableFuture.runAsync(
            () -> Topics.registerSubjects(settings.registry(), settings.format()), NEW_THREAD);
    try (Admin admin = Admin.create(new HashMap<>(settings.client()))) {
      partitions = Topics.ensure(admin, settings.partitions(), settings.replication());
    }
    await(subjects);
    VersionTable first = versions.enter(definitions(), this::isKnown);
    prepareLedgers(wanted(first).values());
    return first;
  }

  private void prepareLedgers(Collection<CountyView> views) {
    if (views.isEmpty()) {
      return;
    }
    CompletableFuture<Void> subjects =
        CompletableFuture.runAsync(
            () -> Topics.registerLedgers(settings.registry(), settings.format(), views),
            NEW_THREAD);
    try (Admin admin = Admin.create(new HashMap<>(settings.client()))) {
      Topics.ensureLedgers(admin, views, partitions, settings.replication());
    }
    await(subjects);
    views.forEach(view -> prepared.add(view.id()));
  }

  /** Today's definitions; those that this process was told to count stand for the catalogue's. */
  private List<CountyView> definitions() {
    Map<String, CountyView> byName = new LinkedHashMap<>();
    Views.ALL.forEach(view -> byName.put(view.name(), view));
    settings.views().forEach(view -> byName.put(view.name(), view));
    return List.copyOf(byName.values());
  }

  private boolean isKnown(Version version) {
    return definition(version).isPresent();
  }

  private Optional<CountyView> definition(Version version) {
    return settings.views().stream()
        .filter(view -> view.name().equals(version.view()))
        .filter(view -> view.fingerprint().equals(version.fingerprint()))
        .findFirst()
        .map(view -> view.version(version.number()))
        .or(version::definition);
  }

  /** The versions that this process shall run, by name. */
  private Map<String, CountyView> wanted(VersionTable from) {
    Map<String, CountyView> wanted = new LinkedHashMap<>();
    for (CountyView told : settings.views()) {
      for (Version version : from.of(told.name())) {
        if (version.countsOn()) {
          definition(version).ifPresent(view -> wanted.put(version.id(), view));
        }
      }
    }
    return wanted;
  }

  /** Starts and ends applications until they are what the table says. */
  private synchronized void follow(VersionTable now) {
    table = now;
    Map<String, CountyView> wanted = wanted(now);
    warnOfForeign(now);
    for (String id : List.copyOf(running.keySet())) {
      if (!wanted.containsKey(id)) {
        end(running.get(id));
      }
    }
    now.all().stream()
        .filter(version -> version.isToBeRemoved() || version.state() == VersionState.RETIRED)
        .forEach(version -> stores.remove(applicationId(version.id())));
    wanted.keySet().removeAll(running.keySet());
    prepareLedgers(wanted.values().stream().filter(view -> !prepared.contains(view.id())).toList());
    List<Version> beginning = now.all().stream().filter(v -> wanted.containsKey(v.id())).toList();
    for (Version version : withoutOffsets(beginning)) {
      wanted.remove(version.id());
      tellForgotten(version);
    }
    wanted.values().forEach(this::begin);
  }

  private List<Version> withoutOffsets(List<Version> beginning) {
    if (beginning.isEmpty()) {
      return List.of();
    }
    try (Admin admin = Admin.create(new HashMap<>(settings.client()))) {
      StartChecks checks = new StartChecks(settings.client(), admin, partitions);
      checks.fenceRebuilds(beginning);
      return checks.withoutOffsets(beginning);
    }
  }

  /** To begin with the first event on top of what was counted would count events twice. */
  private void tellForgotten(Version version) {
    String why =
        "It can't count on: Kafka has forgotten how far it was (offsets.retention.minutes). Its figures stay as they are; rebuild %s, then promote the new version with --accept-behind"
            .formatted(version.view());
    if (forgotten.put(version.id(), why) == null) {
      LOG.error("{}: {}", version.title(), why);
      versions.tell(version.view(), version.number(), why);
    }
  }

  private void warnOfForeign(VersionTable now) {
    for (CountyView told : settings.views()) {
      for (Version version : now.of(told.name())) {
        if (version.countsOn() && !isKnown(version) && warnedOf.add(version.id())) {
          LOG.warn("{}", VersionRules.madeByOtherRules(version));
        }
      }
    }
  }

  private void begin(CountyView view) {
    forgotten.remove(view.id());
    LOG.info("{} begins to count", view.id());
    KafkaStreams streams =
        new KafkaStreams(
            new ViewTopology(view, settings.counties(), settings.format(), log, partitions, memory)
                .build(),
            config(view));
    streams.setUncaughtExceptionHandler(e -> onFailure(view, e));
    KafkaStreamsMetrics metrics = null;
    if (meters != null) {
      metrics = new KafkaStreamsMetrics(streams);
      metrics.bindTo(meters);
    }
    running.put(view.id(), new Application(view, streams, metrics));
    streams.start();
  }

  /** For good: it leaves its group at once, so that nobody waits for it to come back. */
  private void end(Application application) {
    String id = application.view().id();
    LOG.info("{} is not counted any more", id);
    closeMetrics(application);
    boolean closed =
        application
            .streams()
            .close(
                CloseOptions.timeout(CLOSE_WITHIN)
                    .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    if (!closed) {
      LOG.warn("{} did not stop within {}; its state is removed later", id, CLOSE_WITHIN);
    }
    running.remove(id);
  }

  private static void closeMetrics(Application application) {
    if (application.metrics() != null) {
      application.metrics().close();
    }
  }

  private static void await(CompletableFuture<Void> task) {
    try {
      task.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** The store of the first step, in the names of its changelogs. */
  public static final String INDEX_STORE = PostProcessor.INDEX;

  /** The store of the second step, in the names of its changelogs. */
  public static final String CELLS_STORE = TallyProcessor.CELLS;

  /** What a view's application is called: its consumer group, and the prefix of its topics. */
  public static String applicationId(CountyView view) {
    return applicationId(view.id());
  }

  public static String applicationId(String versionId) {
    return "countypulse." + versionId;
  }

  /** The topic in which Kafka Streams keeps a store of a version. */
  public static String changelog(String versionId, String store) {
    return applicationId(versionId) + "-" + store + "-changelog";
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

  /**
   * What is not running yet of what readers use, in words; empty if all is. A new version that
   * nobody reads yet takes its time.
   */
  public List<String> notReady() {
    VersionTable now = table;
    Stream<String> standing =
        now.all().stream()
            .filter(version -> now.isPromoted(version) && forgotten.containsKey(version.id()))
            .map(version -> version.title() + ": " + forgotten.get(version.id()));
    Stream<String> starting =
        promoted()
            .filter(application -> application.streams().state() != State.RUNNING)
            .map(application -> application.view().id() + " is " + application.streams().state());
    return Stream.of(refusals.ofLate().stream(), standing, starting)
        .flatMap(reasons -> reasons)
        .toList();
  }

  private Stream<Application> promoted() {
    VersionTable now = table;
    return running.values().stream()
        .filter(
            application ->
                now.promoted(application.view().name())
                    .filter(version -> version.number() == application.view().version())
                    .isPresent())
        .sorted(Comparator.comparing(application -> application.view().id()));
  }

  /**
   * Whether a view that readers use has ended for good, after a failure that no new thread can
   * mend. The process should then end too, so that whoever supervises it starts another.
   */
  public boolean hasFailed() {
    return promoted().anyMatch(application -> application.streams().state() == State.ERROR);
  }

  /** Commits what was read, and stops. */
  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    running.values().forEach(StreamsProcess::closeMetrics);
    List<CompletableFuture<Boolean>> closing =
        running.values().stream()
            .map(
                application ->
                    CompletableFuture.supplyAsync(
                        () -> application.streams().close(CLOSE_WITHIN), NEW_THREAD))
            .toList();
    long closed = closing.stream().filter(CompletableFuture::join).count();
    if (closed == running.size()) {
      stores.close();
    }
    log.close();
  }
}
