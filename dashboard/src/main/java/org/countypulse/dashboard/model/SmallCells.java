package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
 * <p>One is made for each reading: it remembers what it has worked out, some kilobytes for each
 * window, day and family of measures.
 */
public final class SmallCells {

  /** The fewest persons that may be shown; 0 names nobody. */
  public static final int FEWEST = 5;

  private static final String PERSONS = "persons";

  /** Measures that tell of each other, in one province; what is worked out at once. */
  private record Table(Family family, String province, Window window, LocalDate asOf) {}

  /**
   * Measures of one view that tell of each other, in a fixed order.
   *
   * @param sums by their numbers, the total first
   */
  private static final class Family {
    private final List<Measure> measures;
    private final List<int[]> sums;

    Family(Set<Measure> connected, CountyView view) {
      measures = List.copyOf(connected);
      sums =
          view.equations().stream()
              .filter(equation -> connected.contains(equation.total()))
              .map(equation -> equation.members().mapToInt(measures::indexOf).toArray())
              .toList();
    }
  }

  private final Figures figures;
  private final Counties counties;
  private final Map<Table, SmallTable> hidden = new HashMap<>();
  private final Map<Measure, Family> families = new HashMap<>();
  private final Map<Measure, List<Measure>> told = new HashMap<>();
  private Map<String, List<String>> countiesOfProvince;

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
    Set<String> hide = new HashSet<>();
    for (Measure persons : persons(measure)) {
      for (String province : provinces(ledgers).keySet()) {
        hide.addAll(worked(ledgers, persons, province, window, asOf).hidden(persons, level));
      }
    }
    return places.stream().filter(hide::contains).toList();
  }

  private boolean hide(
      Ledgers ledgers,
      Measure measure,
      Window window,
      LocalDate asOf,
      Level level,
      String code,
      String someCounty) {
    String province = counties.rollUp(someCounty, Level.PROVINCE);
    return persons(measure).stream()
        .anyMatch(
            persons ->
                worked(ledgers, persons, province, window, asOf).hides(persons, level, code));
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

  private static Family familyOf(Measure measure) {
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
    return new Family(family, view);
  }

  private Map<String, List<String>> provinces(Ledgers ledgers) {
    if (countiesOfProvince == null) {
      Set<String> all = new TreeSet<>(ledgers.registry().counties());
      counties.all(Level.COUNTY).stream().map(Place::code).forEach(all::add);
      countiesOfProvince =
          all.stream()
              .collect(Collectors.groupingBy(county -> counties.rollUp(county, Level.PROVINCE)));
    }
    return countiesOfProvince;
  }

  /** What is hidden of the measures that tell of one, and of it, in a province. */
  private SmallTable worked(
      Ledgers ledgers, Measure persons, String province, Window window, LocalDate asOf) {
    Family family = families.computeIfAbsent(persons, SmallCells::familyOf);
    Table table = new Table(family, province, window, asOf);
    SmallTable known = hidden.get(table);
    if (known == null) {
      List<String> within = provinces(ledgers).getOrDefault(province, List.of());
      known = new SmallTable(family.measures, family.sums, within, counties);
      for (Measure measure : family.measures) {
        known.add(measure, figures.read(ledgers, measure, window, asOf, within));
      }
      known.work();
      hidden.put(table, known);
    }
    return known;
  }
}
