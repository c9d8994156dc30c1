package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.countypulse.streams.Told.XINFU;
import static org.countypulse.streams.Told.XINFU_NO_1;
import static org.countypulse.streams.Told.drill;
import static org.countypulse.streams.Told.registered;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.rebuild.Rebuild;
import org.countypulse.streams.rebuild.RebuildException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of one view come, count beside each other, and go, while the streams run. */
class VersionsSideBySideTest {

  private static final String DRILLS = "safety-drills";
  private static final CountyView VIEW = Views.named(DRILLS).orElseThrow();
  private static final String HELD = XINFU + "/2019-05-12/drills-held";
  private static final int PARTITIONS = 2;
  private static final Wish LENA = Wish.of("Lena");

  @TempDir Path folder;
  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final ValueFormat format = ValueFormat.of(registry);
  private Broker broker;
  private Admin admin;
  private ViewVersions versions;
  private Promotion promotion;

  @BeforeEach
  void start() throws Exception {
    broker = Broker.start();
    admin = broker.admin();
    versions = new ViewVersions(broker.client(), format);
    promotion = new Promotion(versions, new CountedOffsets(admin), PromotionCheck.NONE);
  }

  @AfterEach
  void stop() throws Exception {
    admin.close();
    broker.close();
  }

  @Test
  void aRebuiltVersionCountsOnAndReadersGoThereAndBackWithoutEverSeeingAnEmptyOne()
      throws Exception {
    try (StreamsProcess process = StreamsProcess.start(settings(), null)) {
      broker.send(registry, List.of(registered(XINFU_NO_1, XINFU, "2018-09-01")));
      broker.send(registry, drills(20));
      awaitHeld(1, 20);
      AtomicBoolean reading = new AtomicBoolean(true);
      List<Long> seen = new ArrayList<>();
      Thread reader = new Thread(() -> read(reading, seen), "reader");
      reader.start();

      rebuildSecond();
      assertThat(held(2)).as("when its history is read").isEqualTo(20);
      broker.send(registry, drills(5));
      awaitHeld(1, 25);
      awaitHeld(2, 25);
      for (int there = 0; there < 2; there++) {
        promote(2);
        promote(1);
      }
      promote(2);
      broker.send(registry, drills(1));
      awaitHeld(2, 26);
      assertThat(process.notReady()).isEmpty();

      reading.set(false);
      reader.join();
      assertThat(seen).isNotEmpty().allSatisfy(held -> assertThat(held).isPositive());
      assertThatThrownBy(() -> versions.retire(DRILLS, 2, LENA))
          .isInstanceOf(VersionRefusedException.class);
      retireFirstAfterACrashHalfway();
      broker.send(registry, drills(1));
      awaitHeld(2, 27);
    }
  }

  @Test
  void aVersionWhoseOffsetsAreForgottenDoesNotCountItsEventsAgain() throws Exception {
    try (StreamsProcess process = StreamsProcess.start(settings(), null)) {
      broker.send(registry, List.of(registered(XINFU_NO_1, XINFU, "2018-09-01")));
      broker.send(registry, drills(20));
      awaitHeld(1, 20);
      assertThat(process.notReady()).isEmpty();
    }
    broker.forgetOffsets(StreamsProcess.applicationId(VIEW));
    Map<String, IndexedRecord> before = accounts();
    try (StreamsProcess process = StreamsProcess.start(settings(), null)) {
      assertThat(process.notReady())
          .singleElement()
          .asString()
          .contains("forgotten how far it was", "rebuild safety-drills");
      assertThat(versions.read().find(DRILLS, 1).orElseThrow().detail()).contains("can't count on");

      rebuildSecond();
      broker.send(registry, drills(1));
      awaitHeld(2, 21);
      promotion.promote(DRILLS, 2, Set.of(), true, Duration.ofSeconds(30), LENA);
      await().untilAsserted(() -> assertThat(process.notReady()).isEmpty());
    }
    assertThat(held(1)).isEqualTo(20);
    assertThat(accounts()).isEqualTo(before);
  }

  private Map<String, IndexedRecord> accounts() {
    return broker.rows(
        VIEW.topics().accounts(), registry, VIEW.topics().schemas().get(VIEW.topics().accounts()));
  }

  @Test
  void aRebuildThatStalledWritesNothingOnceItsVersionCounts() {
    try (StreamsProcess process = StreamsProcess.start(settings(), null);
        KafkaProducer<byte[], byte[]> stalled = rebuildingProducer(2)) {
      assertThat(process).isNotNull();
      broker.send(registry, List.of(registered(XINFU_NO_1, XINFU, "2018-09-01")));
      broker.send(registry, drills(20));
      awaitHeld(1, 20);
      Version second = versions.rebuild(DRILLS, Optional.empty(), LENA);
      rebuild(second, folder.resolve("rebuild"));
      stalled.initTransactions(); // it had read that the version is being rebuilt
      versions.finished(DRILLS, 2, LENA);
      broker.send(registry, drills(1));
      awaitHeld(2, 21);

      stalled.beginTransaction();
      stalled.send(new ProducerRecord<>(VIEW.topics(2).cells(), new byte[] {1}, new byte[] {1}));
      assertThatThrownBy(stalled::commitTransaction).isInstanceOf(KafkaException.class);
    }
    assertThat(held(2)).isEqualTo(21);
  }

