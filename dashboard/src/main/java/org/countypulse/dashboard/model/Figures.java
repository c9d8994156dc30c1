package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;

/**
 * Reads measures off the ledgers. A figure is a {@link Long} for what is counted, a {@link Double}
 * for what is divided, and null where the divisor is zero.
 */
public final class Figures {

  private final Counties counties;

  public Figures(Counties counties) {
    this.counties = counties;
  }

  /** A figure of a day. */
  public record Point(LocalDate day, Number value) {}

  /**
   * A measure over a window, by place.
   *
   * @param places the codes to be answered for, in their order
   */
  public Map<String, Number> read(
      Ledgers ledgers,
      Measure measure,
      Window window,
      LocalDate asOf,
      Level level,
      Set<String> places) {
    Span span = Span.of(window, asOf);
    Map<String, Number> figures = new LinkedHashMap<>();
    if (measure instanceof Posted posted) {
      Map<String, Long> sums = sums(ledgers, posted, span, level);
      places.forEach(place -> figures.put(place, sums.getOrDefault(place, 0L)));
    } else if (measure instanceof Ratio ratio) {
      Map<String, Long> above = sums(ledgers, ratio.numerator(), span, level);
      Map<String, Long> below = sums(ledgers, ratio.denominator(), span, level);
      places.forEach(
          place ->
              figures.put(
                  place, divide(above.getOrDefault(place, 0L), below.getOrDefault(place, 0L))));
    } else if (measure instanceof DistinctSchools distinct) {
      Map<String, Integer> counts =
          ledgers.of(distinct).marks().schools(distinct.of().name(), span, counties, level);
      places.forEach(place -> figures.put(place, (long) counts.getOrDefault(place, 0)));
    }
    return figures;
  }

  private Map<String, Long> sums(Ledgers ledgers, Posted measure, Span span, Level level) {
    Span read = spanOf(measure, span);
    Map<String, Long> sums = new HashMap<>();
    ledgers
        .of(measure)
        .cells()
        .of(measure.name())
        .forEach(
            (county, days) ->
                sums.merge(counties.rollUp(county, level), days.sum(read), Long::sum));
    return sums;
  }

  /** A gauge is the sum of all its changes, whatever the window. */
  private static Span spanOf(Posted measure, Span span) {
    return measure instanceof Gauge ? Span.upTo(span.to()) : span;
  }

  private static Double divide(long above, long below) {
    return below == 0 ? null : (double) above / below;
  }

  /** One county's figure. */
  public Number read(
      Ledgers ledgers, Measure measure, Window window, LocalDate asOf, String county) {
    Span span = Span.of(window, asOf);
    if (measure instanceof Posted posted) {
      return sum(ledgers, posted, span, county);
    }
    if (measure instanceof Ratio ratio) {
      return divide(
          sum(ledgers, ratio.numerator(), span, county),
          sum(ledgers, ratio.denominator(), span, county));
    }
    DistinctSchools distinct = (DistinctSchools) measure;
    return (long) ledgers.of(distinct).marks().schools(distinct.of().name(), county, span);
  }

  private static long sum(Ledgers ledgers, Posted measure, Span span, String county) {
    return ledgers.of(measure).cells().sum(measure.name(), county, spanOf(measure, span));
  }

  /** Every measure of one county, by name, in the catalogue's order. */
  public Map<String, Number> readAll(
      Ledgers ledgers, Window window, LocalDate asOf, String county) {
    Map<String, Number> figures = new LinkedHashMap<>();
    for (Measure measure : Views.measures()) {
      figures.put(measure.name(), read(ledgers, measure, window, asOf, county));
    }
    return figures;
  }

  /** One county's figure on each of some days, each over the window that ends there. */
  public List<Point> series(
      Ledgers ledgers,
      Measure measure,
      Window window,
      LocalDate from,
      LocalDate to,
      String county) {
    List<Point> points = new ArrayList<>();
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      points.add(new Point(day, read(ledgers, measure, window, day, county)));
    }
    return points;
  }

  /**
   * The places at a level for which there is a row: those of counties that have ever had a school,
   * or of all counties of the reference list; in the order of their codes.
   */
  public Set<String> places(Ledgers ledgers, Level level, boolean all) {
    Set<String> places = new TreeSet<>();
    ledgers.registry().counties().forEach(code -> places.add(counties.rollUp(code, level)));
    if (all) {
      counties.all(Level.COUNTY).forEach(c -> places.add(counties.rollUp(c.code(), level)));
    }
    return places;
  }
}
