package org.countypulse.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.Javalin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.dashboard.http.Readers;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.RegistryEntry;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.wire.ValueFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole read side against a real broker; the test plays the streams. */
class DashboardTest {

  private static final CountyView DRILLS = Views.named("safety-drills").orElseThrow();
  private static final LocalDate DAY = LocalDate.of(2019, 5, 12);

  private LocalKafka kafka;
  private SimpleMeterRegistry meters;
  private Dashboard dashboard;
  private Javalin server;
  private Api api;

  @BeforeEach
  void start() throws Exception {
    kafka = new LocalKafka();
    open();
  }

  private void open() {
    meters = new SimpleMeterRegistry();
    dashboard =
        new Dashboard(
            kafka.client(),
            ValueFormat.of(kafka.registry()),
            ObligationsFile.builtIn(),
            Counties.chinese(),
            ZoneId.of("Asia/Shanghai"),
            Clock.systemUTC(),
            meters);
    server =
        Javalin.create(config -> dashboard.addRoutes(config.routes, Readers.TRUSTED))
            .start("127.0.0.1", 0);
    api = new Api(server.port());
  }

  @AfterEach
  void stop() throws Exception {
    dashboard.close();
    server.stop();
    kafka.close();
  }

  @Test
  void waitsForTopicsThenShowsWhatIsWrittenToThem() throws Exception {
    await()
        .until(() -> dashboard.notReady().stream().anyMatch(r -> r.contains("do not exist yet")));
    assertThat(api.json("/freshness").path("ready").asBoolean()).isFalse();
    assertThat(api.json("/views")).isEmpty();
    assertThat(api.json("/figures?measure=drills-held").path("rows")).isEmpty();

    kafka.createTopicsWithoutVersions();
    await().until(() -> dashboard.notReady().stream().anyMatch(r -> r.contains("no version")));
    for (CountyView view : Views.ALL) {
      kafka.announce(view, 1, VersionState.LIVE);
      kafka.promote(view, 1);
    }
    register("1409020001", "140902");
    drills("140902", DAY, 3);
    await().until(() -> drillsHeld("140902") == 3);
    assertThat(dashboard.isRegistered("1409020001")).isTrue();
    assertThat(dashboard.isRegistered("1409020002")).isFalse();
    await().until(() -> dashboard.notReady().isEmpty());
    assertThat(api.json("/freshness").path("ready").asBoolean()).isTrue();

    drills("140902", DAY, 2);
    await().until(() -> drillsHeld("140902") == 2);
    assertThat(digest(1)).isEqualTo(LedgerDigest.EMPTY.add("140902", DAY, "drills-held", 2).hex());
  }

  @Test
  void countsLagUntilTheStreamsHaveReadTheEvents() throws Exception {
    kafka.createTopics();
    kafka.send(new ProducerRecord<>("event.safety-drill", 0, "1409020001", new byte[9])).get();
    await().until(() -> lag() == 1);
    // One that starts now has to show this event before it is ready.
    dashboard.close();
    server.stop();
    open();
    await().until(() -> lag() == 1);
    assertThat(dashboard.notReady()).anyMatch(reason -> reason.contains("safety-drills.v1"));
    assertThat(api.json("/freshness").path("lastEventAt").asText()).startsWith("20");

    kafka.commit("countypulse.safety-drills.v1", new TopicPartition("event.safety-drill", 0), 1);
    await().until(() -> lag() == 0);
    await().until(() -> dashboard.notReady().isEmpty());
    assertThat(meters.get("countypulse.lag").gauge().value()).isZero();
    assertThat(meters.get("countypulse.last.event.age.seconds").gauge().value()).isPositive();
  }

  /**
   * Its offsets say otherwise: a transaction's marker takes one, and a group that was restarted
   * commits nothing past it.
   */
  @Test
  void aGroupThatHasOnlyTransactionMarkersBeforeItDoesNotLag() throws Exception {
    String group = "countypulse.safety-drills.v1";
    TopicPartition postings = new TopicPartition(group + "-postings-repartition", 0);
    kafka.createTopics();
    kafka.create(Stream.of(postings.topic()));
    kafka.sendInTransaction(new ProducerRecord<>(postings.topic(), 0, "140902", new byte[9]));
    kafka.commit(group, postings, 0);
    await().until(() -> lag() > 0);

    kafka.commit(group, postings, 1);
    await().until(() -> lag() == 0);
  }

