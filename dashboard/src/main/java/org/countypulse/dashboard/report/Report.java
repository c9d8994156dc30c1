package org.countypulse.dashboard.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.countypulse.dashboard.model.Plans;
import org.countypulse.dashboard.model.Territory;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Obligation;

/**
 * Everything that a report says.
 *
 * @param asOf the last day that it covers: the period's, or the day of asking if that is earlier
 * @param before the period that it is compared with
 * @param beforeAsOf as far into that period as {@code asOf} is into this one
 * @param readFrom the versions that it was read from though others are promoted
 * @param targets those whose period contains {@code asOf}
 */
public record Report(
    Territory place,
    ReportPeriod period,
    LocalDate asOf,
    ReportPeriod before,
    LocalDate beforeAsOf,
    List<ReadFrom> readFrom,
    List<Area> areas,
    List<Plans.Standing> targets,
    List<Duty> duties) {

  /**
   * A version of a view.
   *
   * @param label what people call it, or empty
   * @param knownAt it shows what was known then, or null
   */
  public record ReadFrom(CountyView view, int version, String label, Instant knownAt) {}

  /** The figures of one view. */
  public record Area(CountyView view, List<Line> lines) {}

  /**
   * A figure of the period.
   *
   * @param before the same of the period before
   * @param change what is more than before; null if either is not shown
   * @param plan the target that was set for exactly this period, or null
   * @param parts which add up to it
   */
  public record Line(
      Measure measure,
      Figure value,
      Figure before,
      BigDecimal change,
      Plans.Standing plan,
      List<Line> parts) {}

  /**
   * An obligation, period by period.
   *
   * @param obligation in its latest version of those in force
   * @param breaches schools in breach, those most often so first
   */
  public record Duty(Obligation obligation, List<DutyPeriod> periods, List<Breach> breaches) {}

  /**
   * How many had met an obligation by the end of one of its periods.
   *
   * @param over whether the period was over: what is unmet then is in breach
   * @param value the place's figure, if it binds counties, else null
   */
  public record DutyPeriod(
      LocalDate from, LocalDate to, int due, int met, boolean over, Figure value) {}

  /**
   * A school in breach.
   *
   * @param times in so many periods
   * @param last the last day on which it did what is owed, or since when what must not be is; null
   *     if it never did
   * @param open the things that are open and must not be, at the last time
   */
  public record Breach(
      String schoolId, String name, String county, int times, LocalDate last, List<String> open) {}
}
