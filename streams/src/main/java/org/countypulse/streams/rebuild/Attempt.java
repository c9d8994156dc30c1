package org.countypulse.streams.rebuild;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.streams.StreamsProcess;
import org.countypulse.streams.post.Changelog;
import org.countypulse.streams.post.KafkaEventLog;
import org.countypulse.streams.rebuild.Rebuild.Control;
import org.countypulse.streams.rebuild.Rebuild.Listener;
import org.countypulse.streams.rebuild.Rebuild.Outcome;
import org.countypulse.streams.rebuild.Rebuild.Part;
import org.countypulse.streams.rebuild.Rebuild.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rebuild from its last commit on, until it is done or something fails. Several workers fill
 * their memory with records and post them, school by school; when all have, what came of it is
 * committed together.
 */
final class Attempt implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  /** As far behind as this its own application catches up at once. */
  private static final long FEW_RECORDS = 2_000;

  /** More than the longest cycle; the broker's own limit is a quarter of an hour. */
  private static final int TRANSACTION_MILLIS = 600_000;

  private static final int BATCH_BYTES = 256 << 10;
  private static final int BUFFER_BYTES = 64 << 20;
  private static final int LINGER_MILLIS = 20;
  private static final int MOST_BYTES_A_RECORD = 4 << 20;
  private static final long LOOK_MILLIS = 250;
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final Duration WAIT = Duration.ofSeconds(90); // more than a send may block
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Settings settings;
  private final Control control;
  private final Listener listener;
  private final String group;
  private final Admin admin;
  private final History history;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaEventLog log;
  private final ExecutorService threads;
  private final List<Worker> workers = new ArrayList<>();
  private final InternalTopics internal;
  private CellTotals cells;
  private Map<TopicPartition, Long> begins;
  private Map<TopicPartition, Long> ends;

  Attempt(Settings settings, Control control, Listener listener) {
    this.settings = settings;
    this.control = control;
    this.listener = listener;
    this.group = StreamsProcess.applicationId(settings.view());
    this.internal = InternalTopics.of(settings.view());
    this.admin = Admin.create(new HashMap<>(settings.client()));
    this.history = new History(admin, settings.view(), settings.knownAt());
    this.log = new KafkaEventLog(settings.client());
    this.producer = new KafkaProducer<>(producerConfig());
    this.threads = new Threads(Math.max(1, settings.threads()));
  }

  private Map<String, Object> producerConfig() {
    Map<String, Object> config = new HashMap<>(settings.client());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + ".rebuild");
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES_A_RECORD);
    return config;
  }

  Outcome run() {
    producer.initTransactions(); // from here on no other process can go on with this rebuild
    if (control.cancelledByNow()) { // one that did may have completed it before
      return Outcome.CANCELLED;
    }
    prepare();
    while (true) {
      if (control.cancelled()) {
        return Outcome.CANCELLED;
      }
      if (control.paused()) {
        rest();
        continue;
      }
      if (!cycle()) {
        return Outcome.CANCELLED;
      }
      if (isAtEnd()) {
        if (settings.knownAt().isPresent()) {
          return Outcome.AS_KNOWN;
        }
        ends = history.ends();
        workers.forEach(worker -> worker.readUpTo(ends));
        if (left() <= FEW_RECORDS) {
          return Outcome.CAUGHT_UP;
        }
      }
    }
  }

  /** Takes in what earlier commits left behind. */
  private void prepare() {
    int partitions = history.partitions();
    internal.ensure(admin, partitions, settings.replication());
    wipe(settings.folder());
    Map<TopicPartition, Long> committed = history.committed(group);
    if (committed.isEmpty()
        && !Changelog.isEmpty(settings.client(), internal.index(), partitions)) {
      throw new RebuildException(
          "How far %s was is forgotten: Kafka keeps a group's offsets for a limited time (offsets.retention.minutes). Cancel this rebuild, and begin another."
              .formatted(settings.view().id()));
    }
    begins = history.begins();
    ends = history.ends();
    Map<TopicPartition, Long> starts = history.starts(committed);
    Sink sink = new Sink(settings.view(), producer);
    cells =
        new CellTotals(
            settings.view(), settings.format(), settings.folder(), sink, internal, partitions);
    int count = Math.min(Math.max(1, settings.threads()), partitions);
    SharedMemory memory = new SharedMemory(Runtime.getRuntime().maxMemory() / 3);
    for (int i = 0; i < count; i++) {
      workers.add(
          new Worker(
              settings,
              new Worker.Task(i, count, partitions, settings.memoryBytes() / count),
              history,
              memory,
              log,
              sink,
              internal,
              control));
    }
    if (!committed.isEmpty()) {
      listener.waiting("Reads what was committed before.");
      restore();
    }
    workers.forEach(worker -> worker.start(starts, ends));
    tell();
  }

  private void restore() {
    List<Runnable> tasks = new ArrayList<>();
    workers.forEach(worker -> tasks.add(worker::restore));
    tasks.add(() -> cells.restore(settings.client()));
    together(tasks);
  }

  /** Returns false if it was cancelled meanwhile; nothing is committed then. */
  private boolean cycle() {
    producer.beginTransaction(); // for the broker it begins with the first row
    List<Runnable> tasks = new ArrayList<>();
    workers.forEach(worker -> tasks.add(worker::work));
    try {
      together(tasks);
      workers.forEach(worker -> worker.takePostings(cells::add));
      cells.emit();
      if (control.cancelled()) {
        abort();
        return false;
      }
      producer.sendOffsetsToTransaction(positions(), new ConsumerGroupMetadata(group));
      producer.commitTransaction();
    } catch (RuntimeException e) {
      abort();
      throw e;
    }
    tell();
    return true;
  }

  /** What other failure there may be, the broker ends the transaction when the next one begins. */
  private void abort() {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      listener.waiting("The transaction could not be ended: " + e.getMessage());
    }
  }

  /** Does all of it at the same time; the first failure is thrown when all have ended. */
  private void together(List<Runnable> tasks) {
    List<Future<?>> running = new ArrayList<>();
    tasks.forEach(task -> running.add(threads.submit(task)));
    RuntimeException failure = null;
    for (Future<?> task : running) {
      try {
        await(task);
      } catch (ExecutionException e) {
        workers.forEach(Worker::stop);
        RuntimeException why =
            e.getCause() instanceof RuntimeException cause
                ? cause
                : new RebuildException("The rebuild failed: " + e.getCause(), e.getCause());
        failure = failure == null ? why : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void await(Future<?> task) throws ExecutionException {
    while (true) {
      try {
        task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        tell();
      } catch (InterruptedException e) {
        workers.forEach(Worker::stop);
        throw new InterruptException(e);
      }
    }
  }

  private void tell() {
    List<Part> parts = new ArrayList<>();
    workers.forEach(
        worker ->
            worker
                .positions()
                .forEach(
                    (partition, position) ->
                        parts.add(
                            new Part(
                                partition, begins.get(partition), position, ends.get(partition)))));
    listener.progress(parts);
  }

  private void rest() {
    tell();
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> positions() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    workers.forEach(
        worker ->
            worker
                .positions()
                .forEach((partition, at) -> offsets.put(partition, new OffsetAndMetadata(at))));
    return offsets;
  }

  private boolean isAtEnd() {
    return left() == 0;
  }

  private long left() {
    long left = 0;
    for (Worker worker : workers) {
      for (Map.Entry<TopicPartition, Long> at : worker.positions().entrySet()) {
        left += Math.max(0, ends.get(at.getKey()) - at.getValue());
      }
    }
    return left;
  }

  private static void wipe(Path folder) {
    try {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> entries = Files.walk(folder)) {
          for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(entry);
          }
        }
      }
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder of the rebuild can't be used: " + folder, e);
    }
  }

  /** The workers' threads; when the last of them has ended, what they used is closed. */
  private final class Threads extends ThreadPoolExecutor {

    Threads(int count) {
      super(
          count, count, 0, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), Attempt::newThread);
    }

    @Override
    protected void terminated() {
      Thread.interrupted(); // as the pool's idle threads are by its end
      release();
    }
  }

  private static Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "rebuild-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  private void release() {
    List<AutoCloseable> all = new ArrayList<>(workers);
    if (cells != null) {
      all.add(cells);
    }
    all.add(log);
    all.add(() -> producer.close(CLOSE));
    all.add(() -> admin.close(CLOSE));
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        LOG.warn("Something of the rebuild of {} did not close", settings.view().id(), e);
      }
    }
  }

  /**
   * Waits for the workers, even when interrupted: a store that is closed while somebody writes to
   * it takes the whole process down. One that does not end in time closes everything when it does.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    workers.forEach(Worker::stop);
    threads.shutdown();
    long giveUp = System.nanoTime() + WAIT.toNanos();
    boolean ended = false;
    while (!ended && System.nanoTime() < giveUp) {
      try {
        threads.awaitTermination(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS);
        ended = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
