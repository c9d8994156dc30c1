package org.countypulse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.javalin.Javalin;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.dashboard.http.Readers;
import org.countypulse.dashboard.log.LedgerReader;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.RegistryEntry;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.ValueFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What readers see while versions come and go; the test plays the streams. Each test tells of a
 * view of its own.
 */
@Timeout(120)
class VersionsOnKafkaTest {

  private static final String XINFU = "140902";
  private static final LocalDate DAY = LocalDate.of(2019, 5, 12);
  private static final CountyView CANTEENS = Views.named("canteens").orElseThrow();
  private static final CountyView STAFF = Views.named("staff").orElseThrow();
  private static final CountyView TRANSFERS = Views.named("transfers").orElseThrow();
  private static final CountyView FOOD = Views.named("food").orElseThrow();

  private static LocalKafka kafka;

  private Dashboard dashboard;
  private Javalin server;
  private Api api;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka = new LocalKafka();
    kafka.createTopics();
    String school = XINFU + "0001";
    RegistryEntry entry =
        new RegistryEntry(
            LocalDate.of(2010, 9, 1),
            "逸夫学校",
            XINFU,
            "PRIMARY",
            "PUBLIC",
            "URBAN",
            false,
            true,
            0,
            40,
            false,
            null);
    kafka.write(
        Views.REGISTRY_ENROLLMENT.topics(1).schools(),
        school,
        new SchoolHistory(school, List.of(entry)));
  }

  @AfterAll
  static void stopKafka() throws Exception {
    kafka.close();
  }

  @BeforeEach
  void open() {
    dashboard =
        new Dashboard(
            kafka.client(),
            ValueFormat.of(kafka.registry()),
            ObligationsFile.builtIn(),
            Counties.chinese(),
            ZoneId.of("Asia/Shanghai"),
            Clock.systemUTC(),
            null);
    server =
        Javalin.create(config -> dashboard.addRoutes(config.routes, Readers.TRUSTED))
            .start("127.0.0.1", 0);
    api = new Api(server.port());
  }

  @AfterEach
  void close() {
    dashboard.close();
    server.stop();
  }

  private static void cell(CountyView view, int version, LocalDate day, String measure, long amount)
      throws Exception {
    kafka.write(
        view.topics(version).cells(),
        XINFU + "/" + day + "/" + measure,
        new LedgerCell(XINFU, day, measure, amount));
  }

  private long figure(String measure) {
    return api.json("/counties/" + XINFU + "?window=total").path("figures").path(measure).asLong();
  }

  private JsonNode view(CountyView view, int version) {
    for (JsonNode row : api.json("/views")) {
      if (row.path("view").asText().equals(view.name()) && row.path("version").asInt() == version) {
        return row;
      }
    }
    return MissingNode.getInstance();
  }

  @Test
  void aDashboardThatStartsDuringARebuildShowsWhatIsPromoted() throws Exception {
    cell(CANTEENS, 1, DAY, "canteen-inspections", 7);
    kafka.create(CANTEENS.topics(2).all().stream());
    cell(CANTEENS, 2, DAY, "canteen-inspections", 4);
    kafka.announce(CANTEENS, 2, VersionState.REBUILDING);
    close();
    open();
    await().until(() -> view(CANTEENS, 2).path("state").asText().equals("rebuilding"));
    await().until(() -> figure("canteen-inspections") == 7);
    String path = "/api/v1/figures?measure=canteen-inspections&window=total&version=2";
    assertThat(api.ask(path).statusCode()).isEqualTo(409);

    cell(CANTEENS, 2, DAY.plusDays(1), "canteen-inspections", 5);
    kafka.announce(CANTEENS, 2, VersionState.LIVE);
    await().until(() -> api.ask(path).body().contains("\"value\":9"));
    assertThat(figure("canteen-inspections")).isEqualTo(7);
  }

  /** The reader is held up while the version is promoted, so that most of it is still unread. */
  @Test
  void nobodyEverSeesHalfOfTheVersionThatIsPromoted() throws Exception {
    cell(STAFF, 1, DAY, "teachers-trained", 7);
    kafka.create(STAFF.topics(2).all().stream());
    kafka.announce(STAFF, 2, VersionState.REBUILDING);
    ReadModel model = new ReadModel();
    Set<LedgerDigest> seen = ConcurrentHashMap.newKeySet();
    Semaphore gate = new Semaphore(1);
    LedgerReader.Listener listener =
        (changes, newest) -> {
          seen.add(model.read(all -> all.of(STAFF).digest()));
          gate.acquireUninterruptibly();
          gate.release();
        };
    LedgerDigest before = digest(1, 7);
    try (LedgerReader reader =
        new LedgerReader(kafka.client(), model, ValueFormat.of(kafka.registry()), listener)) {
      reader.start();
      await().until(() -> seen.contains(before) && isRead(model, 2));
      seen.clear();
      gate.acquire();
      cell(STAFF, 1, DAY, "teachers-trained", 8);
      await().until(gate::hasQueuedThreads);

      int days = 40_000;
      for (int i = 0; i < days; i++) {
        LocalDate day = DAY.minusDays(i);
        kafka.sendRow(
            STAFF.topics(2).cells(),
            XINFU + "/" + day + "/teachers-trained",
            new LedgerCell(XINFU, day, "teachers-trained", 1L));
      }
      kafka.announce(STAFF, 2, VersionState.LIVE);
      kafka.promote(STAFF, 2);
      gate.release();
      LedgerDigest whole = digest(days, 1);
      await().until(() -> model.read(all -> all.of(STAFF).digest()).equals(whole));
      assertThat(seen).isSubsetOf(digest(1, 7), digest(1, 8), whole);

      kafka.promote(STAFF, 1);
      await().until(() -> model.read(all -> all.of(STAFF).digest()).equals(digest(1, 8)));
    }
  }

  private static boolean isRead(ReadModel model, int version) {
    return model.read(all -> all.version(STAFF, version).filter(all::isRead).isPresent());
  }

  private static LedgerDigest digest(int days, long amount) {
    LedgerDigest digest = LedgerDigest.EMPTY;
    for (int i = 0; i < days; i++) {
      digest = digest.add(XINFU, DAY.minusDays(i), "teachers-trained", amount);
    }
    return digest;
  }

  @Test
  void aVersionThatIsRetiredLeavesWithoutDisturbingAnybody() throws Exception {
    cell(FOOD, 1, DAY, "food-batches-tested", 3);
    kafka.create(FOOD.topics(2).all().stream());
    cell(FOOD, 2, DAY, "food-batches-tested", 3);
    kafka.announce(FOOD, 2, VersionState.LIVE);
    await()
        .until(
            () ->
                view(FOOD, 2)
                    .path("digest")
                    .asText()
                    .equals(view(FOOD, 1).path("digest").asText()));

    kafka.announce(FOOD, 2, VersionState.RETIRING);
    await().until(() -> view(FOOD, 2).isMissingNode());
    kafka.admin().deleteTopics(FOOD.topics(2).all()).all().get();
    kafka.announce(FOOD, 2, VersionState.RETIRED);
    kafka.write(LedgerTopics.VIEWS, FOOD.name() + "/v3", row(3));
    cell(FOOD, 1, DAY, "food-batches-tested", 5);
    await().until(() -> view(FOOD, 3).path("label").asText().equals("next"));
    String two = api.ask("/api/v1/figures?measure=drills-held&version=food/2").body();
    assertThat(two).contains("Version 2 of food has been retired");
    assertThat(dashboard.notReady()).noneMatch(reason -> reason.contains("can't be read"));
  }

  private static ViewVersion row(int version) {
    return LocalKafka.row(FOOD, version).setEntry("v" + version).setLabel("next").build();
  }

  @Test
  void aPromotedVersionOfOtherRulesIsShownAsItStandsAndSaysSo() throws Exception {
    cell(TRANSFERS, 1, DAY, "transfers-out", 6);
    kafka.announce(
        LocalKafka.row(TRANSFERS, 1).setEntry("v1").setFingerprint("of another program").build());
    kafka.send(new ProducerRecord<>("event.teacher-transfer", 0, "x", new byte[9])).get();
    close();
    open();
    await().until(() -> figure("transfers-out") == 6);
    JsonNode version = view(TRANSFERS, 1);
    assertThat(version.path("state").asText()).isEqualTo("outdated");
    assertThat(version.path("promoted").asBoolean()).isTrue();
    assertThat(version.path("otherRules").asBoolean()).isTrue();
    assertThat(version.path("detail").asText())
        .contains("other rules")
        .contains("rebuild transfers");
    await()
        .untilAsserted(
            () -> assertThat(dashboard.notReady()).as("nobody waits for it to count on").isEmpty());
  }

  @Test
  void progressIsToldByPartitionAndForWhatWasKnownUpToItsInstant() throws Exception {
    CountyView safety = Views.named("safety").orElseThrow();
    String topic = "event.hazard-reported";
    TopicPartition partition = new TopicPartition(topic, 1);
    for (int i = 0; i < 4; i++) {
      kafka.send(new ProducerRecord<>(topic, 1, "x", new byte[9])).get();
    }
    Instant then = Instant.now().plusMillis(1);
    await().until(() -> Instant.now().isAfter(then));
    for (int i = 0; i < 3; i++) {
      kafka.send(new ProducerRecord<>(topic, 1, "x", new byte[9])).get();
    }
    for (CountyView view : Views.ALL) {
      kafka.commit("countypulse." + view.id(), partition, 7); // nobody else shall wait for them
    }
    kafka.announce(safety, 2, VersionState.REBUILDING);
    kafka.commit("countypulse.safety.v2", partition, 2);
    kafka.announce(LocalKafka.row(safety, 3).setEntry("v3").setKnownAt(then).build());
    kafka.commit("countypulse.safety.v3", partition, 4);

    String mine = "{\"topic\":\"event.hazard-reported\",\"partition\":1,\"done\":%d,\"toDo\":%d}";
    await()
        .until(() -> view(safety, 2).path("partitions").toString().contains(mine.formatted(2, 5)));
    assertThat(view(safety, 2).path("lag").asInt()).isEqualTo(5);
    assertThat(view(safety, 2).path("progress").asDouble()).isLessThan(1);
    assertThat(view(safety, 2).path("etaSeconds").isNull()).as("it stands still").isTrue();
    kafka.commit("countypulse.safety.v2", partition, 5);
    await().until(() -> view(safety, 2).path("rate").asDouble() > 0);
    assertThat(view(safety, 2).path("etaSeconds").asLong()).isPositive();

    assertThat(view(safety, 3).path("partitions").toString()).contains(mine.formatted(4, 0));
    assertThat(view(safety, 3).path("progress").asDouble()).isEqualTo(1);
    assertThat(view(safety, 3).path("state").asText()).isEqualTo("as-known");
  }
}
