package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.ActivityApprovedData;
import org.countypulse.schemas.event.ExamSessionHeldData;
import org.countypulse.schemas.event.IncidentReportedData;
import org.countypulse.schemas.event.IncidentSeverity;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Stage;

/** Which schools owe what, and which have done it: the plain truth of the schools' obligations. */
final class Duties {

  private static final Predicate<SchoolRegisteredData> EVERYBODY = entry -> true;
  private static final Predicate<SchoolRegisteredData> KINDERGARTENS =
      entry -> entry.getStage() == Stage.KINDERGARTEN;

  /** How many schools of a county owe something, and how many of those have done it. */
  record Kept(int due, int met) {}

  private final List<Fact> facts;
  private final Map<String, SimulatedSchool> schools;
  private final Counts counts;
  private LocalDate asOf;
  private Map<String, Map<String, Kept>> all;

  Duties(List<Fact> facts, Map<String, SimulatedSchool> schools, Counts counts) {
    this.facts = facts;
    this.schools = schools;
    this.counts = counts;
  }

  /** By county and obligation, in the period that contains the day, so far. */
  Map<String, Map<String, Kept>> of(LocalDate day) {
    asOf = day;
    all = new TreeMap<>();
    LocalDate month = asOf.withDayOfMonth(1);
    LocalDate quarter = month.minusMonths((asOf.getMonthValue() - 1) % 3);
    LocalDate schoolYear = Expectation.from("school-year", asOf);
    Predicate<Fact> drill = fact -> fact.type().equals(EventTypes.SAFETY_DRILL);
    Predicate<Fact> inspection = fact -> fact.type().equals(EventTypes.CANTEEN_INSPECTION);
    Predicate<Fact> lesson = fact -> fact.type().equals(EventTypes.SAFETY_LESSON_HELD);
    does("monthly-drill", drill, month, KINDERGARTENS.negate());
    does("quarterly-drill", drill, quarter, KINDERGARTENS);
    does("canteen-inspected", inspection, asOf.minusDays(89), SchoolRegisteredData::getHasCanteen);
    does("fortnightly-lesson", lesson, asOf.minusDays(13), EVERYBODY);
    never("activities-planned", Duties::isUnplanned, schoolYear);
    never("no-major-incidents", Duties::isMajorIncident, asOf.withDayOfYear(1));
    never("no-exam-violations", Duties::isExamViolation, schoolYear);
    has("reinspections-in-time", "canteen-reinspections-overdue", e -> e.getHasCanteen());
    has("hazards-in-time", "hazards-overdue", EVERYBODY);
    has("failed-food-disposed", "food-batches-undisposed", EVERYBODY);
    has("no-large-classes", "classes-over-55", KINDERGARTENS.negate());
    return all;
  }

  private static boolean isUnplanned(Fact fact) {
    return fact.data() instanceof ActivityApprovedData activity && !activity.getSafetyPlanFiled();
  }

  private static boolean isMajorIncident(Fact fact) {
    return fact.data() instanceof IncidentReportedData incident
        && incident.getSeverity() == IncidentSeverity.MAJOR;
  }

  private static boolean isExamViolation(Fact fact) {
    return fact.data() instanceof ExamSessionHeldData session && session.getViolations() > 0;
  }

  /** Who must do something has done it since a day. */
  private void does(
      String name, Predicate<Fact> what, LocalDate from, Predicate<SchoolRegisteredData> who) {
    Set<String> doers = doers(what, from);
    judge(name, from, who, doers::contains);
  }

  /** Nobody has done since a day what must not be. */
  private void never(String name, Predicate<Fact> what, LocalDate from) {
    Set<String> doers = doers(what, from);
    judge(name, from, EVERYBODY, school -> !doers.contains(school));
  }

  /** Nobody has on the day what must not be. */
  private void has(String name, String gauge, Predicate<SchoolRegisteredData> who) {
    Set<String> havers = counts.schoolsWith(gauge, asOf);
    judge(name, asOf, who, school -> !havers.contains(school));
  }

  private void judge(
      String name,
      LocalDate from,
      Predicate<SchoolRegisteredData> who,
      Predicate<String> isKeptBy) {
    Map<String, Kept> counties = new HashMap<>();
    for (SimulatedSchool school : schools.values()) {
      if (owes(school, from, who)) {
        counties.merge(
            school.at(asOf).getCountyCode(),
            new Kept(1, isKeptBy.test(school.id()) ? 1 : 0),
            (one, other) -> new Kept(one.due() + other.due(), one.met() + other.met()));
      }
    }
    counties.forEach(
        (county, kept) -> all.computeIfAbsent(county, c -> new TreeMap<>()).put(name, kept));
  }

  /** Open and subject to it on every day of the period so far. */
  private boolean owes(
      SimulatedSchool school, LocalDate from, Predicate<SchoolRegisteredData> who) {
    Predicate<SchoolRegisteredData> subject = entry -> !entry.getClosed() && who.test(entry);
    return school.at(from) != null
        && subject.test(school.at(from))
        && school.life().subMap(from, false, asOf, true).values().stream().allMatch(subject);
  }

  private Set<String> doers(Predicate<Fact> what, LocalDate from) {
    Set<String> doers = new HashSet<>();
    for (Fact fact : facts) {
      if (!fact.day().isBefore(from) && !fact.day().isAfter(asOf) && what.test(fact)) {
        doers.add(fact.school());
      }
    }
    return doers;
  }
}