  private KafkaProducer<byte[], byte[]> rebuildingProducer(int version) {
    Map<String, Object> config = new HashMap<>(broker.client());
    config.put("transactional.id", RebuildLease.group(VIEW.version(version).id()));
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Test
  void aVersionThatFellBehindWhileItWasComparedIsNotPromoted() throws Exception {
    Topics.ensure(admin, PARTITIONS, (short) 1);
    Topics.registerSubjects(registry, format);
    versions.enter(List.of(VIEW), version -> true);
    versions.rebuild(DRILLS, Optional.empty(), LENA);
    versions.finished(DRILLS, 2, LENA);
    counted(1, 5);
    counted(2, 5);
    Promotion slow =
        new Promotion(
            versions,
            new CountedOffsets(admin),
            request -> {
              counted(1, 6);
              return PromotionCheck.Verdict.PASSED;
            });
    assertThatThrownBy(() -> slow.promote(DRILLS, 2, Set.of(), Duration.ofMillis(200), LENA))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessageContaining("1 records behind v1");
    assertThat(versions.read().promoted(DRILLS).map(Version::number)).hasValue(1);
  }

  private void counted(int version, long drills) {
    TopicPartition partition = new TopicPartition(EventTypes.SAFETY_DRILL.topic(), 0);
    try {
      admin
          .alterConsumerGroupOffsets(
              StreamsProcess.applicationId(VIEW.version(version)),
              Map.of(partition, new OffsetAndMetadata(drills)))
          .all()
          .get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFullDiskEndsARebuildWithASentenceAndWithRoomItGoesOn() throws Exception {
    Path full = Files.createDirectory(folder.resolve("full"));
    assumeTrue(
        isDone("mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", full.toString()),
        "Nobody may mount a small disk here");
    try {
      Topics.ensure(admin, PARTITIONS, (short) 1);
      Topics.registerSubjects(registry, format);
      versions.enter(List.of(VIEW), version -> true);
      broker.send(registry, List.of(registered(XINFU_NO_1, XINFU, "2018-09-01")));
      broker.send(registry, drills(20));
      Version second = versions.rebuild(DRILLS, Optional.empty(), LENA);
      assertThatThrownBy(() -> rebuild(second, full.resolve("stores")))
          .isInstanceOf(RebuildException.class)
          .hasMessageContaining("The disk is full");
      rebuild(second, folder.resolve("rebuild"));
      assertThat(held(2)).isEqualTo(20);
    } finally {
      isDone("umount", full.toString());
    }
  }

  private static boolean isDone(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such command
    }
  }

  private void rebuildSecond() {
    Version second = versions.rebuild(DRILLS, Optional.empty(), LENA);
    assertThat(second.number()).isEqualTo(2);
    rebuild(second, folder.resolve("rebuild"));
    versions.finished(DRILLS, 2, LENA);
  }

  private void rebuild(Version second, Path stores) {
    CountyView view = second.definition().orElseThrow();
    Topics.registerLedgers(registry, format, List.of(view));
    Topics.ensureLedgers(admin, List.of(view), PARTITIONS, (short) 1);
    Rebuild.Outcome outcome =
        Rebuild.run(
            new Rebuild.Settings(
                broker.client(),
                format,
                Counties.chinese(),
                view,
                Optional.empty(),
                stores,
                1,
                (short) 1,
                16 << 20),
            new Untiring(),
            new Untiring());
    assertThat(outcome).isEqualTo(Rebuild.Outcome.CAUGHT_UP);
  }

  private void promote(int number) {
    promotion.promote(DRILLS, number, Set.of(), Duration.ofSeconds(30), LENA);
    assertThat(versions.read().promoted(DRILLS).map(Version::number)).hasValue(number);
  }

  private void retireFirstAfterACrashHalfway() throws Exception {
    VersionRemoval removal = new VersionRemoval(admin, versions);
    Version first = versions.retire(DRILLS, 1, LENA);
    List<String> topics = removal.topics(first);
    assertThat(topics).contains("ledger.safety-drills.v1").hasSizeGreaterThan(6);
    await().until(() -> !folder.resolve("countypulse.safety-drills.v1").toFile().exists());
    admin.deleteTopics(topics.subList(0, 2)).all().get(); // … and then the power went off

    Version removed = removal.remove(first, Duration.ofSeconds(30));

    assertThat(removed.state()).isEqualTo(VersionState.RETIRED);
    assertThat(removal.topics(first)).isEmpty();
    assertThat(admin.listGroups().all().get())
        .extracting(group -> group.groupId())
        .contains("countypulse.safety-drills.v2")
        .doesNotContain("countypulse.safety-drills.v1");
    assertThat(removal.remove(first, Duration.ofSeconds(30)).state())
        .as("repeated once more")
        .isEqualTo(VersionState.RETIRED);
  }

  /** As a dashboard does: the promoted version's ledger. */
  private void read(AtomicBoolean reading, List<Long> seen) {
    while (reading.get()) {
      seen.add(held(versions.read().promoted(DRILLS).orElseThrow().number()));
    }
  }

  private void awaitHeld(int version, long drills) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(held(version)).isEqualTo(drills));
  }

  private long held(int version) {
    Map<String, LedgerCell> cells =
        broker.rows(VIEW.topics(version).cells(), registry, LedgerCell.getClassSchema());
    return cells.containsKey(HELD) ? cells.get(HELD).getAmount() : 0;
  }

  private static List<Event> drills(int count) {
    List<Event> drills = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drills.add(drill(XINFU_NO_1, "2019-05-12", 10));
    }
    return drills;
  }

  private StreamsSettings settings() {
    return new StreamsSettings(
        broker.client(),
        registry,
        format,
        folder,
        "test",
        1,
        PARTITIONS,
        (short) 1,
        0,
        StreamsSettings.COMMIT_MILLIS,
        Counties.chinese(),
        List.of(VIEW));
  }
}
