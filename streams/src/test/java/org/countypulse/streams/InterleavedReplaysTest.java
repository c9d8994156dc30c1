package org.countypulse.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.domain.testing.BatchLedger;
import org.countypulse.domain.testing.Histories;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;
import org.countypulse.streams.post.Arrivals;
import org.countypulse.streams.post.Cell;
import org.countypulse.streams.post.LedgerRow;
import org.countypulse.streams.post.PostOutput;
import org.countypulse.streams.post.PostStep;
import org.countypulse.streams.post.PostingBatch;
import org.countypulse.streams.post.Rows;
import org.countypulse.streams.post.StepStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays in every order that threads, partitions, polls, commits and crashes could bring about,
 * with the first step's own code and no broker: all give the ledger of the batch computation.
 */
class InterleavedReplaysTest {

  private static final Counties COUNTIES = Counties.chinese();
  private static final int RECORDS = 100;
  private static final int REPLAYS_OF_A_VIEW = 17;
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final ValueFormat format = ValueFormat.of(registry);

  static List<CountyView> views() {
    return Views.ALL;
  }

  @ParameterizedTest
  @MethodSource("views")
  void everyReplayMakesTheSameLedger(CountyView view) {
    Topics.registerSubjects(registry, format);
    Topics.registerLedgers(registry, format, List.of(view));
    List<Received> history = Histories.of(view, SEED, RECORDS);
    Ledger expected = WrittenRows.expected(view, BatchLedger.of(view, COUNTIES, history));
    for (int i = 0; i < REPLAYS_OF_A_VIEW; i++) {
      Replay replay = new Replay(view, history, new Random(SEED + i));
      WrittenRows written = replay.run();
      assertThat(written.ledger())
          .as("replay %d of %s with -Dseed=%d: %s", i, view, SEED, replay.story)
          .isEqualTo(expected);
      assertThat(written.digestOfSchools()).isEqualTo(expected.digest());
    }
  }

  /** A record where the log of this replay has it. */
  private record Logged(String topic, int partition, long at, byte[] key, byte[] value) {}

  /** One replay: a log of its own, cut into partitions, and threads that read it. */
  private final class Replay {

    private final CountyView view;
    private final Random random;
    private final int partitions;
    private final int threads;
    private final int mostOfAPoll;
    private final String story;
    private final List<Task> tasks = new ArrayList<>();
    private final WrittenRows written;
    private final Map<String, List<Logged>> log = new LinkedHashMap<>();
    private final List<Map.Entry<String, PostingBatch>> postings = new ArrayList<>();

    Replay(CountyView view, List<Received> history, Random random) {
      this.view = view;
      this.random = random;
      this.partitions = 1 + random.nextInt(6);
      this.threads = 1 + random.nextInt(4);
      this.mostOfAPoll = 1 + random.nextInt(random.nextBoolean() ? 5 : 100);
      this.story =
          "%d partitions, %d threads, %d records a poll"
              .formatted(partitions, threads, mostOfAPoll);
      this.written = new WrittenRows(view, registry);
      history.forEach(this::append);
      for (int number = 0; number < partitions; number++) {
        tasks.add(new Task(number));
      }
    }

    private void append(Received record) {
      EventType type = record.event().type();
      byte[] key = record.event().schoolId().getBytes(UTF_8);
      int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
      int id = registry.idOf(type.subject(), type.schema());
      log.computeIfAbsent(type.topic() + "-" + partition, p -> new ArrayList<>())
          .add(
              new Logged(
                  type.topic(),
                  partition,
                  record.appendedAt().toEpochMilli(),
                  key,
                  WireFormat.encode(id, record.event().toRecord())));
    }

    private byte[] valueAt(String topic, int partition, long offset) {
      return log.get(topic + "-" + partition).get((int) offset).value();
    }

    WrittenRows run() {
      while (tasks.stream().anyMatch(task -> !task.isAtEnd())) {
        int thread = random.nextInt(threads);
        List<Task> its = tasks.stream().filter(task -> task.number % threads == thread).toList();
        int chance = random.nextInt(20);
        if (chance == 0) {
          its.forEach(Task::crash);
        } else if (chance < 4) {
          its.forEach(Task::commit);
        } else if (!its.isEmpty()) {
          its.get(random.nextInt(its.size())).poll();
        }
      }
      tasks.forEach(Task::commit);
      tasks.forEach(task -> task.step.close());
      tally();
      return written;
    }

