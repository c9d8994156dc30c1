package org.countypulse.producers.simulation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What facts count, taken down in the plainest way: each day's amounts by county, each slot's
 * history, each thing's first day. Corrections, copies and arrival don't exist here.
 */
final class Counts {

  private static final int FEN = 2;

  private record Cell(String county, String measure) {}

  private record Thing(String school, String measure, String name) {}

  /** What is said of a slot, and between which days it holds. */
  private record State(long value, LocalDate from, LocalDate to) {
    boolean holds(LocalDate day) {
      return !day.isBefore(from) && !day.isAfter(to);
    }
  }

  private final LocalDate start;
  private final int days;
  private final ZoneId zone;
  private final Map<Cell, long[]> amounts = new HashMap<>();
  private final Map<Cell, Map<String, BitSet>> schools = new HashMap<>();
  private final Map<Thing, NavigableMap<Instant, State>> states = new HashMap<>();
  private final Map<Thing, NavigableMap<LocalDate, String>> things = new HashMap<>();
  private final Set<String> measures = new TreeSet<>();
  private final Set<String> money = new TreeSet<>();

  private Fact fact;
  private String county;

  Counts(SimulationSettings settings) {
    this.start = settings.start();
    this.days = settings.days();
    this.zone = settings.zone();
  }

  /**
   * What is counted next is of this fact.
   *
   * @param in the county to which its school belongs on its day
   */
  void about(Fact next, String in) {
    fact = next;
    county = in;
  }

  static String part(String measure, Enum<?> category) {
    return measure + "/" + category.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Adds to a measure, on the fact's day, in its county. */
  void add(String measure, long amount) {
    addAt(county, measure, amount);
  }

  void addAt(String place, String measure, long amount) {
    measures.add(measure);
    int day = day(fact.day());
    if (day >= 0 && day < days) {
      amounts.computeIfAbsent(new Cell(place, measure), c -> new long[days])[day] += amount;
    }
  }

  private int day(LocalDate day) {
    return (int) ChronoUnit.DAYS.between(start, day);
  }

  /** Adds to a measure and to one of its parts. */
  void add(String measure, Enum<?> category, long amount) {
    add(measure, amount);
    add(part(measure, category), amount);
  }

  void money(String measure, Enum<?> category, BigDecimal yuan) {
    money(measure, yuan);
    money(part(measure, category), yuan);
  }

  void money(String measure, BigDecimal yuan) {
    money.add(measure);
    add(measure, yuan.movePointRight(FEN).longValueExact());
  }

  /** The fact's school is one that did something. */
  void school(String measure) {
    measures.add(measure);
    schools
        .computeIfAbsent(new Cell(county, measure), c -> new HashMap<>())
        .computeIfAbsent(fact.school(), s -> new BitSet())
        .set(day(fact.day()));
  }

  void state(String gauge, String slot, long value) {
    state(gauge, slot, value, LocalDate.MIN, LocalDate.MAX);
  }

  /** From the fact on, until another says otherwise, a slot has a value between two days. */
  void state(String gauge, String slot, long value, LocalDate from, LocalDate to) {
    measures.add(gauge);
    states
        .computeIfAbsent(new Thing(fact.school(), gauge, slot), t -> new TreeMap<>())
        .put(fact.at(zone), new State(value, from, to));
  }

  /** A thing of the school counts once, on the first day on which anything is said of it. */
  void once(String measure, String name) {
    measures.add(measure);
    things
        .computeIfAbsent(new Thing(fact.school(), measure, name), t -> new TreeMap<>())
        .put(fact.day(), county);
  }

  /** All that was counted, anywhere. */
  Set<String> measures() {
    return measures;
  }

  boolean isMoney(String measure) {
    return money.contains(measure);
  }

  /** By county and measure, what the days from one to another add up to. */
  Map<String, Map<String, Long>> sums(LocalDate from, LocalDate to) {
    Map<String, Map<String, Long>> sums = new TreeMap<>();
    int first = Math.max(0, day(from.isBefore(start) ? start : from));
    int last = Math.min(days - 1, day(to));
    amounts.forEach(
        (cell, byDay) -> {
          long sum = 0;
          for (int day = first; day <= last; day++) {
            sum += byDay[day];
          }
          put(sums, cell.county(), cell.measure(), sum);
        });
    schools.forEach(
        (cell, all) -> {
          long some = all.values().stream().filter(days -> within(days, first, last)).count();
          put(sums, cell.county(), cell.measure(), some);
        });
    things.forEach(
        (thing, days) -> {
          LocalDate day = days.firstKey();
          boolean isWithin = !day.isBefore(from) && !day.isAfter(to);
          put(sums, days.get(day), thing.measure(), isWithin ? 1 : 0);
        });
    return sums;
  }

  private static boolean within(BitSet days, int first, int last) {
    int day = days.nextSetBit(first);
    return day >= 0 && day <= last;
  }

  private static void put(
      Map<String, Map<String, Long>> sums, String county, String measure, long amount) {
    sums.computeIfAbsent(county, c -> new TreeMap<>()).merge(measure, amount, Long::sum);
  }

  /**
   * By county and gauge, what the slots of the schools that are open there say on a day.
   *
   * @param whereOpen the county in which a school is open on that day; null if it isn't
   */
  Map<String, Map<String, Long>> gauges(LocalDate day, Function<String, String> whereOpen) {
    Map<String, Map<String, Long>> gauges = new TreeMap<>();
    states.forEach(
        (thing, said) -> {
          String place = whereOpen.apply(thing.school());
          if (place != null) {
            put(gauges, place, thing.measure(), value(said, day));
          }
        });
    return gauges;
  }

  /** The schools of which a gauge says anything but nothing on a day. */
  Set<String> schoolsWith(String gauge, LocalDate day) {
    Set<String> found = new TreeSet<>();
    states.forEach(
        (thing, said) -> {
          if (thing.measure().equals(gauge) && value(said, day) != 0) {
            found.add(thing.school());
          }
        });
    return found;
  }

  private long value(NavigableMap<Instant, State> said, LocalDate day) {
    var last = said.lowerEntry(day.plusDays(1).atStartOfDay(zone).toInstant());
    return last != null && last.getValue().holds(day) ? last.getValue().value() : 0;
  }
}
