package org.countypulse.dashboard.model;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Measure.Quantile;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;

/**
 * Reads measures off the ledgers. A figure is a {@link Long} for what is counted, a {@link
 * BigDecimal} for money, a {@link Double} for what is divided; null where the divisor is zero, and
 * where persons are asked for over anything but a calendar window.
 */
public final class Figures {

  private final Counties counties;

  public Figures(Counties counties) {
    this.counties = counties;
  }

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
    if (measure instanceof DistinctSchools distinct) {
      Map<String, Integer> counts =
          ledgers.of(distinct).marks().schools(distinct.of().name(), span, counties, level);
      places.forEach(place -> figures.put(place, (long) counts.getOrDefault(place, 0)));
      return figures;
    }
    Map<Posted, Map<String, Long>> sums = new HashMap<>();
    measure.basis().forEach(basis -> sums.put(basis, sums(ledgers, basis, span, level)));
    places.forEach(
        place ->
            figures.put(
                place, read(measure, window, basis -> sums.get(basis).getOrDefault(place, 0L))));
    return figures;
  }

  private Map<String, Long> sums(Ledgers ledgers, Posted measure, Span span, Level level) {
    Span read = spanOf(measure, span);
    Map<String, Long> sums = new HashMap<>();
    Cells cells = ledgers.of(measure).cells();
    if (level == Level.PROVINCE) {
      cells.ofProvinces(measure.name()).forEach((code, days) -> sums.put(code, days.sum(read)));
      return sums;
    }
    cells
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

  /** A figure off the sums of what it is read off. Schools are not counted off sums. */
  public static Number read(Measure measure, Window window, ToLongFunction<Posted> sums) {
    if (measure instanceof Posted posted) {
      return scaled(sums.applyAsLong(posted), posted.decimals());
    }
    if (measure instanceof Ratio ratio) {
      return divide(
          scaled(sums.applyAsLong(ratio.numerator()), ratio.numerator().decimals()),
          scaled(sums.applyAsLong(ratio.denominator()), ratio.denominator().decimals()));
    }
    if (measure instanceof DistinctPersons persons) {
      return persons.over(window).map(sums::applyAsLong).orElse(null);
    }
    return quantile((Quantile) measure, sums);
  }

  private static Number scaled(long amount, int decimals) {
    return decimals == 0 ? (Number) amount : BigDecimal.valueOf(amount, decimals);
  }

  private static Double divide(Number above, Number below) {
    return below.doubleValue() == 0 ? null : above.doubleValue() / below.doubleValue();
  }

  /** The bound of the bucket in which the wanted share is reached. */
  private static Long quantile(Quantile quantile, ToLongFunction<Posted> sums) {
    long all = quantile.of().buckets().stream().mapToLong(sums).sum();
    if (all <= 0) {
      return null;
    }
    long wanted = (long) Math.ceil(quantile.share() * all);
    long reached = 0;
    for (int i = 0; i < quantile.of().bounds().size(); i++) {
      reached += sums.applyAsLong(quantile.of().buckets().get(i));
      if (reached >= wanted) {
        return (long) quantile.of().bounds().get(i);
      }
    }
    return quantile.of().bounds().get(quantile.of().bounds().size() - 1) + 1L;
  }

  /** The figure of a place. */
  public Number read(
      Ledgers ledgers, Measure measure, Window window, LocalDate asOf, Territory place) {
    Span span = Span.of(window, asOf);
    if (measure instanceof DistinctSchools distinct) {
      return (long) ledgers.of(distinct).marks().schools(distinct.of().name(), place, span);
    }
    return read(measure, window, basis -> sum(ledgers, basis, span, place));
  }

  private static long sum(Ledgers ledgers, Posted measure, Span span, Territory place) {
    Cells cells = ledgers.of(measure).cells();
    Span read = spanOf(measure, span);
    if (place.level() == Level.PROVINCE) {
      return sum(cells.ofProvinces(measure.name()).get(place.code()), read);
    }
    Map<String, DaySeries> series = cells.of(measure.name());
    long sum = 0;
    for (String county : place.counties()) {
      sum += sum(series.get(county), read);
    }
    return sum;
  }

  private static long sum(DaySeries series, Span span) {
    return series == null ? 0 : series.sum(span);
  }

  /** A measure over a window, for one county after the other; null where it has no value. */
  Number[] read(
      Ledgers ledgers, Measure measure, Window window, LocalDate asOf, List<String> inCounties) {
    Span span = Span.of(window, asOf);
    Map<Posted, Map<String, DaySeries>> basis = new HashMap<>();
    measure
        .basis()
        .forEach(posted -> basis.put(posted, ledgers.of(posted).cells().of(posted.name())));
    Number[] figures = new Number[inCounties.size()];
    for (int i = 0; i < figures.length; i++) {
      String county = inCounties.get(i);
      figures[i] =
          read(measure, window, posted -> sum(basis.get(posted).get(county), spanOf(posted, span)));
    }
    return figures;
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
