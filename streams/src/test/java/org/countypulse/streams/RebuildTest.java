package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.testing.Histories;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.EventStatus;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.rebuild.Rebuild;
import org.countypulse.streams.rebuild.Rebuild.Outcome;
import org.countypulse.streams.rebuild.RebuildException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that was built from history, on a real broker, beside the live one. */
class RebuildTest {

  private static final int PARTITIONS = 3;
  private static final Counties COUNTIES = Counties.chinese();
  private static final AtomicInteger NEXT_VERSION =
      new AtomicInteger(102); // ViewVersions begins at 2

  /** It has slots, first reports and sums, and counts what another view owns. */
  private static final CountyView VIEW = Views.named("safety").orElseThrow();

  private static final SchemaRegistry REGISTRY = new InMemorySchemaRegistry();
  private static final ValueFormat FORMAT = ValueFormat.of(REGISTRY);

  @TempDir static Path folder;
  private static Broker broker;
  private static StreamsProcess live;

  @BeforeAll
  static void countLive() throws Exception {
    broker = Broker.start();
    live = StreamsProcess.start(settings(), null);
    send(1, 300);
  }

  @AfterAll
  static void stop() throws Exception {
    live.close();
    broker.close();
  }

  private static StreamsSettings settings() {
    return new StreamsSettings(
        broker.client(),
        REGISTRY,
        FORMAT,
        folder.resolve("live"),
        "test",
        1,
        PARTITIONS,
        (short) 1,
        0,
        StreamsSettings.COMMIT_MILLIS,
        COUNTIES,
        List.of(VIEW));
  }

  private static void send(long seed, int records) {
    List<Event> events = Histories.of(VIEW, seed, records).stream().map(Received::event).toList();
    broker.send(REGISTRY, events);
  }

  private static Rebuild.Settings rebuild(
      CountyView version, Optional<Instant> knownAt, int bytes) {
    try (Admin admin = broker.admin()) {
      Topics.ensureLedgers(admin, List.of(version), PARTITIONS, (short) 1);
    }
    Topics.registerLedgers(REGISTRY, FORMAT, List.of(version));
    Map<String, Object> client = new HashMap<>(broker.client());
    client.put("max.poll.records", 7); // so that it is asked often whether it shall crash
    return new Rebuild.Settings(
        client,
        FORMAT,
        COUNTIES,
        version,
        knownAt,
        folder.resolve(version.id()),
        2,
        (short) 1,
        bytes);
  }

  private static CountyView nextVersion() {
    return VIEW.version(NEXT_VERSION.getAndIncrement());
  }

  /** Fails when it has been asked so often. */
  private static final class Crashing extends Untiring {
    private final AtomicInteger left;

    Crashing(int after) {
      left = new AtomicInteger(after);
    }

    @Override
    public boolean paused() {
      if (left.decrementAndGet() == 0) {
        throw new IllegalStateException("A crash, on purpose");
      }
      return false;
    }
  }

  private static final Rebuild.Listener NOBODY = new Untiring();

  private static Outcome run(Rebuild.Settings settings) {
    return Rebuild.run(settings, new Crashing(0), NOBODY);
  }

  /** The last row of each key of each of a version's topics, in words. */
  private static Map<String, String> rows(CountyView version) {
    Map<String, String> rows = new HashMap<>();
    Map<String, Schema> schemas = version.topics().schemas();
    schemas.forEach(
        (topic, schema) ->
            broker
                .<IndexedRecord>rows(topic, REGISTRY, schema)
                .forEach(
                    (key, row) -> {
                      if (!saysNothing(row)) {
                        String kind = topic.substring(version.topics().cells().length());
                        rows.put(kind + " " + key, row.toString());
                      }
                    }));
    quarantined(version).forEach((key, reason) -> rows.put("quarantine " + key, reason));
    return rows;
  }

  /** What says no more than a row that is not there: a version that saw it come and go has it. */
  private static boolean saysNothing(IndexedRecord row) {
    if (row instanceof LedgerCell cell) {
      return cell.getAmount() == 0;
    }
    if (row instanceof SchoolDays days) {
      return days.getDays() == 0;
    }
    if (row instanceof SchoolSlot slot) {
      return slot.getReadings().isEmpty();
    }
    return row instanceof EventNote note
        && note.getStatus() == EventStatus.POSTED
        && (note.getCopies() == 1 || !note.getContentHash().isEmpty());
  }

