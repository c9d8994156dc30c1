package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;

/**
 * Figures that could name somebody: counts of 1 to 4 persons, what is divided by or from them, and
 * money that was paid to so few. So that none can be computed from its neighbours, one more is
 * hidden where exactly one of the parts of a sum is small, or one of the places that add up to the
 * next greater one. Windows that differ by a few days are not defended against each other.
 */
public final class SmallCells {

  /** The fewest persons that may be shown; 0 names nobody. */
  public static final int FEWEST = 5;

  private static final String PERSONS = "persons";

  /** What a figure is asked for. */
  private record Cut(Ledgers ledgers, Window window, LocalDate asOf) {}

  private final Figures figures;
  private final Counties counties;

  public SmallCells(Figures figures, Counties counties) {
    this.figures = figures;
    this.counties = counties;
  }

  /** Whether a figure is to be hidden. */
  public boolean hide(
      Ledgers ledgers, Measure measure, Window window, LocalDate asOf, Territory place) {
    List<Measure> persons = persons(measure);
    if (persons.isEmpty()) {
      return false;
    }
    Cut cut = new Cut(ledgers, window, asOf);
    return persons.stream()
        .anyMatch(
            of ->
                isSmall(cut, of, place)
                    || isChosenAmongAddends(cut, of, place)
                    || isChosenAmongPlaces(cut, of, place));
  }

  /** The places, of some, whose figure is to be hidden. */
  public List<String> hidden(
      Ledgers ledgers,
      Measure measure,
      Window window,
      LocalDate asOf,
      Level level,
      Set<String> places) {
    return places.stream()
        .filter(
            code ->
                Territory.of(code, level, counties, ledgers.registry().counties())
                    .filter(place -> hide(ledgers, measure, window, asOf, place))
                    .isPresent())
        .toList();
  }

  /** The measures whose figures a reader of this measure would learn something of. */
  private static List<Measure> persons(Measure measure) {
    if (measure.unit().equals(PERSONS)) {
      return List.of(measure);
    }
    CountyView view = Views.of(measure);
    Optional<Measure> told = view.personsToldBy(measure);
    return told.isPresent()
        ? List.of(told.get())
        : measure.basis().stream()
            .filter(basis -> basis.unit().equals(PERSONS))
            .map(Measure.class::cast)
            .toList();
  }

  private Number read(Cut cut, Measure measure, Territory place) {
    return figures.read(cut.ledgers(), measure, cut.window(), cut.asOf(), place);
  }

  private boolean isSmall(Cut cut, Measure measure, Territory place) {
    return isSmall(read(cut, measure, place));
  }

  private static boolean isSmall(Number value) {
    return value != null && value.longValue() != 0 && Math.abs(value.longValue()) < FEWEST;
  }

  private boolean isChosenAmongAddends(Cut cut, Measure measure, Territory place) {
    return isChosen(
        measure, Views.of(measure).addendsWith(measure), addend -> read(cut, addend, place));
  }

  private boolean isChosenAmongPlaces(Cut cut, Measure measure, Territory place) {
    if (place.level() == Level.PROVINCE) {
      return false;
    }
    Level next = Level.values()[place.level().ordinal() + 1];
    String parent = counties.rollUp(place.counties().iterator().next(), next);
    Set<String> siblings = new TreeSet<>();
    for (String county : cut.ledgers().registry().counties()) {
      if (counties.rollUp(county, next).equals(parent)) {
        siblings.add(counties.rollUp(county, place.level()));
      }
    }
    return isChosen(
        place.code(),
        siblings,
        code ->
            Territory.of(code, place.level(), counties, cut.ledgers().registry().counties())
                .map(sibling -> read(cut, measure, sibling))
                .orElse(null));
  }

  /** Whether a member is the one to be hidden beside the only small one of a group. */
  private static <T> boolean isChosen(T member, Collection<T> group, Function<T, Number> values) {
    Map<T, Long> told = new LinkedHashMap<>();
    for (T other : group) {
      Number value = values.apply(other);
      if (value != null && value.longValue() != 0) {
        told.put(other, Math.abs(value.longValue()));
      }
    }
    if (told.values().stream().filter(SmallCells::isSmall).count() != 1) {
      return false;
    }
    return told.entrySet().stream()
        .filter(entry -> !isSmall(entry.getValue()))
        .min(Comparator.comparingLong(Map.Entry::getValue))
        .filter(chosen -> chosen.getKey().equals(member))
        .isPresent();
  }
}
