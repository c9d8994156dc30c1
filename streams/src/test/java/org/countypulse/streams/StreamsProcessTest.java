package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.countypulse.streams.Told.DINGXIANG;
import static org.countypulse.streams.Told.DINGXIANG_NO_2;
import static org.countypulse.streams.Told.XINFU;
import static org.countypulse.streams.Told.XINFU_NO_1;
import static org.countypulse.streams.Told.drill;
import static org.countypulse.streams.Told.registered;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two steps on a real broker. */
class StreamsProcessTest {

  private static final int PARTITIONS = 2;
  private static final LedgerTopics DRILLS = Views.named("safety-drills").orElseThrow().topics();

  @TempDir Path folder;
  private Broker broker;
  private final SchemaRegistry registry = new InMemorySchemaRegistry();

  /** Stream threads that fail on purpose are none of Awaitility's business. */
  static {
    org.awaitility.Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  @BeforeEach
  void startBroker() throws Exception {
    broker = Broker.start();
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void countsEachEventOnceAndCombinesPostingsBeforeTheyTravel() {
    try (StreamsProcess process = StreamsProcess.start(settings(registry), null)) {
      assertThat(process).isNotNull();
      List<Event> events = twoSchoolsWithDrills(3_000);
      broker.send(registry, events);
      broker.send(registry, events.subList(0, 500));
      awaitCell(XINFU + "/2019-05-12/drills-held", 2_000);
      awaitCell(DINGXIANG + "/2019-05-12/drills-held", 1_000);
      awaitCell(DINGXIANG + "/2019-05-12/drill-participants", 10_000);

      SchoolAccount xinfu = account(XINFU_NO_1);
      assertThat(xinfu.getReceived()).isEqualTo(xinfu.getPosted() + xinfu.getDuplicate());
      assertThat(xinfu.getPosted()).isEqualTo(2_000);
      int writes = broker.read(DRILLS.cells()).size();
      assertThat(writes).as("ledger records for 3,000 events").isLessThan(600);
    }
  }

  @Test
  void failuresInTheMiddleOfCommitsChangeNothing() {
    FailingRegistry failing = new FailingRegistry(registry);
    try (StreamsProcess process = StreamsProcess.start(settings(failing), null)) {
      List<Event> events = twoSchoolsWithDrills(6_000);
      failing.failing = true;
      for (int from = 0; from < events.size(); from += 300) {
        broker.send(registry, events.subList(from, Math.min(from + 300, events.size())));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> failing.failures.get() == FailingRegistry.FAILURES);
      failing.failing = false;
      awaitCell(XINFU + "/2019-05-12/drills-held", 4_000);
      awaitCell(DINGXIANG + "/2019-05-12/drills-held", 2_000);
      awaitCell(DINGXIANG + "/2019-05-12/drill-participants", 20_000);
      assertThat(account(XINFU_NO_1).getReceived()).isEqualTo(4_000);
      assertThat(account(XINFU_NO_1).getPosted()).isEqualTo(4_000);
      await().until(() -> process.notReady().isEmpty());
    }
  }

  @Test
  void aRestartGoesOnWhereItWas() {
    List<Event> events = twoSchoolsWithDrills(600);
    try (StreamsProcess process = StreamsProcess.start(settings(registry), null)) {
      assertThat(process).isNotNull();
      broker.send(registry, events.subList(0, 300));
      awaitCell(XINFU + "/2019-05-12/drills-held", 199);
    }
    broker.send(registry, events.subList(250, events.size()));
    try (StreamsProcess process = StreamsProcess.start(settings(registry), null)) {
      assertThat(process).isNotNull();
      awaitCell(XINFU + "/2019-05-12/drills-held", 400);
      awaitCell(DINGXIANG + "/2019-05-12/drills-held", 200);
    }
  }

  @Test
  void whatCannotBeBelievedGoesToQuarantineWithItsBytesAndReason() {
    try (StreamsProcess process = StreamsProcess.start(settings(registry), null)) {
      assertThat(process).isNotNull();
      String topic = EventTypes.SAFETY_DRILL.topic();
      byte[] garbage = "no event".getBytes(StandardCharsets.UTF_8);
      byte[] unknownSchema = {0, 0, 0, 99, 99, 1, 2};
      int wrong = 1 - Utils.toPositive(Utils.murmur2(XINFU_NO_1.getBytes())) % PARTITIONS;
      broker.send(registry, List.of(registered(XINFU_NO_1, XINFU, "2018-09-01")));
      broker.sendBytes(topic, null, XINFU_NO_1, garbage);
      broker.sendBytes(topic, null, XINFU_NO_1, unknownSchema);
      broker.sendBytes(topic, null, XINFU_NO_1, null);
      broker.sendBytes(topic, wrong, XINFU_NO_1, bytes(drill(XINFU_NO_1, "2019-05-12", 5)));
      broker.sendBytes(topic, null, "another", bytes(drill(XINFU_NO_1, "2019-05-12", 5)));
      broker.send(registry, List.of(drill(XINFU_NO_1, "2919-05-12", 5)));
      broker.send(registry, List.of(drill(XINFU_NO_1, "2019-05-12", -5)));
      broker.send(registry, List.of(registered(DINGXIANG_NO_2, "999999", "2018-09-01")));
      broker.send(registry, List.of(drill(XINFU_NO_1, "2019-05-12", 7)));

      awaitCell(XINFU + "/2019-05-12/drills-held", 1);
      await()
          .untilAsserted(
              () ->
                  assertThat(broker.read(LedgerTopics.QUARANTINE))
                      .extracting(r -> header(r, QuarantineHeaders.REASON))
                      .containsExactlyInAnyOrder(
                          "undecodable",
                          "undecodable",
                          "unknown-schema",
                          "wrong-partition",
                          "wrong-key",
                          "too-far-ahead",
                          "rule-broken",
                          "unknown-county"));
      assertThat(broker.read(LedgerTopics.QUARANTINE))
          .filteredOn(r -> header(r, QuarantineHeaders.REASON).equals("undecodable"))
          .extracting(ConsumerRecord::value)
          .contains(garbage);
    }
  }

  @Test
  void aHugeRecordGoesToQuarantineAndTheStreamGoesOn() {
    try (StreamsProcess process = StreamsProcess.start(settings(registry), null)) {
      assertThat(process).isNotNull();
      String topic = EventTypes.SAFETY_DRILL.topic();
      broker.sendBytes(topic, null, XINFU_NO_1, new byte[1_000_000]);
      broker.sendBytes(topic, null, XINFU_NO_1, new byte[5_000_000]);
      broker.send(registry, List.of(registered(XINFU_NO_1, XINFU, "2018-09-01")));
      broker.send(registry, List.of(drill(XINFU_NO_1, "2019-05-12", 7)));
      awaitCell(XINFU + "/2019-05-12/drills-held", 1);
      await()
          .untilAsserted(
              () ->
                  assertThat(broker.read(LedgerTopics.QUARANTINE))
                      .extracting(record -> record.value().length)
                      .containsExactlyInAnyOrder(1_000_000, 2 << 20));
      assertThat(broker.read(LedgerTopics.QUARANTINE))
          .extracting(record -> header(record, QuarantineHeaders.CUT_FROM_BYTES))
          .containsExactlyInAnyOrder("", "5000000");
    }
  }

  @Test
  void anEventThatLosesItsPlaceLaterIsQuarantinedWithItsOriginalBytes() {
    try (StreamsProcess process = StreamsProcess.start(settings(registry), null)) {
      assertThat(process).isNotNull();
      Event first = drill(XINFU_NO_1, "2019-05-12", 5);
      Event earlier =
          new Event(
              first.type(),
              first.eventId(),
              first.schoolId(),
              first.day(),
              first.happenedAt(),
              first.recordedAt().minusSeconds(1),
              first.source(),
              null,
              false,
              drill(XINFU_NO_1, "2019-05-12", 6).data());
      broker.send(registry, List.of(registered(XINFU_NO_1, XINFU, "2018-09-01"), first));
      awaitCell(XINFU + "/2019-05-12/drill-participants", 5);
      broker.send(registry, List.of(earlier));
      awaitCell(XINFU + "/2019-05-12/drill-participants", 6);
      assertThat(broker.read(LedgerTopics.QUARANTINE))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(header(record, QuarantineHeaders.REASON)).isEqualTo("conflicting");
                assertThat(record.value()).isEqualTo(bytes(first));
              });
    }
  }

