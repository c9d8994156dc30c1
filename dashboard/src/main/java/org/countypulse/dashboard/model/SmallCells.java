package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.CountyView.Equation;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;

/**
 * Figures that could name somebody: counts of 1 to 4 persons, what is divided by or from them, and
 * money that was paid to so few. So that none can be computed from its neighbours, more is hidden
 * until no sum that is told (of parts, or of the places of a greater one) has exactly one hidden
 * member. Windows that differ by a few days are not defended against each other.
 *
 * <p>One is made for each request: it remembers what it has worked out.
 */
public final class SmallCells {

  /** The fewest persons that may be shown; 0 names nobody. */
  public static final int FEWEST = 5;

  private static final String PERSONS = "persons";

  /** A figure of a window and a day. */
  private record Cell(Measure measure, Level level, String code) {}

  /** What is worked out at once: measures that tell of each other, in one province. */
  private record Table(Set<Measure> family, String province, Window window, LocalDate asOf) {}

  private final Figures figures;
  private final Counties counties;
  private final Map<Table, Set<Cell>> hidden = new HashMap<>();
  private final Map<Measure, Set<Measure>> families = new HashMap<>();
  private final Map<Measure, List<Measure>> told = new HashMap<>();
  private Map<String, Set<String>> countiesOfProvince;

  public SmallCells(Figures figures, Counties counties) {
    this.figures = figures;
    this.counties = counties;
  }

  /** Whether a figure is to be hidden. */
  public boolean hide(
      Ledgers ledgers, Measure measure, Window window, LocalDate asOf, Territory place) {
    String some = place.counties().stream().findFirst().orElse(place.code());
    return hide(ledgers, measure, window, asOf, place.level(), place.code(), some);
  }

  /** The places, of some, whose figure is to be hidden. */
  public List<String> hidden(
      Ledgers ledgers,
      Measure measure,
      Window window,
      LocalDate asOf,
      Level level,
      Set<String> places) {
    if (persons(measure).isEmpty()) {
      return List.of();
    }
    Map<String, String> someCounty = new HashMap<>();
    provinces(ledgers)
        .values()
        .forEach(
            all -> all.forEach(county -> someCounty.put(counties.rollUp(county, level), county)));
    return places.stream()
        .filter(
            code ->
                hide(
                    ledgers,
                    measure,
                    window,
                    asOf,
                    level,
                    code,
                    someCounty.getOrDefault(code, code)))
        .toList();
  }

  private boolean hide(
      Ledgers ledgers,
      Measure measure,
      Window window,
      LocalDate asOf,
      Level level,
      String code,
      String someCounty) {
    for (Measure persons : persons(measure)) {
      Table table =
          new Table(family(persons), counties.rollUp(someCounty, Level.PROVINCE), window, asOf);
      Set<Cell> cells = hidden.get(table);
      if (cells == null) {
        cells = worked(ledgers, table);
        hidden.put(table, cells);
      }
      if (cells.contains(new Cell(persons, level, code))) {
        return true;
      }
    }
    return false;
  }

  /** The measures whose figures a reader of this measure would learn something of. */
  private List<Measure> persons(Measure measure) {
    return told.computeIfAbsent(measure, SmallCells::personsToldBy);
  }

  private static List<Measure> personsToldBy(Measure measure) {
    if (measure.unit().equals(PERSONS)) {
      return List.of(measure);
    }
    Optional<Measure> told = Views.of(measure).personsToldBy(measure);
    return told.isPresent()
        ? List.of(told.get())
        : measure.basis().stream()
            .filter(basis -> basis.unit().equals(PERSONS))
            .map(Measure.class::cast)
            .toList();
  }

  private Set<Measure> family(Measure measure) {
    return families.computeIfAbsent(measure, SmallCells::connected);
  }

  private static Set<Measure> connected(Measure measure) {
    CountyView view = Views.of(measure);
    Set<Measure> family = new LinkedHashSet<>(Set.of(measure));
    int before = 0;
    while (family.size() > before) {
      before = family.size();
      for (Equation equation : view.equations()) {
        if (equation.members().anyMatch(family::contains)) {
          equation.members().forEach(family::add);
        }
      }
    }
    return family;
  }

