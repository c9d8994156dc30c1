package org.countypulse.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Xinzhou's student aid of 2019, told by its schools in some thousands of events that come to what
 * the report prints. A part of them is told as people tell things: wrong and then corrected, twice,
 * withdrawn, withdrawn by mistake, late, and all in no order. The same seed tells the same year.
 */
final class AidYear {

  static final String TYPE = "student-aid-granted";
  static final List<String> COUNTIES =
      List.of(
          "140902", "140921", "140922", "140923", "140924", "140925", "140926", "140927", "140928",
          "140929", "140930", "140931", "140932", "140981");

  /** A line of the report's table: what it calls the category, persons, and yuan. */
  record Line(String category, String stage, int persons, long yuan) {

    /** Its name in measures. */
    String part() {
      return category.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** The table of the report. */
  static final List<Line> REPORT =
      List.of(
          new Line("PRESCHOOL_AID", "KINDERGARTEN", 8_916, 8_916_000),
          new Line("BOARDING_SUBSIDY", "NINE_YEAR", 16_133, 18_892_000),
          new Line("TUITION_WAIVER_SENIOR", "SENIOR_MIDDLE", 8_571, 7_545_000),
          new Line("GRANT_SENIOR", "SENIOR_MIDDLE", 7_955, 15_910_000),
          new Line("TUITION_WAIVER_VOCATIONAL", "VOCATIONAL", 17_793, 42_613_500),
          new Line("GRANT_VOCATIONAL", "VOCATIONAL", 5_417, 10_834_000),
          new Line("TERTIARY_GRANT", "SENIOR_MIDDLE", 959, 653_500),
          new Line("POVERTY_ACCOUNT", "NINE_YEAR", 265, 265_000));

  private static final List<String> STAGES =
      List.of("KINDERGARTEN", "NINE_YEAR", "SENIOR_MIDDLE", "VOCATIONAL");
  private static final int SCHOOLS_OF_A_STAGE = 3;
  private static final int MOST_GRANTS_OF_A_LINE = 500;
  private static final LocalDate FIRST = LocalDate.parse("2019-01-01");
  private static final LocalDate LAST = LocalDate.parse("2019-12-31");

  /** A county and a category. */
  record Cut(String county, String part) {}

  /** Persons, and fen. */
  record Sum(long persons, long fen) {
    Sum plus(Sum other) {
      return new Sum(persons + other.persons, fen + other.fen);
    }
  }

  private record Grant(ToldSchool school, String category, LocalDate day, long persons, long fen) {}

  private final Random random;
  private final Map<String, List<ToldSchool>> schools = new LinkedHashMap<>();
  private final List<ObjectNode> registrations = new ArrayList<>();
  private final List<ObjectNode> grants = new ArrayList<>();
  private final Map<Cut, Sum> sums = new HashMap<>();
  private final ToldSchool mover;
  private int standing;

  AidYear(long seed) {
    random = new Random(seed);
    for (String stage : STAGES) {
      List<ToldSchool> of = new ArrayList<>();
      for (String county : COUNTIES) {
        for (int i = 0; i < SCHOOLS_OF_A_STAGE; i++) {
          ToldSchool school = ToldSchool.in(county);
          of.add(school);
          registrations.add(school.registered("2018-09-01", stage, "TOWNSHIP", 0));
        }
      }
      schools.put(stage, of);
    }
    mover = schools.get("NINE_YEAR").get(0);
    registrations.add(
        mover.event(
            "school-registered",
            "2019-07-01",
            ToldSchool.entry(mover.name(), "140981", "NINE_YEAR", "TOWNSHIP", 0)));
    REPORT.forEach(this::tell);
    tellOtherYears();
    Collections.shuffle(grants, random);
  }

  /** The schools' registrations; one of them moves to another county in the middle of the year. */
  List<ObjectNode> registrations() {
    return registrations;
  }

  /** Everything about aid, in no order. */
  List<ObjectNode> grants() {
    return grants;
  }

  /** How many events stand in the end; all others are superseded or told twice. */
  int standing() {
    return standing;
  }

  /** What 2019's grants of a county and category come to. */
  Sum of(String county, String part) {
    return sums.getOrDefault(new Cut(county, part), new Sum(0, 0));
  }

  private void tell(Line line) {
    int pieces = Math.min(MOST_GRANTS_OF_A_LINE, line.persons() / 3);
    long[] persons = split(line.persons(), pieces);
    long[] fen = split(line.yuan() * 100, pieces);
    for (int i = 0; i < pieces; i++) {
      // The year's first and last day are among the days, since that is where a window errs.
      LocalDate day = i == 0 ? FIRST : i == 1 ? LAST : FIRST.plusDays(random.nextInt(365));
      Grant grant = new Grant(school(line), line.category(), day, persons[i], fen[i]);
      String county = countyOf(grant.school(), day);
      sums.merge(new Cut(county, line.part()), new Sum(persons[i], fen[i]), Sum::plus);
      tell(grant);
    }
  }

  private ToldSchool school(Line line) {
    List<ToldSchool> of = schools.get(line.stage());
    return of.get(random.nextInt(of.size()));
  }

  private String countyOf(ToldSchool school, LocalDate day) {
    boolean moved = school.equals(mover) && !day.isBefore(LocalDate.parse("2019-07-01"));
    return moved ? "140981" : school.county();
  }

  /** Splits a number into so many that are at least 1. */
  private long[] split(long total, int pieces) {
    double[] weights = random.doubles(pieces, 0.5, 1.5).toArray();
    double all = java.util.Arrays.stream(weights).sum();
    long[] parts = new long[pieces];
    long left = total - pieces;
    for (int i = 0; i < pieces; i++) {
      parts[i] = 1 + (long) Math.floor((total - pieces) * weights[i] / all);
      left -= parts[i] - 1;
    }
    for (int i = 0; left > 0; i++, left--) {
      parts[i]++;
    }
    return parts;
  }

  /** Tells a grant in one of the ways in which people tell things. */
  private void tell(Grant grant) {
    standing++;
    switch (random.nextInt(10)) {
      case 0 -> correct(say(wrong(grant)), grant);
      case 1 -> correct(correct(say(wrong(grant)), wrong(grant)), grant);
      case 2 -> grants.add(say(grant).deepCopy());
      case 3 -> {
        standing++;
        withdraw(grant.school(), say(wrong(grant)));
        say(grant);
      }
      case 4 -> correct(withdraw(grant.school(), say(grant)), grant);
      case 5 ->
          grants.add(
              say(grant)
                  .deepCopy()
                  .put("source", "upload/again")
                  .put("recordedtime", "2020-01-15T08:00:00+08:00"));
      default -> say(grant);
    }
  }

  /** Another category, day (perhaps of another year), number of persons and amount. */
  private Grant wrong(Grant grant) {
    return new Grant(
        grant.school(),
        REPORT.get(random.nextInt(REPORT.size())).category(),
        grant.day().plusDays(random.nextInt(61) - 30),
        grant.persons() * 10 + 1,
        grant.fen() + 1 + random.nextInt(1_000_000));
  }

  private void tellOtherYears() {
    for (String day : List.of("2018-12-31", "2020-01-01")) {
      for (Line line : REPORT) {
        tell(new Grant(school(line), line.category(), LocalDate.parse(day), 7, 700_07));
      }
    }
  }

  private ObjectNode say(Grant grant) {
    ObjectNode event =
        grant
            .school()
            .event(
                TYPE,
                grant.day().toString(),
                "{\"category\":\"%s\",\"beneficiaries\":%d,\"amount\":%s}"
                    .formatted(
                        grant.category(), grant.persons(), BigDecimal.valueOf(grant.fen(), 2)));
    event.put("id", new UUID(random.nextLong(), random.nextLong()).toString());
    grants.add(event);
    return event;
  }

  private ObjectNode correct(ObjectNode original, Grant grant) {
    return ToldSchool.correcting(original, say(grant));
  }

  private ObjectNode withdraw(ToldSchool school, ObjectNode original) {
    ObjectNode voided = school.voiding(original);
    voided.put("id", new UUID(random.nextLong(), random.nextLong()).toString());
    grants.add(voided);
    return voided;
  }
}