  @Test
  void refusesTopicsThatWouldBreakAPromise() throws Exception {
    try (Admin admin = broker.admin()) {
      admin
          .createTopics(
              Set.of(
                  new NewTopic("event.school-registered", PARTITIONS, (short) 1)
                      .configs(
                          Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "-1"))))
          .all()
          .get();
      admin.createTopics(Set.of(new NewTopic("event.enrollment", 3, (short) 1))).all().get();
    }
    assertThatThrownBy(() -> StreamsProcess.start(settings(registry), null))
        .isInstanceOf(TopicsException.class)
        .hasMessageContaining("event.enrollment has 3 partitions");
    try (Admin admin = broker.admin()) {
      admin.deleteTopics(Set.of("event.enrollment")).all().get();
      await().until(() -> !admin.listTopics().names().get().contains("event.enrollment"));
      admin
          .createTopics(Set.of(new NewTopic("event.enrollment", PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    assertThatThrownBy(() -> StreamsProcess.start(settings(registry), null))
        .isInstanceOf(TopicsException.class)
        .hasMessageContaining("message.timestamp.type=CreateTime");
  }

  private StreamsSettings settings(SchemaRegistry with) {
    return new StreamsSettings(
        broker.client(),
        with,
        ValueFormat.of(with),
        folder,
        "test",
        1,
        PARTITIONS,
        (short) 1,
        0,
        StreamsSettings.COMMIT_MILLIS,
        Counties.chinese(),
        Views.ALL);
  }

  /** Two schools; of three drills two are Xinfu's. Shuffled, so that many drills come too early. */
  private static List<Event> twoSchoolsWithDrills(int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String school = i % 3 == 0 ? DINGXIANG_NO_2 : XINFU_NO_1;
      events.add(drill(school, "2019-05-12", 10));
    }
    events.add(registered(XINFU_NO_1, XINFU, "2018-09-01"));
    events.add(registered(DINGXIANG_NO_2, DINGXIANG, "2018-09-01"));
    Collections.swap(events, 0, count);
    Collections.swap(events, 50, count + 1);
    return events;
  }

  private byte[] bytes(Event event) {
    return WireFormat.encode(
        registry.idOf(event.type().subject(), event.type().schema()), event.toRecord());
  }

  private void awaitCell(String cell, long amount) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        broker.<LedgerCell>rows(
                            DRILLS.cells(), registry, LedgerCell.getClassSchema()))
                    .hasEntrySatisfying(
                        cell, row -> assertThat(row.getAmount()).isEqualTo(amount)));
  }

  private SchoolAccount account(String school) {
    return broker
        .<SchoolAccount>rows(DRILLS.accounts(), registry, SchoolAccount.getClassSchema())
        .values()
        .stream()
        .filter(row -> row.getSchoolId().equals(school))
        .findFirst()
        .orElseThrow();
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  /**
   * Fails at every third row that is written, which is in the middle of a commit, until it has
   * failed often enough. What failed is tried again, so there are always rows enough.
   */
  private static final class FailingRegistry implements SchemaRegistry {
    static final int FAILURES = 6;
    private final SchemaRegistry registry;
    final AtomicInteger failures = new AtomicInteger();
    private int calls;
    volatile boolean failing;

    FailingRegistry(SchemaRegistry registry) {
      this.registry = registry;
    }

    @Override
    public int register(String subject, Schema schema) {
      return registry.register(subject, schema);
    }

    @Override
    public synchronized int idOf(String subject, Schema schema) {
      if (failing && failures.get() < FAILURES && ++calls % 3 == 0) {
        failures.incrementAndGet();
        throw new IllegalStateException("A failure, on purpose");
      }
      return registry.idOf(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      return registry.byId(id);
    }
  }
}
