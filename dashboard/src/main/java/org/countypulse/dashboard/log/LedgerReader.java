package org.countypulse.dashboard.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.dashboard.model.Changes;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.Row;
import org.countypulse.dashboard.model.ViewLedger;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.ValueFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the ledger topics into the {@link ReadModel}: all partitions, from their beginning, without
 * a consumer group, committed records only. One daemon thread, which never gives up: a broker or
 * registry that is away is waited for, and topics that don't exist yet are looked for again.
 */
public final class LedgerReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerReader.class);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK = Duration.ofSeconds(10);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 500;

  /** A batch is applied under a lock; this many rows take a few milliseconds. */
  private static final String MOST_ROWS_OF_A_BATCH = "5000";

  private static final String MOST_BYTES_OF_AN_ANSWER = "8388608";

  /** Each is about what the other says, so both are read anew together. */
  private static final Set<String> OF_QUARANTINE =
      Set.of(LedgerTopics.QUARANTINE, LedgerTopics.QUARANTINE_DECISIONS);

  private static final String MOST_BYTES_OF_A_PARTITION = "524288";

  /** Told about each batch after it can be read. Called by the reader's thread; must not block. */
  public interface Listener {

    /** Another consumer is in use from now on; the first one, too. */
    default void reading(KafkaConsumer<?, ?> consumer) {}

    /** The consumer is not in use any more. */
    default void ended(KafkaConsumer<?, ?> consumer) {}

    /**
     * @param changes what readers may now see differently
     * @param newestMillis the greatest timestamp of the batch's records
     */
    void applied(Changes changes, long newestMillis);

    /**
     * @param changes what readers may see differently because they have been moved to another
     *     version of a view
     */
    default void moved(Changes changes) {}
  }

  private final Properties config;
  private final ReadModel model;
  private final ValueFormat format;
  private final Predicate<String> scope;
  private final Listener listener;
  private final Thread thread;
  private volatile boolean closed;
  private volatile KafkaConsumer<byte[], byte[]> consumer;

  private final RowDecoder decoder;
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();

  /** Where each partition ended when it was first seen, until it has been read up to there. */
  private final Map<TopicPartition, Long> goals = new ConcurrentHashMap<>();

  private volatile Set<String> missing = Set.of();
  private volatile String problem;
  private long lookAgainAtNanos;

  /** The versions whose topics are read. */
  private Set<ViewLedger> known = Set.of();

  /** Those of them that are not yet read up to where they ended when they were announced. */
  private final Set<ViewLedger> behind = new HashSet<>();

  /** Those of them whose ends have to be looked up. */
  private final Set<ViewLedger> endsUnknown = new HashSet<>();

  /**
   * @param client how to reach the cluster: {@code bootstrap.servers} and security settings
   * @param format how values are read
   */
  public LedgerReader(Properties client, ReadModel model, ValueFormat format, Listener listener) {
    this(client, model, format, topic -> true, listener);
  }

  /**
   * One that reads some of the topics only.
   *
   * @param scope by a topic's name, whether it is read
   */
  public LedgerReader(
      Properties client,
      ReadModel model,
      ValueFormat format,
      Predicate<String> scope,
      Listener listener) {
    this.scope = scope;
    this.config = consumerConfig(client);
    this.model = model;
    this.format = format;
    this.listener = listener;
    this.decoder = new RowDecoder(format);
    this.thread = new Thread(this::run, "ledger-reader");
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private static Properties consumerConfig(Properties client) {
    Properties config = new Properties();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "countypulse-dashboard");
    config.putAll(client);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // A ledger topic that was made anew must be noticed, not read on with the old rows in memory.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_ROWS_OF_A_BATCH);
    // A client may keep one such answer a broker in memory; the default is 50 MB.
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES_OF_AN_ANSWER);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_BYTES_OF_A_PARTITION);
    return config;
  }

  private void run() {
    while (!closed) {
      try (KafkaConsumer<byte[], byte[]> fresh = new KafkaConsumer<>(config)) {
        listener.reading(fresh);
        consumer = fresh;
        readUntilClosed(fresh);
      } catch (WakeupException | InterruptException e) {
        LOG.debug("The ledger reader was woken up.");
      } catch (OffsetOutOfRangeException e) {
        startOver(e.partitions());
      } catch (RuntimeException e) {
        problem = "The ledgers can't be read: " + e.getMessage();
        LOG.warn("The ledgers can't be read now; trying again. {}", e.toString());
        LOG.debug("Why the ledgers can't be read", e);
        pause();
      } finally {
        if (consumer != null) {
          listener.ended(consumer);
        }
        consumer = null;
      }
    }
  }

  /** What was made anew is read from its beginning; nothing else is. */
  private void startOver(Set<TopicPartition> cut) {
    Set<String> topics = cut.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    LOG.warn("Topics were made anew or cut, and are read again: {}", topics);
    for (ViewLedger ledger : known) {
      if (ledger.topics().forFigures().stream().anyMatch(topics::contains)) {
        model.restart(ledger);
      }
    }
    if (topics.removeAll(OF_QUARANTINE)) {
      topics.addAll(OF_QUARANTINE);
      model.restartQuarantine();
    }
    positions.keySet().removeIf(partition -> topics.contains(partition.topic()));
    goals.keySet().removeIf(partition -> topics.contains(partition.topic()));
  }

  private void readUntilClosed(KafkaConsumer<byte[], byte[]> from) {
    lookAgainAtNanos = System.nanoTime();
    while (!closed) {
      if (System.nanoTime() - lookAgainAtNanos >= 0) {
        lookForTopics(from);
        lookAgainAtNanos = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      }
      if (from.assignment().isEmpty()) {
        pause();
      } else {
        apply(from.poll(POLL));
        notePositions(from);
      }
    }
  }

  /** Takes on topics and versions that weren't there before, and leaves those that have gone. */
  private void lookForTopics(KafkaConsumer<byte[], byte[]> from) {
    endsUnknown.addAll(model.takeAnnounced());
    Set<ViewLedger> ledgers = model.read(all -> Set.copyOf(all.all()));
    boolean same = known.equals(ledgers) && endsUnknown.isEmpty();
    if (same && missing.isEmpty() && !from.assignment().isEmpty()) {
      return;
    }
    behind.addAll(endsUnknown);
    know(from, ledgers);
    Set<String> wanted =
        new TreeSet<>(
            Set.of(
                LedgerTopics.QUARANTINE,
                LedgerTopics.QUARANTINE_DECISIONS,
                LedgerTopics.VIEWS,
                LedgerTopics.CERTIFICATES));
    ledgers.forEach(ledger -> wanted.addAll(ledger.topics().forFigures()));
    wanted.removeIf(scope.negate());
    Map<String, List<PartitionInfo>> existing = from.listTopics(ASK);
    Set<TopicPartition> partitions = new HashSet<>();
    for (String topic : wanted) {
      for (PartitionInfo partition : existing.getOrDefault(topic, List.of())) {
        partitions.add(new TopicPartition(topic, partition.partition()));
      }
    }
    assign(from, partitions);
    noteEnds(from, endsUnknown);
    endsUnknown.clear();
    wanted.removeAll(existing.keySet());
    ledgers.forEach(ledger -> wanted.removeAll(dispensable(ledger)));
    missing = wanted;
    problem = null;
  }

  private void know(KafkaConsumer<byte[], byte[]> from, Set<ViewLedger> ledgers) {
    Set<ViewLedger> gone = new HashSet<>(known);
    gone.removeAll(ledgers);
    gone.forEach(ledger -> leave(from, ledger));
    ledgers.stream().filter(ledger -> !known.contains(ledger)).forEach(decoder::knows);
    behind.retainAll(ledgers);
    endsUnknown.retainAll(ledgers);
    known = ledgers;
  }

  /** Its topics are about to be deleted, or have been made anew. */
  private void leave(KafkaConsumer<byte[], byte[]> from, ViewLedger ledger) {
    Set<String> topics = Set.copyOf(ledger.topics().forFigures());
    from.assign(from.assignment().stream().filter(p -> !topics.contains(p.topic())).toList());
    positions.keySet().removeIf(partition -> topics.contains(partition.topic()));
    goals.keySet().removeIf(partition -> topics.contains(partition.topic()));
    decoder.forget(ledger);
    LOG.info("{} is not read any more.", ledger.id());
  }

  /** A version of unknown rules may have no topic for what only today's view lists. */
  static List<String> dispensable(ViewLedger ledger) {
    return ledger.isDefined() ? List.of() : List.of(ledger.topics().slots());
  }

  /** They are complete when they have been read up to where they end now. */
  private void noteEnds(KafkaConsumer<byte[], byte[]> from, Set<ViewLedger> ledgers) {
    Set<String> topics =
        ledgers.stream()
            .flatMap(ledger -> ledger.topics().forFigures().stream())
            .collect(Collectors.toSet());
    Set<TopicPartition> partitions =
        from.assignment().stream()
            .filter(partition -> topics.contains(partition.topic()))
            .collect(Collectors.toSet());
    if (!partitions.isEmpty()) {
      goals.putAll(from.endOffsets(partitions, ASK));
    }
  }

  private void assign(KafkaConsumer<byte[], byte[]> from, Set<TopicPartition> partitions) {
    Set<TopicPartition> added = new HashSet<>(partitions);
    added.removeAll(from.assignment());
    if (added.isEmpty()) {
      return;
    }
    Set<TopicPartition> unread = new HashSet<>(added);
    unread.removeAll(positions.keySet());
    // Before anything of them is read: what is left of them is what is left to do.
    goals.putAll(from.endOffsets(unread, ASK));
    Map<TopicPartition, Long> beginnings = from.beginningOffsets(unread, ASK);
    Set<TopicPartition> all = new HashSet<>(from.assignment());
    all.addAll(added);
    from.assign(all);
    // A new consumer goes on where the last one was: older rows must not come back over newer ones.
    added.forEach(p -> from.seek(p, positions.getOrDefault(p, beginnings.getOrDefault(p, 0L))));
  }

  private void apply(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return;
    }
    List<Row> rows = new ArrayList<>(records.count());
    long newest = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      decodePatiently(record).ifPresent(rows::add);
      newest = Math.max(newest, record.timestamp());
    }
    listener.applied(model.apply(rows), newest);
    if (rows.stream().anyMatch(Row.OfViews.class::isInstance)) {
      lookAgainAtNanos = System.nanoTime();
    }
  }

  private Optional<Row> decodePatiently(ConsumerRecord<byte[], byte[]> record) {
    while (true) {
      try {
        Optional<Row> row = decoder.decode(record);
        if (problem != null) {
          problem = null;
        }
        return row;
      } catch (RegistryUnavailableException e) {
        if (closed) {
          throw new WakeupException();
        }
        problem = "The schema registry can't be asked now: " + e.getMessage();
        pause();
      }
    }
  }

  private void notePositions(KafkaConsumer<byte[], byte[]> from) {
    for (TopicPartition partition : from.assignment()) {
      long position = from.position(partition);
      positions.put(partition, position);
      goals.computeIfPresent(partition, (p, goal) -> position >= goal ? null : goal);
    }
    if (!behind.isEmpty() && endsUnknown.isEmpty()) {
      noteComplete();
    }
  }

  private void noteComplete() {
    Set<String> unread = new TreeSet<>(missing);
    goals.keySet().forEach(partition -> unread.add(partition.topic()));
    for (ViewLedger ledger : List.copyOf(behind)) {
      if (topicsRead(ledger).stream().noneMatch(unread::contains)) {
        behind.remove(ledger);
        Changes changes = model.completed(ledger);
        if (!changes.isEmpty()) {
          listener.moved(changes);
        }
      }
    }
  }

  private List<String> topicsRead(ViewLedger ledger) {
    return ledger.topics().forFigures().stream().filter(scope).toList();
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** The next offset of each partition that is read; safe to ask from any thread. */
  public Map<TopicPartition, Long> positions() {
    return positions;
  }

  /**
   * What keeps the figures from being those of the topics' ends as of start.
   *
   * @return sentences; empty if nothing does
   */
  public List<String> notReady() {
    List<String> reasons = new ArrayList<>();
    Optional.ofNullable(problem).ifPresent(reasons::add);
    if (thread.getState() == Thread.State.TERMINATED && !closed) {
      reasons.add(
          "Reading the ledgers has ended by an error, and the figures stand still: look into the"
              + " log, and start this process again.");
    }
    List<ViewLedger> promoted =
        model.read(all -> all.promoted().stream().filter(l -> !topicsRead(l).isEmpty()).toList());
    Set<String> needed = new HashSet<>(Set.of(LedgerTopics.QUARANTINE, LedgerTopics.VIEWS));
    promoted.stream().filter(ViewLedger::exists).forEach(l -> needed.addAll(topicsRead(l)));
    Set<String> absent = new TreeSet<>(missing);
    absent.retainAll(needed);
    if (!absent.isEmpty()) {
      reasons.add(
          "These ledger topics do not exist yet, or we have no right to see them: "
              + String.join(", ", absent)
              + ".");
    } else if (positions.isEmpty()) {
      reasons.add("The ledgers have not been found yet.");
    } else {
      unread(promoted, needed).ifPresent(reasons::add);
    }
    return reasons;
  }

  private Optional<String> unread(List<ViewLedger> promoted, Set<String> needed) {
    long rows =
        goals.entrySet().stream()
            .filter(goal -> needed.contains(goal.getKey().topic()))
            .mapToLong(goal -> goal.getValue() - positions.getOrDefault(goal.getKey(), 0L))
            .sum();
    if (rows > 0) {
      return Optional.of("The ledgers are still being read: about " + rows + " rows to go.");
    }
    String absent =
        promoted.stream()
            .filter(ledger -> !ledger.exists())
            .map(ledger -> ledger.view().name())
            .collect(Collectors.joining(", "));
    if (!absent.isEmpty()) {
      return Optional.of("There is no version of these views yet: " + absent + ".");
    }
    boolean allRead = model.read(all -> promoted.stream().allMatch(all::isRead));
    return allRead ? Optional.empty() : Optional.of("The ledgers are still being read.");
  }

  /** Stops the thread and waits for it. */
  @Override
  public void close() {
    closed = true;
    KafkaConsumer<byte[], byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
