package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.domain.Measure;
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
   * @param county the one that it belongs to
   * @param last the last day on which it did what is owed, or null if it never did; if something
   *     must not be, the last day on which it happened, or the first day of what is open
   * @param open the things that are open and must not be, and since when each of them is
   */
  public record School(
      String schoolId, String name, String county, LocalDate last, Map<String, LocalDate> open) {}

  /** A county that an obligation binds as a whole, and its figure. */
  public record OfCounties(String county, Figure value, boolean met) {}

  /**
   * Where a place stands with an obligation.
   *
   * @param from the first day of the period
   * @param to its last day
   * @param due how many schools it binds, or how many counties
   * @param unmet schools that have not met it yet; none if it binds counties
   * @param over whether the period ends on the day of asking: what is unmet then is in breach, and
   *     outstanding before
   * @param value the place's figure, if it binds counties
   * @param counties those that it binds
   */
  public record Standing(
      Obligation obligation,
      LocalDate from,
      LocalDate to,
      int due,
      int met,
      List<School> unmet,
      boolean over,
      Figure value,
      List<OfCounties> counties) {

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

  /** Every obligation of a place on a day. */
  public List<Standing> of(
      Ledgers ledgers, VisibleFigures visible, Territory place, LocalDate asOf) {
    return obligations.inForce(asOf).stream()
        .map(obligation -> standing(ledgers, visible, obligation, place, asOf))
        .toList();
  }

  private Standing standing(
      Ledgers ledgers,
      VisibleFigures visible,
      Obligation obligation,
      Territory place,
      LocalDate asOf) {
    if (obligation instanceof OfSchools ofSchools) {
      return atLeastOnce(ledgers, ofSchools, place, asOf);
    }
    if (obligation instanceof Never never) {
      return never(ledgers, never, place, asOf);
    }
    if (obligation instanceof NoneOpen noneOpen) {
      return noneOpen(ledgers, noneOpen, place, asOf);
    }
    return ofCounties(ledgers, visible, (OfCounty) obligation, place, asOf);
  }

  /** What a school that is due lacks; null if it lacks nothing. */
  private interface Judge {
    School lacking(String school, SchoolEntry entry);
  }

  private static Standing schools(
      Ledgers ledgers,
      Obligation obligation,
      Subjects who,
      Territory place,
      LocalDate asOf,
      boolean over,
      Judge judge) {
    Registry registry = ledgers.registry();
    int due = 0;
    List<School> unmet = new ArrayList<>();
    for (String county : place.counties()) {
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
    }
    return standing(obligation, asOf, due, due - unmet.size(), unmet, over, null, List.of());
  }

  private static Standing atLeastOnce(
      Ledgers ledgers, OfSchools obligation, Territory place, LocalDate asOf) {
    boolean over = !asOf.isBefore(obligation.period().periodEnd(asOf));
    return byDays(
        ledgers, obligation, obligation.what(), obligation.who(), place, asOf, over, true);
  }

  /** What has happened can't be made good within the period: it is in breach at once. */
  private static Standing never(
      Ledgers ledgers, Never obligation, Territory place, LocalDate asOf) {
    return byDays(
        ledgers, obligation, obligation.what(), obligation.who(), place, asOf, true, false);
  }

  /**
   * @param wanted whether something is to have happened in the period, rather than nothing
   */
  private static Standing byDays(
      Ledgers ledgers,
      Obligation obligation,
      Measure.Sum what,
      Subjects who,
      Territory place,
      LocalDate asOf,
      boolean over,
      boolean wanted) {
    SchoolMarks marks = ledgers.of(what).marks();
    Span span = Span.of(obligation.period(), asOf);
    return schools(
        ledgers,
        obligation,
        who,
        place,
        asOf,
        over,
        (school, entry) -> {
          int last = marks.last(what.name(), school, span.to());
          boolean happened = last != CountyMarks.NEVER && last >= span.from();
          return happened == wanted
              ? null
              : new School(school, entry.name(), entry.county(), day(last), Map.of());
        });
  }

  private static LocalDate day(int day) {
    return day == CountyMarks.NEVER ? null : LocalDate.ofEpochDay(day);
  }

  private static Standing noneOpen(
      Ledgers ledgers, NoneOpen obligation, Territory place, LocalDate asOf) {
    Slots slots = ledgers.of(obligation.what()).slots();
    return schools(
        ledgers,
        obligation,
        obligation.who(),
        place,
        asOf,
        true,
        (school, entry) -> {
          SortedMap<String, LocalDate> open = slots.open(obligation.what().name(), school, asOf);
          return open.isEmpty()
              ? null
              : new School(
                  school,
                  entry.name(),
                  entry.county(),
                  open.values().stream().min(LocalDate::compareTo).orElseThrow(),
                  open);
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

  private Standing ofCounties(
      Ledgers ledgers,
      VisibleFigures visible,
      OfCounty obligation,
      Territory place,
      LocalDate asOf) {
    List<String> codes =
        place.isCounty() ? List.of(place.code()) : place.withSchools(ledgers.registry());
    List<OfCounties> counties = new ArrayList<>();
    for (String code : codes) {
      Territory county = Territory.ofCounty(code);
      Window period = obligation.period();
      Number value = figures.read(ledgers, obligation.what(), period, asOf, county);
      counties.add(
          new OfCounties(
              code,
              visible.read(ledgers, obligation.what(), period, asOf, county),
              value != null && value.doubleValue() >= obligation.atLeast()));
    }
    return standing(
        obligation,
        asOf,
        counties.size(),
        (int) counties.stream().filter(OfCounties::met).count(),
        List.of(),
        !asOf.isBefore(obligation.period().periodEnd(asOf)),
        visible.read(ledgers, obligation.what(), obligation.period(), asOf, place),
        counties);
  }

  private static Standing standing(
      Obligation obligation,
      LocalDate asOf,
      int due,
      int met,
      List<School> unmet,
      boolean over,
      Figure value,
      List<OfCounties> counties) {
    return new Standing(
        obligation,
        obligation.period().from(asOf),
        obligation.period().periodEnd(asOf),
        due,
        met,
        unmet,
        over,
        value,
        counties);
  }
}