  private static Map<String, String> quarantined(CountyView version) {
    String prefix = version.name() + "/v" + version.version() + "/";
    Map<String, String> reasons = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : broker.read("quarantine")) {
      if (record.key().startsWith(prefix)) {
        String position = record.key().substring(prefix.length());
        if (header(record, QuarantineHeaders.STATUS).equals(QuarantineHeaders.RELEASED)) {
          reasons.remove(position);
        } else {
          reasons.put(position, header(record, QuarantineHeaders.REASON));
        }
      }
    }
    return reasons;
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value());
  }

  private static void awaitSame(CountyView version, CountyView as) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(difference(version, as)).isEmpty());
  }

  private static List<String> difference(CountyView version, CountyView as) {
    Map<String, String> ours = rows(version);
    Map<String, String> theirs = rows(as);
    List<String> difference = new ArrayList<>();
    Set<String> keys = new TreeSet<>(ours.keySet());
    keys.addAll(theirs.keySet());
    for (String key : keys) {
      if (!Objects.equals(ours.get(key), theirs.get(key))) {
        difference.add(key + ": " + ours.get(key) + " instead of " + theirs.get(key));
      }
    }
    return difference;
  }

  @Test
  void saysRowByRowWhatTheLiveOneSaysAndCountsOnWhereTheRebuildEnded() {
    ViewVersions versions = new ViewVersions(broker.client(), FORMAT);
    int number =
        versions.rebuild(VIEW.name(), Optional.empty(), Version.Wish.of("a test")).number();
    CountyView version = VIEW.version(number);

    assertThat(run(rebuild(version, Optional.empty(), 20_000))).isEqualTo(Outcome.CAUGHT_UP);
    awaitSame(VIEW, version);
    assertThat(rows(version)).hasSizeGreaterThan(100);

    versions.finished(VIEW.name(), number, Version.Wish.of("a test"));
    send(2, 200);
    awaitSame(version, VIEW);
    assertThat(records(VIEW)).isGreaterThan(450);
  }

  private static long records(CountyView version) {
    return broker
        .<SchoolDigest>rows(version.topics().digests(), REGISTRY, SchoolDigest.getClassSchema())
        .values()
        .stream()
        .flatMap(row -> row.getSeen().values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void goesOnAtTheLastCommitAfterACrashAnywhere() {
    CountyView version = nextVersion();
    Rebuild.Settings settings = rebuild(version, Optional.empty(), 3_000);
    Random random = new Random(7);
    int crashes = 0;
    while (crashes < 8) {
      try {
        Rebuild.run(settings, new Crashing(1 + random.nextInt(12)), NOBODY);
        break;
      } catch (IllegalStateException e) {
        crashes++;
      }
    }
    assertThat(crashes).isGreaterThan(2);
    assertThat(run(settings)).isEqualTo(Outcome.CAUGHT_UP);
    awaitSame(version, VIEW);
  }

  @Test
  void beginsAgainWhenItsFirstTransactionWasWrittenButNotCommitted() throws Exception {
    CountyView version = nextVersion();
    Rebuild.Settings settings = rebuild(version, Optional.empty(), 8_000_000);
    AtomicInteger before = new AtomicInteger(500); // in the middle of writing rows
    Runnable fall =
        () -> {
          await().until(() -> changelogEnds(version) > 0);
          throw new IllegalStateException("A crash, on purpose");
        };
    assertThatThrownBy(() -> run(with(settings, new Tripping(FORMAT, before, fall))))
        .hasMessageContaining("on purpose");

    assertThat(run(settings)).isEqualTo(Outcome.CAUGHT_UP);
    awaitSame(version, VIEW);
  }

  private static Rebuild.Settings with(Rebuild.Settings settings, ValueFormat format) {
    return new Rebuild.Settings(
        settings.client(),
        format,
        settings.counties(),
        settings.view(),
        settings.knownAt(),
        settings.folder(),
        settings.threads(),
        settings.replication(),
        settings.memoryBytes());
  }

  private static long changelogEnds(CountyView version) throws Exception {
    String topic = StreamsProcess.applicationId(version) + "-school-index-changelog";
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    try (Admin admin = broker.admin()) {
      return admin.listOffsets(latest).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    }
  }

  @Test
  void showsWhatHadReachedTheLogByAnInstantAndNothingOfWhatCameLater() throws Exception {
    awaitCounted();
    Map<String, String> then = rows(VIEW);
    Instant instant = newest();
    await().until(() -> Instant.now().isAfter(instant.plusMillis(5)));
    send(3, 150);
    await().untilAsserted(() -> assertThat(rows(VIEW)).isNotEqualTo(then));

    CountyView version = nextVersion();
    assertThat(run(rebuild(version, Optional.of(instant), 20_000))).isEqualTo(Outcome.AS_KNOWN);
    assertThat(rows(version)).isEqualTo(then);
  }

  @Test
  void whatHadArrivedBehindAnOpenTransactionIsWaitedFor() throws Exception {
    String topic = VIEW.sources().iterator().next().topic();
    CountyView version = nextVersion();
    try (KafkaProducer<byte[], byte[]> slow = transactional()) {
      slow.initTransactions();
      slow.beginTransaction();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        slow.send(new ProducerRecord<>(topic, partition, new byte[] {1}, new byte[] {1})).get();
        broker.sendBytes(topic, partition, "behind it", new byte[] {2});
      }
      List<Rebuild.Part> parts = new CopyOnWriteArrayList<>();
      Rebuild.Listener listener =
          new Untiring() {
            @Override
            public void progress(List<Rebuild.Part> all) {
              parts.addAll(all);
            }
          };
      Rebuild.Settings settings = rebuild(version, Optional.of(Instant.now()), 2_000_000);
      CompletableFuture<Outcome> rebuilt =
          CompletableFuture.supplyAsync(() -> Rebuild.run(settings, new Untiring(), listener));
      await().until(() -> parts.stream().anyMatch(part -> isAtTheTransaction(part, topic)));
      assertThat(rebuilt).isNotDone();
      slow.commitTransaction();
      assertThat(rebuilt.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.AS_KNOWN);
    }
    await().untilAsserted(() -> assertThat(rows(version)).isEqualTo(rows(VIEW)));
  }

  /** All before it has been read, and there are its record and the one behind it. */
  private static boolean isAtTheTransaction(Rebuild.Part part, String topic) {
    return part.partition().topic().equals(topic)
        && part.done() > part.begin()
        && part.end() == part.done() + 2;
  }

  private static KafkaProducer<byte[], byte[]> transactional() {
    Map<String, Object> config = new HashMap<>(broker.client());
    config.put("transactional.id", "slow");
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Test
  void oneThatWasCompletedByAnotherWritesNothing() throws Exception {
    CountyView version = nextVersion();
    Untiring late =
        new Untiring() {
          @Override
          public boolean cancelledByNow() {
            return true;
          }
        };
    assertThat(Rebuild.run(rebuild(version, Optional.empty(), 20_000), late, NOBODY))
        .isEqualTo(Outcome.CANCELLED);
    assertThat(rows(version)).isEmpty();
  }

  /** When the last event was appended. */
  private static Instant newest() {
    return VIEW.sources().stream()
        .flatMap(type -> broker.read(type.topic()).stream())
        .map(record -> Instant.ofEpochMilli(record.timestamp()))
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private static void awaitCounted() {
    CountyView version = nextVersion();
    run(rebuild(version, Optional.empty(), 20_000));
    awaitSame(VIEW, version);
  }

  @Test
  void refusesToRebuildFromATruncatedTopic() throws Exception {
    CountyView drills = Views.named("canteens").orElseThrow().version(2);
    String topic = EventTypes.named("canteen-inspection").orElseThrow().topic();
    broker.sendBytes(topic, 1, "a school", new byte[] {1});
    broker.sendBytes(topic, 1, "a school", new byte[] {1});
    try (Admin admin = broker.admin()) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 1), RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
    }
    assertThatThrownBy(() -> run(rebuild(drills, Optional.empty(), 20_000)))
        .isInstanceOf(RebuildException.class)
        .hasMessageContaining("History is missing from offset 0 to 0 of " + topic);
  }

  @Test
  void twoProcessesDoNotBuildTheSameVersion() throws Exception {
    CountyView version = nextVersion();
    Rebuild.Settings settings = rebuild(version, Optional.empty(), 3_000);
    List<Outcome> outcomes = new ArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    Rebuild.Control interrupted =
        new Untiring() {
          @Override
          public boolean paused() {
            if (asked.incrementAndGet() == 6) {
              Rebuild.Settings other =
                  new Rebuild.Settings(
                      settings.client(),
                      settings.format(),
                      settings.counties(),
                      settings.view(),
                      settings.knownAt(),
                      folder.resolve("another"),
                      1,
                      (short) 1,
                      20_000);
              outcomes.add(run(other));
            }
            return false;
          }
        };
    assertThatThrownBy(() -> Rebuild.run(settings, interrupted, NOBODY))
        .isInstanceOf(RebuildException.class)
        .hasMessageContaining("Another process goes on with the rebuild");
    assertThat(outcomes).containsExactly(Outcome.CAUGHT_UP);
    awaitSame(version, VIEW);
  }
}
