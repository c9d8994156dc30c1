package org.countypulse.domain;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A named, countable thing with a unit. Sums and gauges are posted and stand in the ledger; the
 * others are read off those when somebody asks.
 */
public sealed interface Measure {

  /** Its name everywhere, for example {@code drills-held}. */
  String name();

  /** What is counted, for example {@code drills}. */
  String unit();

  /** What people call it, in English. */
  String title();

  /** What people call it, in Chinese. */
  String titleZh();

  /**
   * Digits behind the decimal point of the unit: amounts in the ledger are whole numbers of that
   * many decimals, so that money is exact to the fen.
   */
  default int decimals() {
    return 0;
  }

  /** The measures of the ledger that it is read off. */
  List<Posted> basis();

  /** A measure that stands in the ledger, cell by cell. */
  sealed interface Posted extends Measure {

    /** Whether anybody reads it by itself, and not only what is read off it. */
    default boolean isReadable() {
      return true;
    }

    @Override
    default List<Posted> basis() {
      return List.of(this);
    }
  }

  /** What happened on the days of a window, added up. */
  record Sum(String name, String unit, String title, String titleZh, int decimals)
      implements Posted {}

  /**
   * A state that lasts until it changes; read at a day, whatever the window. A school may have
   * several at once (a class's size each), told apart by slots.
   *
   * @param summed whether its values add up to a county's figure
   * @param listed whether the slots themselves can be read, school by school
   */
  record Gauge(
      String name,
      String unit,
      String title,
      String titleZh,
      int decimals,
      boolean summed,
      boolean listed)
      implements Posted {

    @Override
    public boolean isReadable() {
      return summed;
    }

    /** The same gauge, its slots to be read one by one as well: who has which, since when. */
    public Gauge withListedSlots() {
      return new Gauge(name, unit, title, titleZh, decimals, summed, true);
    }
  }

  /**
   * Things that a school reports any number of times and that count once, on the day of the first
   * report: ever, or in each calendar period.
   *
   * @param period null counts a thing once for ever
   * @param isReadable whether it is read as any sum, and not only as a part of {@link
   *     DistinctPersons}
   */
  record First(
      String name,
      String unit,
      String title,
      String titleZh,
      Window.Calendar period,
      boolean isReadable)
      implements Posted {}

  /** Schools with at least one posting of a sum in the window, each counted once a county. */
  record DistinctSchools(String name, String unit, String title, String titleZh, Sum of)
      implements Measure {
    @Override
    public List<Posted> basis() {
      return List.of(of);
    }
  }

  /**
   * Persons with at least one event in a calendar period to date, each counted once a school. Only
   * for calendar windows and the total: what is posted is each person's first event of the period,
   * which bounds the cost at one cell a kind of period.
   *
   * @param ever counts each person's first event of all
   */
  record DistinctPersons(
      String name,
      String unit,
      String title,
      String titleZh,
      First ever,
      Map<Window.Calendar, First> firsts)
      implements Measure {

    @Override
    public List<Posted> basis() {
      return Stream.<Posted>concat(Stream.of(ever), firsts.values().stream()).toList();
    }

    /** What counts them over a window; none if it is no calendar window. */
    public Optional<First> over(Window window) {
      if (window instanceof Window.Total) {
        return Optional.of(ever);
      }
      return window instanceof Window.Calendar calendar
          ? Optional.of(firsts.get(calendar))
          : Optional.empty();
    }
  }

  /**
   * One figure divided by another: sums over the window, gauges at its last day. Null where the
   * denominator is zero.
   */
  record Ratio(
      String name, String unit, String title, String titleZh, Posted numerator, Posted denominator)
      implements Measure {
    @Override
    public List<Posted> basis() {
      return List.of(numerator, denominator);
    }
  }

  /**
   * The smallest bound of a histogram that a share of what was counted does not exceed; null where
   * nothing was counted.
   *
   * @param share 0.5 is the median
   */
  record Quantile(
      String name, String unit, String title, String titleZh, Histogram of, double share)
      implements Measure {
    @Override
    public List<Posted> basis() {
      return List.copyOf(of.buckets());
    }
  }

  static Sum sum(String name, String unit, String title, String titleZh) {
    return new Sum(name, unit, title, titleZh, 0);
  }

  /** Yuan, exact to the fen. */
  static Sum money(String name, String title, String titleZh) {
    return new Sum(name, "yuan", title, titleZh, 2);
  }

  static Gauge gauge(String name, String unit, String title, String titleZh) {
    return new Gauge(name, unit, title, titleZh, 0, true, false);
  }

  /** What is only read slot by slot: adding the values up would say nothing. */
  static Gauge list(String name, String unit, String title, String titleZh, int decimals) {
    return new Gauge(name, unit, title, titleZh, decimals, false, true);
  }

  static DistinctSchools schoolsWith(Sum of, String name, String title, String titleZh) {
    return new DistinctSchools(name, "schools", title, titleZh, of);
  }

  static First first(String name, String unit, String title, String titleZh) {
    return new First(name, unit, title, titleZh, null, true);
  }

