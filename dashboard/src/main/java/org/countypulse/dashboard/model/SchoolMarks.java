package org.countypulse.dashboard.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.schemas.ledger.SchoolDays;

/** The days on which each school had an event of a measure, and the county it then belonged to. */
final class SchoolMarks {

  /** A school's days in one county. */
  private record Place(String county, CountyMarks marks, int school) {
    boolean any(Span span) {
      return marks.any(school, span);
    }
  }

  /** One measure's. */
  private static final class OfMeasure {
    private static final Place[] NOWHERE = {};

    private final Map<String, CountyMarks> byCounty = new HashMap<>();

    /** Most schools stay in one county for ever. */
    private final Map<String, Place[]> bySchool = new HashMap<>();

    /** Those that did not: where several counties are added up, each of them is to count once. */
    private final Map<String, Place[]> moved = new HashMap<>();

    /** Their names, by each of their counties. */
    private final Map<String, Set<String>> movedByCounty = new HashMap<>();

    Place[] places(String school) {
      return bySchool.getOrDefault(school, NOWHERE);
    }

    Place place(String school, String county) {
      Place[] known = places(school);
      for (Place place : known) {
        if (place.county().equals(county)) {
          return place;
        }
      }
      CountyMarks marks = byCounty.computeIfAbsent(county, c -> new CountyMarks());
      Place[] more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = new Place(county, marks, marks.add());
      bySchool.put(school, more);
      if (more.length > 1) {
        moved.put(school, more);
        for (Place place : more) {
          place.marks().isElsewhereToo(place.school());
          movedByCounty.computeIfAbsent(place.county(), c -> new HashSet<>()).add(school);
        }
      }
      return more[known.length];
    }
  }

  private static final OfMeasure NOTHING = new OfMeasure();

  private final Map<String, OfMeasure> byMeasure = new HashMap<>();

  /**
   * @return whether it says anything new
   */
  boolean put(SchoolDays row) {
    Place place =
        byMeasure
            .computeIfAbsent(row.getMeasure(), measure -> new OfMeasure())
            .place(row.getSchoolId(), row.getCounty());
    return place.marks().set(place.school(), (int) row.getMonth().toEpochDay(), row.getDays());
  }

  /**
   * The last day up to a day on which a school had one, in any county, or {@link
   * CountyMarks#NEVER}.
   */
  int last(String measure, String school, int upTo) {
    int last = CountyMarks.NEVER;
    for (Place place : of(measure).places(school)) {
      last = Math.max(last, place.marks().last(place.school(), upTo));
    }
    return last;
  }

  /** How many schools have one on any of some days, while they belong to a place. */
  int schools(String measure, Territory place, Span span) {
    OfMeasure of = of(measure);
    if (place.isCounty()) {
      CountyMarks marks = of.byCounty.get(place.code());
      return marks == null ? 0 : marks.count(span);
    }
    int count = 0;
    for (String county : place.counties()) {
      CountyMarks marks = of.byCounty.get(county);
      count += marks == null ? 0 : marks.countHereOnly(span);
      for (String school : of.movedByCounty.getOrDefault(county, Set.of())) {
        count += county.equals(firstWithin(place, of.moved.get(school), span)) ? 1 : 0;
      }
    }
    return count;
  }

  /** The first of a school's counties in a place that has any of the days, or null. */
  private static String firstWithin(Territory place, Place[] places, Span span) {
    for (Place one : places) {
      if (place.counties().contains(one.county()) && one.any(span)) {
        return one.county();
      }
    }
    return null;
  }

  /** How many schools have one on any of some days, by place; each is counted once a place. */
  Map<String, Integer> schools(String measure, Span span, Counties counties, Level level) {
    OfMeasure of = of(measure);
    Map<String, Integer> counts = new HashMap<>();
    of.byCounty.forEach(
        (county, marks) ->
            counts.merge(counties.rollUp(county, level), marks.countHereOnly(span), Integer::sum));
    for (Place[] places : of.moved.values()) {
      Set<String> where = new HashSet<>();
      for (Place place : places) {
        if (place.any(span)) {
          where.add(counties.rollUp(place.county(), level));
        }
      }
      where.forEach(code -> counts.merge(code, 1, Integer::sum));
    }
    return counts;
  }

  private OfMeasure of(String measure) {
    return byMeasure.getOrDefault(measure, NOTHING);
  }
}
