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

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.views.SafetyDrills;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.VerificationOutcome;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.explain.EventSearch;
import org.countypulse.streams.verify.Certificates;
import org.countypulse.streams.verify.LoggedEvents;
import org.countypulse.streams.verify.ProvenPromotion;
import org.countypulse.streams.verify.Verifier;
import org.countypulse.streams.verify.VersionLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of a view side by side on a real broker, compared before one is promoted. */
class VerifiedPromotionTest {

  private static final String DRILLS = "safety-drills";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Wish OPERATOR = Wish.of("the operator");

  @TempDir Path folder;
  private Broker broker;
  private final SchemaRegistry registry = new InMemorySchemaRegistry();
  private final ValueFormat format = ValueFormat.of(registry);
  private ViewVersions versions;
  private Certificates certificates;

  /** What the view counted before: twice as many participants. */
  private static final CountyView FORMER =
      SafetyDrills.VIEW
          .on(
              EventTypes.SAFETY_DRILL,
              SafetyDrillData.class,
              (drill, post) -> {
                post.add(measure("drills-held"), 1);
                post.add(measure("drill-participants"), 2L * drill.getParticipants());
              })
          .revised(7, measure("drill-participants"));

  private static Sum measure(String name) {
    return (Sum) Views.measure(name).orElseThrow();
  }

