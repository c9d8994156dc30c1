package org.countypulse.streams.rebuild;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.schemas.EventTypes;
import org.countypulse.streams.post.Arrivals;
import org.countypulse.streams.post.Changelog;
import org.countypulse.streams.post.KafkaEventLog;
import org.countypulse.streams.post.LedgerRow;
import org.countypulse.streams.post.PostOutput;
import org.countypulse.streams.post.PostStep;
import org.countypulse.streams.post.PostingBatch;
import org.countypulse.streams.rebuild.Rebuild.Control;
import org.countypulse.streams.rebuild.Rebuild.Settings;

/** Reads and posts some of the partitions; one thread at a time uses it. */
final class Worker implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int MOST_RECORDS_A_POLL = 5_000;
  private static final int MOST_BYTES_OF_A_PARTITION = 4 << 20;

  /** How long it works before it asks whether to rest. */
  private static final long TURN_NANOS = 20_000_000;

  /** How long it rests before it looks whether it shall end. */
  private static final long SLICE_NANOS = 100_000_000;

  /** How long it may rest while a transaction is open, which the broker ends after a time. */
  private static final long LONGEST_RESTING_NANOS = 120_000_000_000L;

  /** However slowly it shall read, what was read is committed after a while. */
  private static final long LONGEST_READING_NANOS = 10_000_000_000L;

  /** What has been read is not kept waiting for records behind somebody's open transaction. */
  private static final long LONGEST_SILENCE_NANOS = 500_000_000L;

  /** Something is committed soon; later more is taken at once, which costs less for each event. */
  private static final int FIRST_PART_OF_MEMORY = 16;

  /** They lie in one array, which doubles when it is full. */
  private static final long MOST_BYTES_OF_A_PARTITION_IN_MEMORY = 512L << 20;

  /**
   * Its part of the work: every {@code of}th partition, from {@code first} on.
   *
   * @param partitions of each event topic
   * @param bytes of records that may wait
   */
  record Task(int first, int of, int partitions, long bytes) {}

  /** Takes what was posted to a county. */
  interface Postings {
    void take(String county, PostingBatch batch, long timestamp);
  }

  /** What came of one partition: rows go out, postings wait for the others. */
  private final class Partition implements PostOutput {

    private final int number;
    private final LocalStore store;
    private final PostStep step;

    Partition(int number, History history, SharedMemory memory, KafkaEventLog log) {
      this.number = number;
      this.store =
          new LocalStore(
              settings.folder().resolve("school-index-" + number),
              (key, value) -> sink.changelog(internal.index(), number, key, value));
      this.step =
          new PostStep(
              settings.view(),
              settings.counties(),
              settings.format(),
              log,
              task.partitions(),
              memory,
              store,
              Arrivals.unpaced(
                  EventTypes.SCHOOL_REGISTERED.topic(),
                  (int) Math.min(task.bytes(), MOST_BYTES_OF_A_PARTITION_IN_MEMORY)),
              this);
      history.ofTask(number).forEach(partition -> steps.put(partition, step));
    }

    @Override
    public void row(LedgerRow kind, byte[] key, byte[] value, long timestamp, Headers headers) {
      sink.row(kind, key, value, timestamp, headers);
      takeTurns();
    }

    @Override
    public void postings(String county, PostingBatch batch, long timestamp) {
      posted.add(new Posted(county, batch, timestamp));
    }
  }

  private record Posted(String county, PostingBatch batch, long timestamp) {}

  private final Settings settings;
  private final Task task;
  private final Sink sink;
  private final InternalTopics internal;
  private final Control control;
  private final List<Partition> partitions = new ArrayList<>();
  private final Map<TopicPartition, PostStep> steps = new HashMap<>();
  private final List<Posted> posted = new ArrayList<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private Map<TopicPartition, Long> ends = Map.of();
  private volatile boolean stopped;
  private long turnBegan;
  private long readInTurn;

  /** When it last began to read, or to post what it has read. */
  private long phaseBegan;

  private boolean posting;
  private long limitBytes;

  Worker(
      Settings settings,
      Task task,
      History history,
      SharedMemory memory,
      KafkaEventLog log,
      Sink sink,
      InternalTopics internal,
      Control control) {
    this.settings = settings;
    this.task = task;
    this.sink = sink;
    this.internal = internal;
    this.control = control;
    this.limitBytes = task.bytes() / FIRST_PART_OF_MEMORY;
    this.consumer = new KafkaConsumer<>(consumerConfig());
    for (int number = task.first(); number < task.partitions(); number += task.of()) {
      partitions.add(new Partition(number, history, memory, log));
    }
  }

  private Map<String, Object> consumerConfig() {
    Map<String, Object> config = new HashMap<>(settings.client());
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // Events that are gone must be noticed, not jumped over.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS_A_POLL);
    config.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_BYTES_OF_A_PARTITION);
    return config;
  }

  /** Takes in what was committed before. */
  void restore() {
    for (Partition partition : partitions) {
      Changelog.read(
          settings.client(),
          List.of(new TopicPartition(internal.index(), partition.number)),
          (number, key, value) -> partition.store.restore(key, value));
    }
  }

  void start(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> upTo) {
    consumer.assign(steps.keySet());
    steps
        .keySet()
        .forEach(
            partition -> {
              consumer.seek(partition, starts.get(partition));
              positions.put(partition, starts.get(partition));
            });
    readUpTo(upTo);
  }

  /** Where to stop for now. */
  void readUpTo(Map<TopicPartition, Long> upTo) {
    ends = upTo;
  }

  /** The next offset of each partition; safe to ask from any thread. */
  Map<TopicPartition, Long> positions() {
    return Map.copyOf(positions);
  }

  /** Ends its work soon. */
  void stop() {
    stopped = true;
  }

  /** Fills its memory with records, unless they end before, and posts them. */
  void work() {
    enter(false);
    long heard = phaseBegan;
    while (!isFull()
        && !isAtEnd()
        && System.nanoTime() - phaseBegan < LONGEST_READING_NANOS
        && System.nanoTime() - heard < LONGEST_SILENCE_NANOS
        && !control.paused()
        && !control.cancelled()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      read(records);
      takeTurns();
      if (!records.isEmpty()) {
        heard = System.nanoTime();
      }
    }
    enter(true);
    partitions.forEach(partition -> partition.step.emit());
    limitBytes = Math.min(task.bytes(), limitBytes * 2);
  }

  private void enter(boolean toPost) {
    posting = toPost;
    phaseBegan = System.nanoTime();
    turnBegan = phaseBegan;
  }

  private boolean isFull() {
    long waiting = 0;
    for (Partition partition : partitions) {
      Arrivals arrivals = partition.step.arrivals();
      if (arrivals.isFull()) {
        return true;
      }
      waiting += arrivals.waitingBytes();
    }
    return waiting >= limitBytes;
  }

  private boolean isAtEnd() {
    boolean atEnd = true;
    for (Map.Entry<TopicPartition, Long> at : positions.entrySet()) {
      atEnd &= at.getValue() >= ends.get(at.getKey());
    }
    return atEnd;
  }

  private void read(ConsumerRecords<byte[], byte[]> records) {
    readInTurn += records.count();
    for (TopicPartition partition : records.partitions()) {
      long limit = limit(partition);
      Arrivals arrivals = steps.get(partition).arrivals();
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        if (record.offset() < limit) {
          arrivals.add(
              record.topic(),
              record.partition(),
              record.offset(),
              record.timestamp(),
              record.key(),
              record.value());
        }
      }
    }
    for (TopicPartition partition : positions.keySet()) {
      positions.put(partition, Math.min(consumer.position(partition), limit(partition)));
    }
  }

  /** What is known later must not count; otherwise whatever has come meanwhile is welcome. */
  private long limit(TopicPartition partition) {
    return settings.knownAt().isPresent() ? ends.get(partition) : Long.MAX_VALUE;
  }

  private void takeTurns() {
    if (stopped) {
      throw new KafkaException("Another part of the rebuild failed.");
    }
    long worked = System.nanoTime() - turnBegan;
    if (worked > TURN_NANOS || readInTurn > 0) {
      rest(control.restNanos(worked, readInTurn));
      readInTurn = 0;
      turnBegan = System.nanoTime();
    }
  }

  private void rest(long nanos) {
    long began = System.nanoTime();
    for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - began)) {
      boolean tooLong = posting && System.nanoTime() - phaseBegan > LONGEST_RESTING_NANOS;
      if (tooLong || stopped || control.cancelled() || Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(Math.min(left, SLICE_NANOS));
    }
  }

  /** Hands over what was posted since the last time. */
  void takePostings(Postings to) {
    posted.forEach(one -> to.take(one.county(), one.batch(), one.timestamp()));
    posted.clear();
  }

  @Override
  public void close() {
    partitions.forEach(
        partition -> {
          partition.step.close();
          partition.store.close();
        });
    consumer.close();
  }
}
