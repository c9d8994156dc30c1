package org.countypulse.dashboard.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.schemas.ledger.SchoolDays;

/** The days on which each school had an event of a measure, and the county it then belonged to. */
final class SchoolMarks {

  /** One measure's, by school and by county; both ways lead to the same marks. */
  private static final class OfMeasure {
    private final Map<String, Map<String, DayMarks>> bySchool = new HashMap<>();
    private final Map<String, Map<String, DayMarks>> byCounty = new HashMap<>();
  }

  private final Map<String, OfMeasure> byMeasure = new HashMap<>();

  /**
   * @return whether it says anything new
   */
  boolean put(SchoolDays row) {
    OfMeasure marks = byMeasure.computeIfAbsent(row.getMeasure(), measure -> new OfMeasure());
    // Most schools stay in one county for ever: a small map for each of half a million of them.
    DayMarks days =
        marks
            .bySchool
            .computeIfAbsent(row.getSchoolId(), school -> new HashMap<>(2))
            .computeIfAbsent(row.getCounty(), county -> new DayMarks());
    marks
        .byCounty
        .computeIfAbsent(row.getCounty(), county -> new HashMap<>())
        .putIfAbsent(row.getSchoolId(), days);
    return days.set((int) row.getMonth().toEpochDay(), row.getDays());
  }

  /**
   * The last day up to a day on which a school had one, in any county, or {@link DayMarks#NEVER}.
   */
  int last(String measure, String school, int upTo) {
    int last = DayMarks.NEVER;
    for (DayMarks days : bySchool(measure).getOrDefault(school, Map.of()).values()) {
      last = Math.max(last, days.last(upTo));
    }
    return last;
  }

  /** How many schools have one on any of some days, while they belong to a place. */
  int schools(String measure, Territory place, Span span) {
    if (place.isCounty()) {
      return (int)
          ofCounty(measure, place.code()).values().stream().filter(d -> d.any(span)).count();
    }
    Set<String> schools = new HashSet<>();
    for (String county : place.counties()) {
      ofCounty(measure, county)
          .forEach(
              (school, days) -> {
                if (days.any(span)) {
                  schools.add(school);
                }
              });
    }
    return schools.size();
  }

  /** The schools of a county that have any, and their days there. */
  Map<String, DayMarks> ofCounty(String measure, String county) {
    OfMeasure marks = byMeasure.get(measure);
    return marks == null ? Map.of() : marks.byCounty.getOrDefault(county, Map.of());
  }

  /** How many schools have one on any of some days, by place; each is counted once a place. */
  Map<String, Integer> schools(String measure, Span span, Counties counties, Level level) {
    Map<String, Integer> counts = new HashMap<>();
    for (Map<String, DayMarks> ofSchool : bySchool(measure).values()) {
      ofSchool.entrySet().stream()
          .filter(days -> days.getValue().any(span))
          .map(days -> counties.rollUp(days.getKey(), level))
          .distinct()
          .forEach(place -> counts.merge(place, 1, Integer::sum));
    }
    return counts;
  }

  private Map<String, Map<String, DayMarks>> bySchool(String measure) {
    OfMeasure marks = byMeasure.get(measure);
    return marks == null ? Map.of() : marks.bySchool;
  }
}