    /** The second step takes what was posted in any order: different tasks send it. */
    private void tally() {
      Collections.shuffle(postings, random);
      Map<Cell, Long> cells = new HashMap<>();
      postings.forEach(
          one ->
              one.getValue()
                  .each(
                      (day, measure, amount) ->
                          cells.merge(
                              new Cell(one.getKey(), day, measure), amount, Math::addExact)));
      String topic = view.topics().cells();
      Rows rows = new Rows(format);
      cells.forEach(
          (cell, amount) ->
              written.take(topic, cell.rowKey(view), rows.value(topic, cell.row(view, amount))));
    }

    /** A partition of all the topics, in some thread's hands. */
    private final class Task implements PostOutput {

      private final int number;
      private final List<String> sources;
      private final List<Runnable> uncommitted = new ArrayList<>();
      private Map<String, Integer> committed = new HashMap<>();
      private Map<String, Integer> positions = new HashMap<>();
      private TreeMap<byte[], byte[]> state = new TreeMap<>(Arrays::compareUnsigned);
      private Store store;
      private PostStep step;

      Task(int number) {
        this.number = number;
        this.sources = log.keySet().stream().filter(name -> name.endsWith("-" + number)).toList();
        begin();
      }

      private void begin() {
        store = new Store(state);
        positions = new HashMap<>(committed);
        uncommitted.clear();
        step =
            new PostStep(
                view,
                COUNTIES,
                format,
                Replay.this::valueAt,
                partitions,
                new SharedMemory(1 + random.nextInt(1 << 16)),
                store,
                Arrivals.unpaced(EventTypes.SCHOOL_REGISTERED.topic(), 1 << 20),
                this);
      }

      boolean isAtEnd() {
        return sources.stream().allMatch(s -> positions.getOrDefault(s, 0) == log.get(s).size());
      }

      void poll() {
        if (sources.isEmpty()) {
          return;
        }
        String source = sources.get(random.nextInt(sources.size()));
        int from = positions.getOrDefault(source, 0);
        int to = Math.min(log.get(source).size(), from + 1 + random.nextInt(mostOfAPoll));
        for (int offset = from; offset < to; offset++) {
          Logged record = log.get(source).get(offset);
          step.arrivals()
              .add(
                  record.topic(),
                  record.partition(),
                  offset,
                  record.at(),
                  record.key(),
                  record.value());
        }
        positions.put(source, to);
        if (random.nextInt(4) == 0) {
          step.post();
        }
      }

      void commit() {
        step.emit();
        uncommitted.forEach(Runnable::run);
        uncommitted.clear();
        committed = new HashMap<>(positions);
        state = store.copy();
      }

      /** What was not committed is gone, as with kill -9; sometimes half of a commit was made. */
      void crash() {
        if (random.nextBoolean()) {
          step.emit();
        }
        step.close();
        begin();
      }

      @Override
      public void row(LedgerRow kind, byte[] key, byte[] value, long timestamp, Headers headers) {
        uncommitted.add(() -> written.take(kind.topic(view.topics()), key, value));
      }

      @Override
      public void postings(String county, PostingBatch batch, long timestamp) {
        uncommitted.add(() -> postings.add(Map.entry(county, batch)));
      }
    }
  }

  /** What a task knows, over what it knew at its last commit. */
  private static final class Store implements StepStore {

    private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    Store(Map<byte[], byte[]> committed) {
      entries.putAll(committed);
    }

    TreeMap<byte[], byte[]> copy() {
      TreeMap<byte[], byte[]> copy = new TreeMap<>(Arrays::compareUnsigned);
      copy.putAll(entries);
      return copy;
    }

    @Override
    public byte[] get(byte[] key) {
      byte[] value = entries.get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (value == null) {
        entries.remove(key);
      } else {
        entries.put(key.clone(), value.clone());
      }
    }

    @Override
    public Map.Entry<byte[], byte[]> first(byte[] from, byte[] to) {
      Map.Entry<byte[], byte[]> entry = entries.ceilingEntry(from);
      return entry != null && Arrays.compareUnsigned(entry.getKey(), to) < 0 ? entry : null;
    }

    @Override
    public Map.Entry<byte[], byte[]> last(byte[] from, byte[] to) {
      Map.Entry<byte[], byte[]> entry = entries.lowerEntry(to);
      return entry != null && Arrays.compareUnsigned(entry.getKey(), from) >= 0 ? entry : null;
    }

    @Override
    public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
      if (Arrays.compareUnsigned(from, to) < 0) {
        entries.subMap(from, to).forEach(visitor);
      }
    }

    @Override
    public void flushWith(Runnable putting) {
      putting.run();
    }
  }
}
