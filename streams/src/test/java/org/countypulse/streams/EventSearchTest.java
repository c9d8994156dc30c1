package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.explain.Explanation;
import org.countypulse.domain.explain.Explanation.Row;
import org.countypulse.domain.explain.Question;
import org.countypulse.domain.explain.Question.Part;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SchoolStatement.Fate;
import org.countypulse.domain.testing.Histories;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.explain.EventSearch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found behind figures, against the ledgers that a real broker and streams have made. */
class EventSearchTest {

  private static final int PARTITIONS = 2;
  private static final LocalDate LAST = LocalDate.of(2021, 12, 31);
  private static final CountyView DRILLS = Views.named("safety-drills").orElseThrow();
  private static final List<CountyView> VIEWS =
      List.of(
          Views.REGISTRY_ENROLLMENT,
          DRILLS,
          Views.named("canteens").orElseThrow(),
          Views.named("transfers").orElseThrow());

  @TempDir private static Path folder;
  private static Broker broker;
  private static StreamsProcess process;
  private static EventSearch search;
  private static final SchemaRegistry REGISTRY = new InMemorySchemaRegistry();
  private static final ValueFormat FORMAT = ValueFormat.of(REGISTRY);

  @BeforeAll
  static void countHistoriesFullOfTrouble() throws Exception {
    broker = Broker.start();
    process =
        StreamsProcess.start(
            new StreamsSettings(
                broker.client(),
                REGISTRY,
                FORMAT,
                folder,
                "test",
                1,
                PARTITIONS,
                (short) 1,
                0,
                StreamsSettings.COMMIT_MILLIS,
                Counties.chinese(),
                VIEWS),
            null);
    List<Event> events = new ArrayList<>();
    for (CountyView view : VIEWS) {
      for (long seed = 0; seed < 3; seed++) {
        Histories.of(view, seed, 60).stream().map(Received::event).forEach(events::add);
      }
    }
    Event mistake = Told.drill(Told.XINFU_NO_1, "2019-10-01", 7);
    events.add(mistake);
    events.add(Told.voiding(mistake));
    broker.send(REGISTRY, events);
    String topic = EventTypes.SAFETY_DRILL.topic();
    broker.sendBytes(topic, null, "1409020001", "no event".getBytes(StandardCharsets.UTF_8));
    search = new EventSearch(broker.client(), FORMAT, Counties.chinese());
    VIEWS.forEach(EventSearchTest::awaitCounted);
  }

