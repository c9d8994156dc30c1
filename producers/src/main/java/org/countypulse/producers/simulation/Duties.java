package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Stage;

/** Which schools owe what, and which have done it: the plain truth of the obligations. */
final class Duties {

  /** How many schools of a county owe something, and how many of those have done it. */
  record Kept(int due, int met) {}

  private final List<Fact> facts;
  private final Map<String, SimulatedSchool> schools;

  Duties(List<Fact> facts, Map<String, SimulatedSchool> schools) {
    this.facts = facts;
    this.schools = schools;
  }

  /** By county and obligation, in the period that contains the day, so far. */
  Map<String, Map<String, Kept>> of(LocalDate asOf) {
    LocalDate month = asOf.withDayOfMonth(1);
    LocalDate quarter = month.minusMonths((asOf.getMonthValue() - 1) % 3);
    Map<String, Map<String, Kept>> all = new TreeMap<>();
    add(
        "monthly-drill",
        month,
        asOf,
        EventTypes.SAFETY_DRILL,
        entry -> entry.getStage() != Stage.KINDERGARTEN,
        all);
    add(
        "quarterly-drill",
        quarter,
        asOf,
        EventTypes.SAFETY_DRILL,
        entry -> entry.getStage() == Stage.KINDERGARTEN,
        all);
    add(
        "canteen-inspected",
        asOf.minusDays(89),
        asOf,
        EventTypes.CANTEEN_INSPECTION,
        SchoolRegisteredData::getHasCanteen,
        all);
    return all;
  }

  private void add(
      String name,
      LocalDate from,
      LocalDate asOf,
      EventType what,
      Predicate<SchoolRegisteredData> who,
      Map<String, Map<String, Kept>> all) {
    Set<String> doers = doers(what, from, asOf);
    Map<String, Kept> counties = new HashMap<>();
    for (SimulatedSchool school : schools.values()) {
      if (owes(school, from, asOf, who)) {
        counties.merge(
            school.at(asOf).getCountyCode(),
            new Kept(1, doers.contains(school.id()) ? 1 : 0),
            (one, other) -> new Kept(one.due() + other.due(), one.met() + other.met()));
      }
    }
    counties.forEach(
        (county, kept) -> all.computeIfAbsent(county, c -> new TreeMap<>()).put(name, kept));
  }

  /** Open and subject to it on every day of the period so far. */
  private static boolean owes(
      SimulatedSchool school, LocalDate from, LocalDate asOf, Predicate<SchoolRegisteredData> who) {
    Predicate<SchoolRegisteredData> subject = entry -> !entry.getClosed() && who.test(entry);
    return school.at(from) != null
        && subject.test(school.at(from))
        && school.life().subMap(from, false, asOf, true).values().stream().allMatch(subject);
  }

  private Set<String> doers(EventType what, LocalDate from, LocalDate asOf) {
    Set<String> doers = new HashSet<>();
    for (Fact fact : facts) {
      if (fact.type().equals(what) && !fact.day().isBefore(from) && !fact.day().isAfter(asOf)) {
        doers.add(fact.school());
      }
    }
    return doers;
  }
}