  static DistinctPersons persons(String name, String title, String titleZh) {
    Map<Window.Calendar, First> firsts = new EnumMap<>(Window.Calendar.class);
    for (Window.Calendar period : Window.Calendar.values()) {
      firsts.put(
          period,
          new First(
              name + "/first-of-" + period.label(), "persons", title, titleZh, period, false));
    }
    First ever = new First(name + "/first-of-all", "persons", title, titleZh, null, false);
    return new DistinctPersons(name, "persons", title, titleZh, ever, firsts);
  }

  static Ratio ratio(
      String name,
      String unit,
      String title,
      String titleZh,
      Posted numerator,
      Posted denominator) {
    return new Ratio(name, unit, title, titleZh, numerator, denominator);
  }

  static Quantile quantile(String name, String title, String titleZh, Histogram of, double share) {
    return new Quantile(name, of.whole().unit(), title, titleZh, of, share);
  }

  /** A sum by categories: {@code aid-persons} and {@code aid-persons/preschool-aid}. */
  static <E extends Enum<E>> Parts<E> parts(Sum whole, Class<E> category, Naming<E> naming) {
    Map<E, Sum> parts = new EnumMap<>(category);
    for (E symbol : category.getEnumConstants()) {
      parts.put(
          symbol,
          new Sum(
              partName(whole, symbol),
              whole.unit(),
              naming.partTitle(whole, symbol),
              naming.partTitleZh(whole, symbol),
              whole.decimals()));
    }
    return new Parts<>(whole, parts);
  }

  /** A gauge by categories: {@code partnerships-in-force/order-class}. */
  static <E extends Enum<E>> GaugeParts<E> parts(Gauge whole, Class<E> category, Naming<E> naming) {
    Map<E, Gauge> parts = new EnumMap<>(category);
    for (E symbol : category.getEnumConstants()) {
      parts.put(
          symbol,
          new Gauge(
              partName(whole, symbol),
              whole.unit(),
              naming.partTitle(whole, symbol),
              naming.partTitleZh(whole, symbol),
              whole.decimals(),
              whole.summed(),
              false));
    }
    return new GaugeParts<>(whole, parts);
  }

  private static String partName(Measure whole, Enum<?> symbol) {
    return whole.name() + "/" + symbol.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What people call the categories of a measure. */
  final class Naming<E extends Enum<E>> {
    private final String[] titles;

    private Naming(String[] titles) {
      this.titles = titles;
    }

    /**
     * @param titles an English and a Chinese one for each symbol, in the order of the symbols
     */
    public static <E extends Enum<E>> Naming<E> of(Class<E> category, String... titles) {
      if (titles.length != 2 * category.getEnumConstants().length) {
        throw new IllegalArgumentException("Give two titles for each " + category.getSimpleName());
      }
      return new Naming<>(titles);
    }

    private String partTitle(Measure whole, E symbol) {
      return whole.title() + ": " + titles[2 * symbol.ordinal()];
    }

    private String partTitleZh(Measure whole, E symbol) {
      return whole.titleZh() + "：" + titles[2 * symbol.ordinal() + 1];
    }
  }

  /** A sum and its parts, which add up to it. */
  record Parts<E extends Enum<E>>(Sum whole, Map<E, Sum> of) {

    public Sum part(E symbol) {
      return of.get(symbol);
    }

    public Posted[] all() {
      return Stream.concat(Stream.of(whole), of.values().stream()).toArray(Posted[]::new);
    }
  }

  /** A gauge and its parts, which add up to it: a slot is in one category at a time. */
  record GaugeParts<E extends Enum<E>>(Gauge whole, Map<E, Gauge> of) {

    public Posted[] all() {
      return Stream.concat(Stream.of(whole), of.values().stream()).toArray(Posted[]::new);
    }
  }

  /** A sum of what was counted, and how many of it stayed within each bound. */
  record Histogram(Sum whole, List<Integer> bounds, List<Sum> buckets) {

    /**
     * @param whole counts all
     * @param bounds in growing order; one more bucket is for what exceeds the last
     */
    public static Histogram of(Sum whole, List<Integer> bounds) {
      List<Sum> buckets = new ArrayList<>();
      for (int bound : bounds) {
        buckets.add(bucket(whole, "to-" + bound, "≤ " + bound));
      }
      int last = bounds.get(bounds.size() - 1);
      buckets.add(bucket(whole, "over-" + last, "> " + last));
      return new Histogram(whole, List.copyOf(bounds), List.copyOf(buckets));
    }

    private static Sum bucket(Sum whole, String name, String range) {
      return new Sum(
          whole.name() + "/" + name,
          whole.unit(),
          whole.title() + " " + range,
          whole.titleZh() + " " + range,
          0);
    }

    public Sum bucketOf(long value) {
      for (int i = 0; i < bounds.size(); i++) {
        if (value <= bounds.get(i)) {
          return buckets.get(i);
        }
      }
      return buckets.get(bounds.size());
    }

    public Posted[] all() {
      return Stream.concat(Stream.of(whole), buckets.stream()).toArray(Posted[]::new);
    }
  }
}