  private static void awaitCounted(CountyView view) {
    List<Part> any = List.of(part(view.posted().get(0), LocalDate.MIN));
    long records =
        view.sources().stream().mapToLong(type -> broker.read(type.topic()).size()).sum();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                search
                        .explain(List.of(question(view, any, "140902")), answers -> true)
                        .get(0)
                        .upTo()
                        .values()
                        .stream()
                        .flatMap(partitions -> partitions.values().stream())
                        .mapToLong(offset -> offset)
                        .sum()
                    == records);
  }

  @AfterAll
  static void stop() throws Exception {
    process.close();
    broker.close();
  }

  @Test
  void theAmountsOfEventsAddUpToEveryFigureOfEveryCounty() {
    for (CountyView view : VIEWS) {
      List<Question> questions = new ArrayList<>();
      for (String county : counties()) {
        List<Part> parts = new ArrayList<>();
        for (Posted measure : view.posted()) {
          parts.add(part(measure, LocalDate.MIN));
          parts.add(part(measure, LocalDate.of(2019, 9, 1)));
        }
        questions.add(question(view, parts, county));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                List<Explanation> found = search.explain(questions, answers -> true);
                Map<String, LedgerCell> ledger = cells(view);
                assertThat(ledger).isNotEmpty();
                for (int i = 0; i < questions.size(); i++) {
                  String county = questions.get(i).counties().iterator().next();
                  for (Explanation.Sum sum : found.get(i).sums()) {
                    assertThat(sum.amount())
                        .as("%s of %s", sum.part(), county)
                        .isEqualTo(figure(ledger, county, sum.part()));
                  }
                }
              });
    }
  }

  @Test
  void whatDoesNotCountIsListedWithItsReason() {
    Set<Fate> fates = new TreeSet<>();
    Set<String> reasons = new TreeSet<>();
    for (String county : counties()) {
      List<Part> held = List.of(part(DRILLS.posted().get(0), LocalDate.MIN));
      Explanation found =
          search.explain(List.of(question(DRILLS, held, county)), answers -> true).get(0);
      found.notCounted().forEach(row -> fates.add(row.line().fate()));
      found.notCounted().forEach(row -> reasons.add(row.line().reason()));
      assertThat(found.events()).allMatch(row -> row.line().counts() && row.amount() != 0);
      assertThat(found.events().stream().mapToLong(Row::amount).sum())
          .isEqualTo(found.sums().get(0).amount());
    }
    assertThat(fates).contains(Fate.DUPLICATE, Fate.SUPERSEDED, Fate.QUARANTINED);
    assertThat(reasons).contains("duplicate", "corrected", "voided", "conflicting", "undecodable");
  }

  @Test
  void aSchoolsOwnEventsAreFoundInItsPartitionAlone() {
    String school = "1409020001";
    List<Part> held = List.of(part(DRILLS.posted().get(0), LocalDate.MIN));
    Question ofSchool = new Question(DRILLS, held, Set.copyOf(counties()), school, null, 1_000);
    Explanation found = search.explain(List.of(ofSchool), answers -> true).get(0);
    int home = Utils.toPositive(Utils.murmur2(school.getBytes())) % PARTITIONS;
    assertThat(found.events()).isNotEmpty().allMatch(row -> row.school().equals(school));
    assertThat(found.upTo().values()).allMatch(topic -> topic.keySet().equals(Set.of(home)));
  }

  @Test
  void onlyTheNewestAreListedButAllAreCounted() {
    List<Part> held = List.of(part(DRILLS.posted().get(0), LocalDate.MIN));
    Question all = new Question(DRILLS, held, Set.copyOf(counties()), null, null, 1_000);
    Question few = new Question(DRILLS, held, Set.copyOf(counties()), null, null, 2);
    List<Explanation> found = search.explain(List.of(all, few), answers -> true);
    assertThat(found.get(1).sums()).isEqualTo(found.get(0).sums());
    assertThat(found.get(1).eventsTotal()).isEqualTo(found.get(0).events().size());
    assertThat(found.get(1).events()).isEqualTo(found.get(0).events().subList(0, 2));
  }

  @Test
  void aVersionThatHasCountedNothingHasNoEvents() {
    List<Part> held = List.of(part(DRILLS.posted().get(0), LocalDate.MIN));
    Explanation found =
        search
            .explain(List.of(question(DRILLS.version(9), held, "140902")), answers -> true)
            .get(0);
    assertThat(found.events()).isEmpty();
    assertThat(found.sums().get(0).amount()).isZero();
  }

  private static Part part(Posted measure, LocalDate from) {
    return new Part(
        measure.name(), measure, measure instanceof Gauge ? LocalDate.MIN : from, LAST, false);
  }

  private static Question question(CountyView view, List<Part> parts, String county) {
    return new Question(view, parts, Set.of(county), null, null, 1_000);
  }

  private static List<String> counties() {
    return List.of("140902", "140921", "140922", "140923");
  }

  private static Map<String, LedgerCell> cells(CountyView view) {
    return new HashMap<>(broker.rows(view.topics().cells(), REGISTRY, LedgerCell.getClassSchema()));
  }

  private static long figure(Map<String, LedgerCell> ledger, String county, Part part) {
    return ledger.values().stream()
        .filter(cell -> cell.getCounty().equals(county))
        .filter(cell -> cell.getMeasure().equals(part.of().name()))
        .filter(cell -> !cell.getDay().isBefore(part.from()) && !cell.getDay().isAfter(part.to()))
        .mapToLong(LedgerCell::getAmount)
        .sum();
  }
}
