package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.countypulse.domain.Obligation;
import org.countypulse.domain.Obligation.Never;
import org.countypulse.domain.Obligation.NoneOpen;
import org.countypulse.domain.Obligation.OfCounty;
import org.countypulse.domain.Obligation.OfSchools;
import org.countypulse.domain.Obligations;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Subjects;
import org.countypulse.domain.Window;

/**
 * Who has met an obligation on a day and who has not, by name. Read off the registry and the
 * ledgers when somebody asks, so a school that never says anything is found all the same.
 */
public final class Duties {

  /**
   * A school that has not met an obligation.
   *
   * @param last the last day on which it did what is owed, or null if it never did; if something
   *     must not be, the first day of what is
   * @param open the things that are open and must not be
   */
  public record School(String schoolId, String name, LocalDate last, List<String> open) {}

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
  private final Obligations obligations;

  public Duties(Figures figures, Obligations obligations) {
    this.figures = figures;
    this.obligations = obligations;
  }

  /** Every obligation of a county on a day. */
  public List<Standing> of(Ledgers ledgers, String county, LocalDate asOf) {
    return obligations.inForce(asOf).stream()
        .map(obligation -> standing(ledgers, obligation, county, asOf))
        .toList();
  }

  private Standing standing(Ledgers ledgers, Obligation obligation, String county, LocalDate asOf) {
    if (obligation instanceof OfSchools ofSchools) {
      return atLeastOnce(ledgers, ofSchools, county, asOf);
    }
    if (obligation instanceof Never never) {
      return never(ledgers, never, county, asOf);
    }
    if (obligation instanceof NoneOpen noneOpen) {
      return noneOpen(ledgers, noneOpen, county, asOf);
    }
    return county(ledgers, (OfCounty) obligation, county, asOf);
  }

  /** What a school that is due lacks; null if it lacks nothing. */
  private interface Judge {
    School lacking(String school, SchoolEntry entry);
  }

  private static Standing schools(
      Ledgers ledgers,
      Obligation obligation,
      Subjects who,
      String county,
      LocalDate asOf,
      boolean over,
      Judge judge) {
    Registry registry = ledgers.registry();
    int due = 0;
    List<School> unmet = new ArrayList<>();
    for (String school : registry.schools(county)) {
      SchoolLife life = registry.life(school);
      if (isDue(life, obligation.period(), who, county, asOf)) {
        due++;
        School lacking = judge.lacking(school, life.at(asOf).orElseThrow());
        if (lacking != null) {
          unmet.add(lacking);
        }
      }
    }
    return standing(obligation, asOf, due, due - unmet.size(), unmet, over, null);
  }

  private static Standing atLeastOnce(
      Ledgers ledgers, OfSchools obligation, String county, LocalDate asOf) {
    SchoolMarks marks = ledgers.of(obligation.what()).marks();
    Span span = Span.of(obligation.period(), asOf);
    boolean over = !asOf.isBefore(obligation.period().periodEnd(asOf));
    return schools(
        ledgers,
        obligation,
        obligation.who(),
        county,
        asOf,
        over,
        (school, entry) -> {
          int last = marks.last(obligation.what().name(), school, span.to());
          return last != DayMarks.NEVER && last >= span.from()
              ? null
              : new School(school, entry.name(), day(last), List.of());
        });
  }

  private static LocalDate day(int day) {
    return day == DayMarks.NEVER ? null : LocalDate.ofEpochDay(day);
  }

  /** What has happened can't be made good within the period: it is in breach at once. */
  private static Standing never(Ledgers ledgers, Never obligation, String county, LocalDate asOf) {
    SchoolMarks marks = ledgers.of(obligation.what()).marks();
    Span span = Span.of(obligation.period(), asOf);
    return schools(
        ledgers,
        obligation,
        obligation.who(),
        county,
        asOf,
        true,
        (school, entry) -> {
          int last = marks.last(obligation.what().name(), school, span.to());
          return last == DayMarks.NEVER || last < span.from()
              ? null
              : new School(school, entry.name(), day(last), List.of());
        });
  }

  private static Standing noneOpen(
      Ledgers ledgers, NoneOpen obligation, String county, LocalDate asOf) {
    Slots slots = ledgers.of(obligation.what()).slots();
    return schools(
        ledgers,
        obligation,
        obligation.who(),
        county,
        asOf,
        true,
        (school, entry) -> {
          SortedMap<String, LocalDate> open = slots.open(obligation.what().name(), school, asOf);
          return open.isEmpty()
              ? null
              : new School(
                  school,
                  entry.name(),
                  open.values().stream().min(LocalDate::compareTo).orElseThrow(),
                  List.copyOf(open.keySet()));
        });
  }

  /**
   * A school that opened, or became subject, within the period owes nothing in it. One that moved
   * within it owes in the county to which it belongs on the day of asking, so that it is asked
   * once.
   */
  private static boolean isDue(
      SchoolLife life, Window period, Subjects who, String county, LocalDate asOf) {
    return life.at(asOf).filter(entry -> entry.county().equals(county)).isPresent()
        && life.throughout(period.from(asOf), asOf, entry -> entry.open() && who.test(entry));
  }

  private Standing county(Ledgers ledgers, OfCounty obligation, String county, LocalDate asOf) {
    Number value = figures.read(ledgers, obligation.what(), obligation.period(), asOf, county);
    boolean met = value != null && value.doubleValue() >= obligation.atLeast();
    boolean over = !asOf.isBefore(obligation.period().periodEnd(asOf));
    return standing(obligation, asOf, 1, met ? 1 : 0, List.of(), over, value);
  }

  private static Standing standing(
      Obligation obligation,
      LocalDate asOf,
      int due,
      int met,
      List<School> unmet,
      boolean over,
      Number value) {
    return new Standing(
        obligation,
        obligation.period().from(asOf),
        obligation.period().periodEnd(asOf),
        due,
        met,
        unmet,
        over,
        value);
  }
}