  private Map<String, Set<String>> provinces(Ledgers ledgers) {
    if (countiesOfProvince == null) {
      Set<String> all = new TreeSet<>(ledgers.registry().counties());
      counties.all(Level.COUNTY).stream().map(Place::code).forEach(all::add);
      Map<String, Set<String>> byProvince = new HashMap<>();
      for (String county : all) {
        byProvince
            .computeIfAbsent(counties.rollUp(county, Level.PROVINCE), code -> new TreeSet<>())
            .add(county);
      }
      countiesOfProvince = byProvince;
    }
    return countiesOfProvince;
  }

  /** The hidden cells of a table: the small ones, and those that would tell of them. */
  private Set<Cell> worked(Ledgers ledgers, Table table) {
    Map<Cell, Long> values = values(ledgers, table);
    Set<Cell> hide = new HashSet<>();
    values.forEach(
        (cell, value) -> {
          if (value < FEWEST) {
            hide.add(cell);
          }
        });
    if (hide.isEmpty()) {
      return hide;
    }
    List<List<Cell>> sums = sums(table, values);
    boolean more = true;
    while (more) {
      more = false;
      for (List<Cell> sum : sums) {
        more |= addOne(sum, values, hide);
      }
    }
    return hide;
  }

  /** The sizes of all cells that are not zero; places are added up from their counties. */
  private Map<Cell, Long> values(Ledgers ledgers, Table table) {
    Map<Cell, Long> values = new HashMap<>();
    for (String county : provinces(ledgers).getOrDefault(table.province(), Set.of())) {
      Territory territory = Territory.ofCounty(county);
      for (Measure measure : table.family()) {
        Number value = figures.read(ledgers, measure, table.window(), table.asOf(), territory);
        if (value != null && value.longValue() != 0) {
          for (Level level : Level.values()) {
            Cell cell = new Cell(measure, level, counties.rollUp(county, level));
            values.merge(cell, value.longValue(), Long::sum);
          }
        }
      }
    }
    values.replaceAll((cell, value) -> Math.abs(value));
    values.values().removeIf(value -> value == 0);
    return values;
  }

  /** All sums that are told: the total stands first. */
  private List<List<Cell>> sums(Table table, Map<Cell, Long> values) {
    Map<Cell, Set<Cell>> byTotal = new HashMap<>();
    for (Cell cell : values.keySet()) {
      if (cell.level() == Level.COUNTY) {
        Cell prefecture = above(cell, Level.PREFECTURE);
        byTotal.computeIfAbsent(prefecture, total -> new LinkedHashSet<>()).add(cell);
        byTotal
            .computeIfAbsent(above(cell, Level.PROVINCE), total -> new LinkedHashSet<>())
            .add(prefecture);
      }
    }
    List<List<Cell>> sums = new ArrayList<>();
    byTotal.forEach(
        (total, parts) -> {
          List<Cell> sum = new ArrayList<>(List.of(total));
          sum.addAll(parts);
          sums.add(sum);
        });
    CountyView view = Views.of(table.family().iterator().next());
    for (Equation equation : view.equations()) {
      if (table.family().contains(equation.total())) {
        values.keySet().stream()
            .map(cell -> new Cell(equation.total(), cell.level(), cell.code()))
            .distinct()
            .forEach(
                place ->
                    sums.add(
                        equation
                            .members()
                            .map(member -> new Cell(member, place.level(), place.code()))
                            .toList()));
      }
    }
    return sums;
  }

  private Cell above(Cell county, Level level) {
    return new Cell(county.measure(), level, counties.rollUp(county.code(), level));
  }

  /**
   * Hides one more member of a sum if what is hidden could be computed: if it is the only one, or
   * if all of them must be 1. The smallest one that is not hidden is taken, the total last.
   *
   * @return whether one was hidden
   */
  private static boolean addOne(List<Cell> sum, Map<Cell, Long> values, Set<Cell> hide) {
    List<Cell> told = sum.stream().filter(values::containsKey).toList();
    List<Cell> within = told.stream().filter(hide::contains).toList();
    long persons = within.stream().mapToLong(values::get).sum();
    if (within.isEmpty() || within.size() > 1 && persons > within.size()) {
      return false;
    }
    Cell total = sum.get(0);
    Optional<Cell> next =
        told.stream()
            .filter(cell -> !hide.contains(cell))
            .min(
                Comparator.comparing((Cell cell) -> cell.equals(total))
                    .thenComparing(values::get)
                    .thenComparing(cell -> cell.measure().name() + cell.code()));
    next.ifPresent(hide::add);
    return next.isPresent();
  }
}
