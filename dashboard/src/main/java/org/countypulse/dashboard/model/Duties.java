package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.domain.Obligation;
import org.countypulse.domain.Obligation.OfCounty;
import org.countypulse.domain.Obligation.OfSchools;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Views;

/**
 * Who has met an obligation on a day and who has not, by name. Read off the registry and the
 * ledgers when somebody asks, so a school that never says anything is found all the same.
 */
public final class Duties {

  /**
   * A school that has not met an obligation.
   *
   * @param last the last day on which it did what is owed, or null if it never did
   */
  public record School(String schoolId, String name, LocalDate last) {}

  /**
   * Where a county stands with an obligation.
   *
   * @param from the first day of the period
   * @param to its last day
   * @param due how many schools it binds; 1 if it binds the county
   * @param unmet those that have not met it yet; no names if it binds the county
   * @param over whether the period ends on the day of asking: what is unmet then is in breach, and
   *     outstanding before
   * @param value the county's figure, if it binds the county
   */
  public record Standing(
      Obligation obligation,
      LocalDate from,
      LocalDate to,
      int due,
      int met,
      List<School> unmet,
      boolean over,
      Number value) {

    public List<School> outstanding() {
      return over ? List.of() : unmet;
    }

    public List<School> breached() {
      return over ? unmet : List.of();
    }
  }

  private final Figures figures;

  public Duties(Figures figures) {
    this.figures = figures;
  }

  /** Every obligation of a county on a day. */
  public List<Standing> of(Ledgers ledgers, String county, LocalDate asOf) {
    return Views.obligations().stream()
        .map(obligation -> standing(ledgers, obligation, county, asOf))
        .toList();
  }

  private Standing standing(Ledgers ledgers, Obligation obligation, String county, LocalDate asOf) {
    if (obligation instanceof OfSchools ofSchools) {
      return schools(ledgers, ofSchools, county, asOf);
    }
    return county(ledgers, (OfCounty) obligation, county, asOf);
  }

  private static Standing schools(
      Ledgers ledgers, OfSchools obligation, String county, LocalDate asOf) {
    Registry registry = ledgers.registry();
    SchoolMarks marks = ledgers.of(obligation.what()).marks();
    Span span = Span.of(obligation.period(), asOf);
    int due = 0;
    List<School> unmet = new ArrayList<>();
    for (String school : registry.schools(county)) {
      SchoolLife life = registry.life(school);
      if (isDue(life, obligation, county, asOf)) {
        due++;
        int last = marks.last(obligation.what().name(), school, span.to());
        if (last == DayMarks.NEVER || last < span.from()) {
          unmet.add(unmet(school, life.at(asOf).orElseThrow(), last));
        }
      }
    }
    return standing(obligation, asOf, due, due - unmet.size(), unmet, null);
  }

  /**
   * A school that opened, or became subject, within the period owes nothing in it. One that moved
   * within it owes in the county to which it belongs on the day of asking, so that it is asked
   * once.
   */
  private static boolean isDue(
      SchoolLife life, OfSchools obligation, String county, LocalDate asOf) {
    return life.at(asOf).filter(entry -> entry.county().equals(county)).isPresent()
        && life.throughout(
            obligation.period().from(asOf),
            asOf,
            entry -> entry.open() && obligation.who().test(entry));
  }

  private static School unmet(String school, SchoolEntry entry, int last) {
    return new School(
        school, entry.name(), last == DayMarks.NEVER ? null : LocalDate.ofEpochDay(last));
  }

  private Standing county(Ledgers ledgers, OfCounty obligation, String county, LocalDate asOf) {
    Number value = figures.read(ledgers, obligation.what(), obligation.period(), asOf, county);
    boolean met = value != null && value.doubleValue() >= obligation.atLeast();
    return standing(obligation, asOf, 1, met ? 1 : 0, List.of(), value);
  }

  private static Standing standing(
      Obligation obligation, LocalDate asOf, int due, int met, List<School> unmet, Number value) {
    LocalDate to = obligation.period().periodEnd(asOf);
    return new Standing(
        obligation, obligation.period().from(asOf), to, due, met, unmet, !asOf.isBefore(to), value);
  }
}
