package org.countypulse.dashboard.report;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.countypulse.dashboard.model.Duties;
import org.countypulse.dashboard.model.Ledgers;
import org.countypulse.dashboard.model.Plans;
import org.countypulse.dashboard.model.Territory;
import org.countypulse.dashboard.model.VisibleFigures;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.dashboard.report.Report.Area;
import org.countypulse.dashboard.report.Report.Breach;
import org.countypulse.dashboard.report.Report.Duty;
import org.countypulse.dashboard.report.Report.DutyPeriod;
import org.countypulse.dashboard.report.Report.Line;
import org.countypulse.dashboard.report.Report.ReadFrom;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;

/** Draws reports up. */
public final class Reports {

  private final Duties duties;
  private final Plans plans;

  public Reports(Duties duties, Plans plans) {
    this.duties = duties;
    this.plans = plans;
  }

  /**
   * The report of a place and a period.
   *
   * @param today the period must have begun
   */
  public Report of(
      Ledgers ledgers,
      VisibleFigures visible,
      Territory place,
      ReportPeriod period,
      LocalDate today) {
    LocalDate asOf = period.asOf(today);
    ReportPeriod before = period.before();
    LocalDate beforeAsOf = before.asFarAs(asOf, period);
    List<Plans.Standing> targets = plans.of(ledgers, visible, place, asOf);
    Drawing drawing =
        new Drawing(
            ledgers,
            visible,
            place,
            Window.between(period.from(), period.to(), asOf),
            asOf,
            Window.between(before.from(), before.to(), beforeAsOf),
            beforeAsOf,
            targets.stream().filter(standing -> isOf(standing, period)).toList());
    return new Report(
        place,
        period,
        asOf,
        before,
        beforeAsOf,
        ledgers.others().stream()
            .map(l -> new ReadFrom(l.view(), l.version(), l.label(), l.knownAt()))
            .toList(),
        Views.ALL.stream().map(drawing::area).filter(area -> !area.lines().isEmpty()).toList(),
        targets,
        duties(ledgers, visible, place, period, asOf));
  }

  private static boolean isOf(Plans.Standing standing, ReportPeriod period) {
    return standing.target().from().equals(period.from())
        && standing.target().to().equals(period.to());
  }

  /** What all lines of one report have in common. */
  private record Drawing(
      Ledgers ledgers,
      VisibleFigures visible,
      Territory place,
      Window window,
      LocalDate asOf,
      Window windowBefore,
      LocalDate asOfBefore,
      List<Plans.Standing> plans) {

    Area area(CountyView view) {
      List<Line> lines =
          view.measures().stream()
              .filter(measure -> wholeOf(view, measure).isEmpty())
              .map(measure -> line(view, measure))
              .toList();
      return new Area(view, lines);
    }

    private static Optional<Measure> wholeOf(CountyView view, Measure part) {
      int slash = part.name().lastIndexOf('/');
      return slash < 0
          ? Optional.empty()
          : view.measures().stream()
              .filter(measure -> measure.name().equals(part.name().substring(0, slash)))
              .findFirst();
    }

    private Line line(CountyView view, Measure measure) {
      Figure value = visible.read(ledgers, measure, window, asOf, place);
      Figure before = visible.read(ledgers, measure, windowBefore, asOfBefore, place);
      return new Line(
          measure,
          value,
          before,
          change(value, before),
          plans.stream()
              .filter(standing -> standing.target().measure().equals(measure))
              .findFirst()
              .orElse(null),
          view.measures().stream()
              .filter(part -> wholeOf(view, part).filter(measure::equals).isPresent())
              .filter(part -> !isBucket(view, part))
              .map(part -> line(view, part))
              .toList());
    }

    /** The steps of a distribution say little one by one; its quantile stands in the report. */
    private static boolean isBucket(CountyView view, Measure part) {
      return view.measures().stream()
          .filter(Measure.Quantile.class::isInstance)
          .anyMatch(quantile -> quantile.basis().contains(part));
    }

    private static BigDecimal change(Figure value, Figure before) {
      if (value.value() == null || before.value() == null) {
        return null;
      }
      return new BigDecimal(value.value().toString())
          .subtract(new BigDecimal(before.value().toString()));
    }
  }

  private List<Duty> duties(
      Ledgers ledgers,
      VisibleFigures visible,
      Territory place,
      ReportPeriod period,
      LocalDate asOf) {
    Map<String, List<Duties.Standing>> byName = new LinkedHashMap<>();
    for (LocalDate day : endsOfMonths(period, asOf)) {
      for (Duties.Standing standing : duties.of(ledgers, visible, place, day)) {
        boolean isLast = day.equals(asOf);
        boolean ends = standing.to().equals(day) && isOfCalendar(standing);
        List<Duties.Standing> known =
            byName.computeIfAbsent(standing.obligation().name(), name -> new ArrayList<>());
        // What rolls is told once, as of the report's last day; so is the period that goes on then.
        if (ends || isLast) {
          known.add(standing);
        }
      }
    }
    return byName.values().stream().filter(s -> !s.isEmpty()).map(Reports::duty).toList();
  }

  /** Every period of an obligation ends with a month; the report's last day comes last. */
  private static Set<LocalDate> endsOfMonths(ReportPeriod period, LocalDate asOf) {
    Set<LocalDate> days = new TreeSet<>();
    for (LocalDate first = period.from(); !first.isAfter(asOf); first = first.plusMonths(1)) {
      LocalDate end = first.plusMonths(1).minusDays(1);
      days.add(end.isBefore(asOf) ? end : asOf);
    }
    return days;
  }

  private static boolean isOfCalendar(Duties.Standing standing) {
    return standing.obligation().period() instanceof Window.Calendar;
  }

  private static Duty duty(List<Duties.Standing> standings) {
    Map<String, Breach> breaches = new LinkedHashMap<>();
    for (Duties.Standing standing : standings) {
      for (Duties.School school : standing.breached()) {
        Breach before = breaches.get(school.schoolId());
        breaches.put(
            school.schoolId(),
            new Breach(
                school.schoolId(),
                school.name(),
                school.county(),
                before == null ? 1 : before.times() + 1,
                school.last(),
                List.copyOf(school.open().keySet())));
      }
    }
    return new Duty(
        standings.get(standings.size() - 1).obligation(),
        standings.stream()
            .map(s -> new DutyPeriod(s.from(), s.to(), s.due(), s.met(), s.over(), s.value()))
            .toList(),
        breaches.values().stream()
            .sorted(Comparator.comparing(Breach::times).reversed().thenComparing(Breach::schoolId))
            .collect(Collectors.toList()));
  }
}