  private long lag() {
    return api.json("/freshness").path("lag").asLong();
  }

  @Test
  void listsQuarantineUntilItIsReleased() throws Exception {
    kafka.createTopics();
    kafka.quarantine(
        DRILLS, EventTypes.SAFETY_DRILL, 7, QuarantineHeaders.QUARANTINED, "future-date");
    await().until(() -> api.json("/quarantine").path("total").asInt() == 1);
    assertThat(api.json("/quarantine?reason=future-date").path("entries")).hasSize(1);
    assertThat(api.json("/quarantine?reason=undecodable").path("entries")).isEmpty();
    assertThat(api.json("/quarantine?school=1409020001").path("entries").get(0).path("offset"))
        .hasToString("7");

    kafka.quarantine(DRILLS, EventTypes.SAFETY_DRILL, 7, QuarantineHeaders.RELEASED, "future-date");
    await().until(() -> api.json("/quarantine").path("total").asInt() == 0);
  }

  @Test
  void readsOnAfterARowThatCannotBeRead() throws Exception {
    kafka.createTopics();
    String topic = LocalKafka.topics(DRILLS, 1).cells();
    kafka.send(new ProducerRecord<>(topic, "140902/2019-05-12/x", "nonsense".getBytes())).get();
    kafka.send(new ProducerRecord<>(topic, "140902/2019-05-12/x", null)).get();
    register("1409020001", "140902");
    drills("140902", DAY, 3);
    await().until(() -> drillsHeld("140902") == 3);
  }

  @Test
  void readsEverythingAgainWhenALedgerTopicIsMadeAnew() throws Exception {
    kafka.createTopics();
    register("1409020001", "140902");
    for (int i = 1; i <= 20; i++) {
      drills("140902", DAY, i);
    }
    await().until(() -> drillsHeld("140902") == 20);

    List<String> topics = List.of(LocalKafka.topics(DRILLS, 1).cells());
    kafka.admin().deleteTopics(topics).all().get();
    await().until(() -> !kafka.admin().listTopics().names().get().containsAll(topics));
    kafka.create(topics.stream());
    drills("140902", DAY.plusDays(1), 4);
    await().until(() -> drillsHeld("140902") == 4);
  }

  @Test
  void goesOnWhenItIsStartedAgain() throws Exception {
    kafka.createTopics();
    register("1409020001", "140902");
    drills("140902", DAY, 3);
    await().until(() -> drillsHeld("140902") == 3);
    dashboard.close();
    server.stop();
    drills("140902", DAY, 4);
    open();
    await().until(() -> drillsHeld("140902") == 4);
    assertThat(meters.find("kafka.consumer.fetch.manager.records.consumed.total").meters())
        .isNotEmpty();
  }

  private long drillsHeld(String county) {
    return api.json("/counties/" + county + "?window=30d&asOf=2019-05-31")
        .path("figures")
        .path("drills-held")
        .asLong();
  }

  private String digest(int version) {
    for (var view : api.json("/views")) {
      if (view.path("view").asText().equals("safety-drills")
          && view.path("version").asInt() == version) {
        return view.path("digest").asText();
      }
    }
    throw new AssertionError("No version " + version);
  }

  private void drills(String county, LocalDate day, long amount) throws Exception {
    writeDrills(1, county, day, amount);
  }

  private void writeDrills(int version, String county, LocalDate day, long amount)
      throws Exception {
    kafka.write(
        LocalKafka.topics(DRILLS, version).cells(),
        county + "/" + day + "/drills-held",
        new LedgerCell(county, day, "drills-held", amount));
  }

  private void register(String school, String county) throws Exception {
    CountyView registry = Views.REGISTRY_ENROLLMENT;
    kafka.write(
        LocalKafka.topics(registry, 1).schools(),
        school,
        new SchoolHistory(
            school,
            List.of(
                new RegistryEntry(
                    LocalDate.of(2010, 9, 1),
                    "逸夫学校",
                    county,
                    "PRIMARY",
                    "PUBLIC",
                    "URBAN",
                    false,
                    true,
                    0,
                    40,
                    false,
                    null))));
  }
}
