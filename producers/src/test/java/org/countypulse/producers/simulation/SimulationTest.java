package org.countypulse.producers.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.countypulse.producers.Cast.SHANGHAI;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Measure.Quantile;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.DoorRules;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationTest {

  private static final LocalDate LAST_DAY = LocalDate.parse("2019-12-31");
  private static final Simulation XINZHOU = Simulation.of(SimulationSettings.xinzhou(7, LAST_DAY));

  @Test
  void aSchoolYearOfXinzhouHasAHundredThousandEventsOfAllTypesInFourteenCounties() {
    List<Event> history = XINZHOU.history();

    assertThat(history.size()).isBetween(150_000, 200_000);
    assertThat(history.stream().map(Event::type).distinct())
        .as("a type that is added later needs no place in the simulation")
        .hasSizeGreaterThanOrEqualTo(29);
    List<Event> ofSchools =
        history.stream().filter(event -> !event.type().equals(EventTypes.TARGET_SET)).toList();
    assertThat(ofSchools.stream().map(event -> event.schoolId().substring(0, 6)).distinct())
        .hasSize(14)
        .allMatch(county -> county.startsWith("1409"));
    assertThat(ofSchools.stream().map(Event::schoolId).distinct().count()).isEqualTo(2_000);
  }

  @Test
  void theSameSeedGivesTheSameEventsAndAnotherSeedOthers() {
    SimulationSettings small = small(7);

    assertThat(Simulation.of(small).history()).isEqualTo(Simulation.of(small).history());
    assertThat(Simulation.of(small).history()).isNotEqualTo(Simulation.of(small(8)).history());
  }

  @Test
  void theDoorLetsAllOfThemIn() {
    Instant nextDay = LAST_DAY.plusDays(1).atStartOfDay(SHANGHAI).toInstant();
    DoorRules door = new DoorRules(Counties.chinese(), SHANGHAI, Clock.fixed(nextDay, SHANGHAI));

    assertThat(XINZHOU.history().stream().filter(event -> !door.check(event).isEmpty())).isEmpty();
    assertThat(XINZHOU.history().stream().filter(e -> !e.recordedAt().isBefore(nextDay))).isEmpty();
  }

  @Test
  void muchGoesWrongAsInRealLife() {
    Map<String, Event> first = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    Set<String> corrected = new HashSet<>();
    LocalDate latest = LocalDate.MIN;
    for (Event event : XINZHOU.history()) {
      Event earlier = first.putIfAbsent(event.eventId(), event);
      if (earlier != null) {
        boolean equal =
            earlier.voided() == event.voided()
                && earlier.day().equals(event.day())
                && String.valueOf(earlier.data()).equals(String.valueOf(event.data()));
        counts.merge(equal ? "again" : "conflicting", 1, Integer::sum);
      }
      if (event.corrects() != null) {
        corrected.add(event.corrects());
        counts.merge(event.voided() ? "void" : "correction", 1, Integer::sum);
        counts.merge(first.containsKey(event.corrects()) ? "after" : "before", 1, Integer::sum);
      }
      if (event.recordedAt().isAfter(event.happenedAt().plusSeconds(10 * 86_400L))) {
        counts.merge("late", 1, Integer::sum);
      }
      if (event.day().isBefore(latest)) {
        counts.merge("out of order", 1, Integer::sum);
      }
      latest = event.day().isAfter(latest) ? event.day() : latest;
    }
    counts.put(
        "correction of a correction",
        (int)
            first.values().stream()
                .filter(event -> event.corrects() != null && corrected.contains(event.eventId()))
                .count());

    assertThat(counts)
        .hasEntrySatisfying("again", n -> assertThat(n).isGreaterThan(2_000))
        .hasEntrySatisfying("conflicting", n -> assertThat(n).isGreaterThan(100))
        .hasEntrySatisfying("correction", n -> assertThat(n).isGreaterThan(2_000))
        .hasEntrySatisfying("void", n -> assertThat(n).isGreaterThan(800))
        .hasEntrySatisfying("before", n -> assertThat(n).isGreaterThan(500))
        .hasEntrySatisfying("late", n -> assertThat(n).isGreaterThan(3_000))
        .hasEntrySatisfying("out of order", n -> assertThat(n).isGreaterThan(10_000))
        .hasEntrySatisfying("correction of a correction", n -> assertThat(n).isGreaterThan(200));
  }

  @Test
  void schoolsMoveCloseReopenMergeAndRegisterLateOrNever() {
    Map<String, List<Event>> registrations =
        XINZHOU.history().stream()
            .filter(event -> event.type().equals(EventTypes.SCHOOL_REGISTERED))
            .filter(event -> !event.voided())
            .collect(Collectors.groupingBy(Event::schoolId));
    List<SchoolRegisteredData> entries =
        registrations.values().stream()
            .flatMap(List::stream)
            .map(event -> (SchoolRegisteredData) event.data())
            .toList();
    Map<String, Integer> firstSeen = new HashMap<>();
    for (int i = 0; i < XINZHOU.history().size(); i++) {
      Event event = XINZHOU.history().get(i);
      if (event.type().equals(EventTypes.SCHOOL_REGISTERED)) {
        firstSeen.putIfAbsent(event.schoolId(), i);
      }
    }

    assertThat(registrations.size()).as("some never register").isBetween(1_980, 1_999);
    assertThat(firstSeen.values().stream().filter(i -> i > XINZHOU.history().size() * 8 / 10))
        .as("some register late")
        .hasSizeGreaterThan(10);
    assertThat(entries.stream().filter(SchoolRegisteredData::getClosed)).hasSizeGreaterThan(20);
    assertThat(entries.stream().filter(e -> e.getMergedInto() != null)).hasSizeGreaterThan(5);
    assertThat(
            registrations.values().stream()
                .filter(
                    all ->
                        all.stream()
                                .map(e -> ((SchoolRegisteredData) e.data()).getCountyCode())
                                .distinct()
                                .count()
                            > 1))
        .as("some move")
        .hasSizeGreaterThan(10);
  }

  /** The engine sees the reports, the expectation what happened: two ways to one result. */
  @ParameterizedTest
  @CsvSource({"7, 2019-12-31", "8, 2019-12-31", "9, 2024-02-29"})
  void theEngineReadsOutOfTheReportsWhatHappened(long seed, LocalDate until) {
    SimulationSettings settings = new SimulationSettings(seed, 5, 100, 365, until, SHANGHAI);
    Simulation simulation = Simulation.of(settings);
    Instant appended = until.plusDays(1).atStartOfDay(SHANGHAI).toInstant();

    EngineLedger ledger = new EngineLedger(simulation.history(), appended);

    List<LocalDate> days = List.of(until, until.minusDays(100));
    for (LocalDate asOf : days) {
      for (String window : Expectation.windows()) {
        assertAgree(ledger, simulation, window, asOf);
      }
    }
    EngineLedger.Buckets buckets = ledger.buckets();
    assertThat(buckets.received()).isEqualTo(simulation.history().size());
    assertThat(buckets.duplicate()).isPositive();
    assertThat(buckets.superseded()).isPositive();
    assertThat(buckets.waiting()).isPositive();
    assertThat(buckets.quarantined()).isPositive();
  }

  private static void assertAgree(
      EngineLedger ledger, Simulation simulation, String window, LocalDate asOf) {
    LocalDate from = Expectation.from(window, asOf);
    Map<String, Map<String, Long>> posted = ledger.figures(from, asOf);
    simulation
        .expectation()
        .figures(window, asOf)
        .forEach(
            (county, expected) -> {
              String where = county + " " + window + " " + asOf + " ";
              Map<String, Long> own = posted.getOrDefault(county, Map.of());
              expected.forEach(
                  (name, value) -> {
                    Measure measure = Views.measure(name).orElseThrow();
                    if (measure instanceof DistinctSchools schools) {
                      assertThat(value)
                          .as(where + name)
                          .isEqualTo(ledger.schoolsWith(schools.of().name(), county, from, asOf));
                    } else {
                      assertAgree(where, own, measure, value);
                    }
                  });
            });
  }

  private static void assertAgree(
      String where, Map<String, Long> own, Measure measure, Number expected) {
    if (measure instanceof Ratio ratio) {
      long denominator = own.getOrDefault(ratio.denominator().name(), 0L);
      long numerator = own.getOrDefault(ratio.numerator().name(), 0L);
      if (denominator == 0) {
        assertThat(expected).as(where + measure.name()).isNull();
      } else {
        assertThat(expected.doubleValue())
            .as(where + measure.name())
            .isCloseTo((double) numerator / denominator, within(1e-9));
      }
    } else {
      assertThat(new BigDecimal(expected.toString()).movePointRight(measure.decimals()))
          .as(where + measure.name())
          .isEqualByComparingTo(BigDecimal.valueOf(own.getOrDefault(measure.name(), 0L)));
    }
  }

  /** A measure of events that are simulated is expected, or it can't be said plainly. */
  @Test
  void everyMeasureIsExpectedButThoseThatTheExpectationSaysItLeavesOut() {
    Set<EventType> simulated =
        XINZHOU.history().stream().map(Event::type).collect(Collectors.toSet());
    Set<String> readable = new TreeSet<>();
    for (Measure measure : Views.measures()) {
      boolean leftOut =
          Views.of(measure).eventTypes().stream().noneMatch(simulated::contains)
              || measure instanceof Quantile
              || measure instanceof DistinctPersons
              || measure.name().matches("(hazards-rectified|petitions-closed)/(to|over)-\\d+")
              || measure instanceof Posted posted && !posted.isReadable();
      if (!leftOut) {
        readable.add(measure.name());
      }
    }

    Set<String> expected = XINZHOU.expectation().measures();

    assertThat(expected).contains("hazards-rectified/to-0").containsAll(readable);
  }

  @Test
  void whatGoesOnLiveIsATimetable() {
    Simulation simulation = Simulation.of(small(7));
    Instant from = LAST_DAY.plusDays(1).atTime(9, 0).atZone(SHANGHAI).toInstant();
    Instant to = from.plusSeconds(600);

    List<Event> atOnce = simulation.live().between(from, to, 500);
    List<Event> inParts = new ArrayList<>();
    for (Instant at = from; at.isBefore(to); at = at.plusSeconds(7)) {
      Instant next = at.plusSeconds(7).isAfter(to) ? to : at.plusSeconds(7);
      inParts.addAll(simulation.live().between(at, next, 500));
    }

    assertThat(atOnce).hasSizeBetween(1_000, 1_200).isEqualTo(inParts);
    assertThat(atOnce).allMatch(event -> event.day().isAfter(LAST_DAY));
    assertThat(atOnce.stream().filter(event -> event.corrects() != null)).isNotEmpty();
    Map<String, Set<String>> contents = new HashMap<>();
    atOnce.forEach(
        event ->
            contents.computeIfAbsent(event.eventId(), id -> new HashSet<>()).add(event.toString()));
    assertThat(contents).as("some twice").hasSizeLessThan(atOnce.size());
    assertThat(contents.values()).as("one id, one content").allMatch(all -> all.size() == 1);
  }

  @Test
  void nothingLiveHappensOnDaysOfTheHistory() {
    Simulation simulation = Simulation.of(small(7));
    Instant noon = LAST_DAY.atTime(12, 0).atZone(SHANGHAI).toInstant();

    assertThat(simulation.live().between(noon, noon.plusSeconds(60), 500)).isEmpty();
  }

  @Test
  void theHistoryGoesOnWhereItWasStopped() throws Exception {
    Simulation simulation = Simulation.of(small(7));
    List<Event> sent = new ArrayList<>();
    List<Integer> done = new ArrayList<>();

    new Simulator(simulation, sent::addAll)
        .sendHistory(0, 0, (batches, events, total) -> done.add(batches));
    List<Event> rest = new ArrayList<>();
    new Simulator(simulation, rest::addAll).sendHistory(2, 0, (batches, events, total) -> {});

    assertThat(sent).isEqualTo(simulation.history());
    assertThat(done).startsWith(1, 2, 3);
    assertThat(rest).isEqualTo(sent.subList(2_000, sent.size()));
  }

  @Test
  void theExpectationIsAlsoAFile() {
    var json = Simulation.of(small(7)).expectation().json();

    assertThat(json.get("asOf").textValue()).isEqualTo("2019-12-31");
    assertThat(json.at("/windows/365d/140902/drills-held").intValue()).isPositive();
    assertThat(json.at("/windows/365d/140902/aid-amount").decimalValue().scale()).isEqualTo(2);
  }

  @Test
  void someSchoolsFailInTheirDuties() {
    var duties = XINZHOU.expectation().json().get("obligations");

    assertThat(duties).hasSize(14);
    int due = 0;
    int met = 0;
    for (var county : duties) {
      assertThat(county).hasSize(11);
      due += county.at("/monthly-drill/due").intValue();
      met += county.at("/monthly-drill/met").intValue();
    }
    assertThat(due).isBetween(1_000, 1_400);
    assertThat(met).isBetween(due * 80 / 100, due - 20);
  }

  @Test
  void impossibleSettingsAreRefusedInWords() {
    assertThatThrownBy(() -> new SimulationSettings(1, 0, 1, 1, LAST_DAY, SHANGHAI))
        .hasMessage("--counties is a number from 1 to 2800, not 0.");
  }

  private static SimulationSettings small(long seed) {
    return new SimulationSettings(seed, 3, 60, 365, LAST_DAY, SHANGHAI);
  }
}
