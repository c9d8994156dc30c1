package org.countypulse.producers.simulation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.TargetSetData;

/**
 * The targets of the bureaus for the years that a simulation touches: what everywhere is to be
 * nothing or all, and what each county and prefecture wants to reach, by how many schools it has.
 */
final class BureauPlan {

  private static final long PLANS = 6;
  private static final int DECIMALS = 4;

  /** A value to reach; for counties and prefectures it is one a school and year. */
  private record Aim(String measure, double value) {}

  private static final List<Aim> EVERYWHERE =
      List.of(
          new Aim("classes-over-55", 0),
          new Aim("classes-over-65", 0),
          new Aim("incidents/major", 0),
          new Aim("hazards-overdue", 0),
          new Aim("canteen-reinspections-overdue", 0),
          new Aim("food-batches-undisposed", 0),
          new Aim("exam-violations", 0),
          new Aim("exam-file-errors", 0),
          new Aim("activities-without-plan", 0),
          new Aim("enrollment-online-share", 1),
          new Aim("enrollment-zero-proof-share", 1),
          new Aim("after-school-coverage", 1),
          new Aim("three-defences-rate", 1),
          new Aim("petition-satisfaction", 1),
          new Aim("invigilators-rate", 1),
          new Aim("canteen-pass-rate", 0.7),
          new Aim("bus-pass-rate", 0.95));

  private static final Aim EXCHANGE = new Aim("exchange-ratio", 0.1);

  private static final List<Aim> COUNTIES =
      List.of(
          new Aim("drills-held", 10.5),
          new Aim("canteen-inspections", 4),
          new Aim("bus-inspections", 0.9),
          new Aim("kindergartens-certified", 0.07),
          new Aim("construction-completed", 0.05),
          new Aim("teachers-recruited", 0.45),
          new Aim("teachers-trained", 0.9),
          new Aim("study-trip-participants", 14),
          new Aim("supervision-visits", 0.14));

  private static final List<Aim> PREFECTURES =
      List.of(
          new Aim("drills-held", 10.5),
          new Aim("supervision-visits", 0.15),
          new Aim("aid-persons", 24),
          new Aim("aid-amount", 23_000),
          new Aim("nutrition-students", 46),
          new Aim("teachers-recruited/special-post", 0.32),
          new Aim("counselling-in-service", 0.21),
          new Aim("partnerships-in-force", 0.1));

  private final SimulationSettings settings;
  private final Chance chance;
  private final List<Fact> facts = new ArrayList<>();

  private BureauPlan(SimulationSettings settings) {
    this.settings = settings;
    this.chance = new Chance(settings.seed(), PLANS);
  }

  static List<Fact> of(SimulationSettings settings, Prefecture prefecture) {
    BureauPlan plan = new BureauPlan(settings);
    double schoolsACounty = (double) settings.schools() / settings.counties();
    for (int year = settings.start().getYear(); year <= settings.until().getYear(); year++) {
      LocalDate from = LocalDate.of(year, 1, 1);
      LocalDate to = LocalDate.of(year, 12, 31);
      EVERYWHERE.forEach(aim -> plan.set(EventType.ALL_PLACES, aim, 1, from, to));
      for (String county : prefecture.countyCodes()) {
        COUNTIES.forEach(aim -> plan.set(county, aim, plan.ambition() * schoolsACounty, from, to));
      }
      for (String place : prefecture.places()) {
        double schools = schoolsACounty * prefecture.countiesOf(place);
        PREFECTURES.forEach(aim -> plan.set(place, aim, schools, from, to));
      }
    }
    for (int year = settings.start().getYear() - 1; year <= settings.until().getYear(); year++) {
      LocalDate september = LocalDate.of(year, 9, 1);
      plan.set(EventType.ALL_PLACES, EXCHANGE, 1, september, september.plusYears(1).minusDays(1));
    }
    return plan.facts;
  }

  private double ambition() {
    return 0.85 + 0.3 * chance.share();
  }

  /** Set on the tenth day of the period, or on the first that the simulation has of it. */
  private void set(String place, Aim aim, double times, LocalDate from, LocalDate to) {
    if (to.isBefore(settings.start()) || from.isAfter(settings.until())) {
      return;
    }
    LocalDate tenth = from.plusDays(9);
    LocalDate late = tenth.isBefore(settings.start()) ? settings.start() : tenth;
    LocalDate day = late.isAfter(settings.until()) ? settings.until() : late;
    boolean counted = !place.equals(EventType.ALL_PLACES);
    double value = counted ? Math.max(1, Math.round(aim.value() * times)) : aim.value();
    facts.add(
        new Fact(
            EventTypes.TARGET_SET,
            place,
            day,
            LocalTime.of(9, chance.between(0, 59)),
            new TargetSetData(
                aim.measure(),
                from,
                to,
                BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP),
                null)));
  }
}