  @BeforeEach
  void startBroker() throws Exception {
    broker = Broker.start();
    versions = new ViewVersions(broker.client(), format);
    certificates = new Certificates(broker.client(), format);
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void onlyAVersionThatIsProvenEqualIsPromoted() {
    try (StreamsProcess process = start(SafetyDrills.VIEW)) {
      assertThat(process).isNotNull();
      broker.send(registry, twoSchools(400));
      next();
      awaitCounted(400, 1, 2);
      Certificate equal = verify(2, 1);
      assertThat(equal.getDetail()).startsWith("Equal: 2 schools, 2 counties, ");
      assertThat(equal.getOutcome()).isEqualTo(VerificationOutcome.EQUAL);
      assertThat(equal.getDigest()).isEqualTo(equal.getAgainstDigest());
      assertThat(equal.getRecords()).isEqualTo(402);
      assertThat(equal.getRows()).isEqualTo(2);
      assertThat(equal.getOffsets()).isNotEmpty();

      assertThat(promote(2, Set.of()).version().number()).isEqualTo(2);
      assertThat(versions.read().promoted(DRILLS).orElseThrow().number()).isEqualTo(2);

      next();
      awaitCounted(400, 3);
      verify(3, 2);
      plantWrongCell(3);
      Certificate different = verify(3, 2);
      assertThat(different.getOutcome()).isEqualTo(VerificationOutcome.DIFFERENT);
      assertThat(different.getExamples())
          .singleElement()
          .satisfies(
              cell -> {
                assertThat(cell.getCounty()).isEqualTo(XINFU);
                assertThat(cell.getDay()).isEqualTo(LocalDate.parse("2019-05-12"));
                assertThat(cell.getMeasure()).isEqualTo("drills-held");
                assertThat(cell.getAgainstAmount()).isEqualTo(200);
                assertThat(cell.getAmount()).isEqualTo(207);
                assertThat(cell.getWrong()).isEqualTo(3);
                assertThat(cell.getEvents())
                    .hasSize(21)
                    .first()
                    .asString()
                    .matches("safety-drill \\S+ 1409020001 \\+1 event.safety-drill/\\d/\\d+");
              });
      assertThatThrownBy(() -> promote(3, Set.of("drills-held")))
          .as("by the same rules nothing may differ, whatever is accepted")
          .isInstanceOf(Promotion.RefusedException.class)
          .hasMessageContaining("same rules");
      assertThat(versions.read().promoted(DRILLS).orElseThrow().number()).isEqualTo(2);
      assertThat(promote(1, Set.of()).more()).as("going back").doesNotContainKey("warning");
      assertThat(certificates.of(DRILLS))
          .extracting(Certificate::getPromotion)
          .containsExactly(true, false, true);
    }
  }

  @Test
  void aChangedDefinitionMayDifferInTheMeasuresThatAreAcceptedAndInNoOthers() {
    try (StreamsProcess process = start(FORMER)) {
      assertThat(process).isNotNull();
      broker.send(registry, twoSchools(100));
      next();
      awaitCounted(100, 1, 2);
      Certificate different = verify(2, 1);
      assertThat(different.getByMeasure()).isEqualTo(Map.of("drill-participants", 2L));
      assertThatThrownBy(() -> promote(2, Set.of()))
          .isInstanceOf(Promotion.RefusedException.class)
          .hasMessageContaining("--accept drill-participants");
      assertThatThrownBy(() -> promote(2, Set.of("drills-held")))
          .isInstanceOf(Promotion.RefusedException.class)
          .hasMessageContaining("drill-participants (2)");
      assertThatThrownBy(() -> promote(2, Set.of("drills")))
          .isInstanceOf(VersionRefusedException.class)
          .hasMessageContaining("no measure drills");
      promote(2, Set.of("drill-participants"));
      assertThat(versions.read().promoted(DRILLS).orElseThrow().number()).isEqualTo(2);
      assertThat(promote(1, Set.of()).more()).as("going back").containsKey("warning");
    }
  }

  @Test
  void aVersionThatStandsStillIsLeftBehindIfThatIsAccepted() throws Exception {
    try (StreamsProcess process = start(SafetyDrills.VIEW)) {
      assertThat(process).isNotNull();
      broker.send(registry, twoSchools(20));
      awaitCounted(20, 1);
    }
    broker.forgetOffsets(StreamsProcess.applicationId(DRILLS + ".v1"));
    try (StreamsProcess process = start(SafetyDrills.VIEW)) {
      assertThat(process.notReady()).hasSize(1);
      broker.send(registry, List.of(drill(XINFU_NO_1, "2019-05-13", 10)));
      next();
      awaitCounted(21, 2);
      Duration soon = Duration.ofSeconds(4);
      assertThatThrownBy(() -> promote(2, Set.of(), false, soon))
          .isInstanceOf(Promotion.RefusedException.class)
          .hasMessageContaining("--accept-behind");
      promote(2, Set.of(), true, soon);
      assertThat(versions.read().promoted(DRILLS).orElseThrow().number()).isEqualTo(2);
      await().until(() -> process.notReady().isEmpty());
    }
  }

  private StreamsProcess start(CountyView first) {
    List<CountyView> views = new ArrayList<>(List.of(SafetyDrills.VIEW));
    if (first != SafetyDrills.VIEW) {
      views.add(first);
    }
    return StreamsProcess.start(
        new StreamsSettings(
            broker.client(),
            registry,
            format,
            folder,
            "test",
            1,
            2,
            (short) 1,
            0,
            StreamsSettings.COMMIT_MILLIS,
            Counties.chinese(),
            views),
        null);
  }

  /** Another version, which reads history by itself. */
  private void next() {
    Version version = versions.rebuild(DRILLS, Optional.empty(), OPERATOR);
    versions.finished(DRILLS, version.number(), OPERATOR);
    List<String> topics = version.topics().orElseThrow().all();
    try (Admin admin = broker.admin()) {
      await().until(() -> admin.listTopics().names().get().containsAll(topics));
    }
  }

  private void awaitCounted(int drills, int... numbers) {
    for (int number : numbers) {
      String cells = SafetyDrills.VIEW.version(number).topics().cells();
      await()
          .until(
              () ->
                  broker
                          .<LedgerCell>rows(cells, registry, LedgerCell.getClassSchema())
                          .values()
                          .stream()
                          .filter(cell -> cell.getMeasure().equals("drills-held"))
                          .mapToLong(LedgerCell::getAmount)
                          .sum()
                      == drills);
    }
  }

  private static List<Event> twoSchools(int drills) {
    List<Event> events = new ArrayList<>();
    events.add(registered(XINFU_NO_1, XINFU, "2018-09-01"));
    events.add(registered(DINGXIANG_NO_2, DINGXIANG, "2018-09-01"));
    for (int i = 0; i < drills; i++) {
      events.add(drill(i % 2 == 0 ? XINFU_NO_1 : DINGXIANG_NO_2, "2019-05-12", 10));
    }
    return events;
  }

  private Verifier verifier() {
    EventSearch search = new EventSearch(broker.client(), format, Counties.chinese());
    return new Verifier(broker.client(), format, "test", new LoggedEvents(search));
  }

  private Certificate verify(int version, int against) {
    return verifier()
        .verify(
            new Verifier.Request(ledger(version), ledger(against), PATIENCE, false, "a test"),
            progress -> {});
  }

  private VersionLedger ledger(int number) {
    Version version = versions.read().find(DRILLS, number).orElseThrow();
    return VersionLedger.of(version, definition(version));
  }

  private static Optional<CountyView> definition(Version version) {
    return version.fingerprint().equals(FORMER.fingerprint())
        ? Optional.of(FORMER.version(version.number()))
        : version.definition();
  }

  private Promotion.Done promote(int number, Set<String> accepted) {
    return promote(number, accepted, false, PATIENCE);
  }

  private Promotion.Done promote(
      int number, Set<String> accepted, boolean acceptBehind, Duration patience) {
    ProvenPromotion check =
        new ProvenPromotion(verifier(), certificates, patience, VerifiedPromotionTest::definition);
    try (Admin admin = broker.admin()) {
      return new Promotion(versions, new CountedOffsets(admin), check)
          .promote(DRILLS, number, accepted, acceptBehind, PATIENCE, OPERATOR);
    }
  }

  /** As a broken disk, or somebody with too many rights, might. */
  private void plantWrongCell(int version) {
    String topic = Views.named(DRILLS).orElseThrow().topics(version).cells();
    LedgerCell wrong = new LedgerCell(XINFU, LocalDate.parse("2019-05-12"), "drills-held", 207L);
    int id = registry.idOf(topic + "-value", LedgerCell.getClassSchema());
    broker.sendBytes(topic, null, XINFU + "/2019-05-12/drills-held", WireFormat.encode(id, wrong));
    await()
        .until(
            () ->
                broker
                    .<LedgerCell>rows(topic, registry, LedgerCell.getClassSchema())
                    .values()
                    .stream()
                    .anyMatch(cell -> cell.getAmount() == 207));
  }
}
