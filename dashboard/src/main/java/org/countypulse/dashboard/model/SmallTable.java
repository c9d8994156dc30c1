package org.countypulse.dashboard.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.countypulse.domain.Measure;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;

/**
 * Counts of persons by some measures that add up to each other, for the counties of a province,
 * their prefectures and itself: which of them are hidden. In arrays, since a country has a hundred
 * thousand of them for one question.
 */
final class SmallTable {

  private static final int NO_PERSONS = 0;
  private static final int NONE = -1;

  private final List<Measure> measures;
  private final Map<Level, Map<String, Integer>> places = new HashMap<>();
  private final int[] prefectureOf;
  private final int provinceAt;
  private final int width;

  /** By measure and place; a cell without persons is 0. */
  private final long[] persons;

  private final boolean[] hidden;
  private final List<String> codes = new ArrayList<>();

  /** Each by its cells, the total first. */
  private final List<int[]> sums = new ArrayList<>();

  private final List<int[]> sumsOfMeasures;

  /**
   * @param sumsOfMeasures by the measures' numbers, the total first
   * @param inCounties the province's, in order
   */
  SmallTable(
      List<Measure> measures,
      List<int[]> sumsOfMeasures,
      List<String> inCounties,
      Counties counties) {
    this.measures = measures;
    this.sumsOfMeasures = sumsOfMeasures;
    for (Level level : Level.values()) {
      places.put(level, new HashMap<>());
    }
    inCounties.forEach(county -> place(Level.COUNTY, county));
    prefectureOf =
        inCounties.stream()
            .mapToInt(county -> place(Level.PREFECTURE, counties.rollUp(county, Level.PREFECTURE)))
            .toArray();
    provinceAt =
        inCounties.isEmpty()
            ? 0
            : place(Level.PROVINCE, counties.rollUp(inCounties.get(0), Level.PROVINCE));
    width = codes.size();
    persons = new long[measures.size() * width];
    hidden = new boolean[persons.length];
  }

  private int place(Level level, String code) {
    Integer known = places.get(level).get(code);
    if (known != null) {
      return known;
    }
    places.get(level).put(code, codes.size());
    codes.add(code);
    return codes.size() - 1;
  }

  /**
   * Takes the figures of a measure in.
   *
   * @param figures county by county; null where there is none
   */
  void add(Measure measure, Number[] figures) {
    int row = measures.indexOf(measure) * width;
    for (int county = 0; county < figures.length; county++) {
      long figure = figures[county] == null ? NO_PERSONS : figures[county].longValue();
      persons[row + county] = figure;
      persons[row + prefectureOf[county]] += figure;
      persons[row + provinceAt] += figure;
    }
  }

  /** Works out what is to be hidden: the small ones, and those that would tell of them. */
  void work() {
    boolean any = false;
    for (int cell = 0; cell < persons.length; cell++) {
      persons[cell] = Math.abs(persons[cell]);
      hidden[cell] = persons[cell] != NO_PERSONS && persons[cell] < SmallCells.FEWEST;
      any |= hidden[cell];
    }
    if (!any) {
      return;
    }
    addSums();
    boolean more = true;
    while (more) {
      more = false;
      for (int[] sum : sums) {
        more |= addOne(sum);
      }
    }
  }

  /** All sums that are told. */
  private void addSums() {
    Map<Integer, List<Integer>> parts = new TreeMap<>();
    for (int county = 0; county < prefectureOf.length; county++) {
      parts.computeIfAbsent(prefectureOf[county], p -> new ArrayList<>()).add(county);
    }
    List<Integer> prefectures = List.copyOf(parts.keySet());
    for (int measure = 0; measure < measures.size(); measure++) {
      int row = measure * width;
      parts.forEach((prefecture, counties) -> sums.add(sum(row, prefecture, counties)));
      sums.add(sum(row, provinceAt, prefectures));
    }
    for (int[] sum : sumsOfMeasures) {
      for (int place = 0; place < width; place++) {
        int at = place;
        sums.add(Arrays.stream(sum).map(measure -> measure * width + at).toArray());
      }
    }
  }

  private static int[] sum(int row, int total, List<Integer> parts) {
    return IntStream.concat(IntStream.of(total), parts.stream().mapToInt(part -> part))
        .map(place -> row + place)
        .toArray();
  }

  /**
   * Hides one more member of a sum if what is hidden could be computed: if it is the only one, or
   * if all of them must be 1. The smallest one that is not hidden is taken, the total last.
   *
   * @return whether one was hidden
   */
  private boolean addOne(int[] sum) {
    int within = 0;
    long ofThem = 0;
    for (int cell : sum) {
      if (hidden[cell]) {
        within++;
        ofThem += persons[cell];
      }
    }
    if (within == 0 || within > 1 && ofThem > within) {
      return false;
    }
    int next = NONE;
    for (int cell : sum) {
      if (persons[cell] != NO_PERSONS
          && !hidden[cell]
          && (next == NONE || isBefore(cell, next, sum[0]))) {
        next = cell;
      }
    }
    if (next != NONE) {
      hidden[next] = true;
    }
    return next != NONE;
  }

  private boolean isBefore(int cell, int other, int total) {
    if (cell == total || other == total) {
      return other == total && cell != total;
    }
    return persons[cell] != persons[other]
        ? persons[cell] < persons[other]
        : name(cell).compareTo(name(other)) < 0;
  }

  private String name(int cell) {
    return measures.get(cell / width).name() + codes.get(cell % width);
  }

  /** Whether a place's figure is hidden. */
  boolean hides(Measure measure, Level level, String code) {
    Integer place = places.get(level).get(code);
    return place != null && hidden[measures.indexOf(measure) * width + place];
  }

  /** The codes of the places at a level whose figure is hidden. */
  List<String> hidden(Measure measure, Level level) {
    int row = measures.indexOf(measure) * width;
    return places.get(level).entrySet().stream()
        .filter(place -> hidden[row + place.getValue()])
        .map(Map.Entry::getKey)
        .toList();
  }
}
