package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG_NO_1;
import static org.countypulse.dashboard.model.TestLedger.XINFU;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_1;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_2;
import static org.countypulse.dashboard.model.TestLedger.YINGZE;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.countypulse.dashboard.model.TestLedger.Entry;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Histogram;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Measure.Quantile;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest {

  private static final Counties COUNTIES = Counties.chinese();
  private static final LocalDate FIRST = LocalDate.of(2018, 11, 1);
  private static final int DAYS = 500;
  private static final List<String> SOME_COUNTIES =
      List.of("140902", "140921", "140981", "140105", "140106", "441900", "110101", "371681");

  private final Figures figures = new Figures(COUNTIES);
  private final TestLedger ledger = new TestLedger();

  private record Cell(String measure, String county, LocalDate day) {}

  private record Mark(String measure, String school, String county, LocalDate day) {}

  private final Map<Cell, Long> cells = new HashMap<>();
  private final Set<Mark> marks = new HashSet<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyFigureIsWhatAddingUpTheCellsGives(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      fill(random);
      for (int i = 0; i < 60; i++) {
        check(
            anyOf(Views.measures(), random),
            anyWindow(random),
            FIRST.plusDays(random.nextInt(DAYS + 60)),
            Level.values()[random.nextInt(3)]);
      }
    }
  }

  private void fill(Random random) {
    for (int i = 0; i < 3_000; i++) {
      Posted measure = anyOf(postedMeasures(), random);
      Cell cell = new Cell(measure.name(), anyOf(SOME_COUNTIES, random), anyDay(random));
      long amount = random.nextInt(5) == 0 ? 0 : random.nextInt(60) - 10;
      cells.put(cell, amount);
      ledger.cell(cell.measure(), cell.county(), cell.day(), amount);
    }
    for (int i = 0; i < 1_000; i++) {
      Mark mark =
          new Mark(
              "drills-held",
              "school-" + random.nextInt(40),
              anyOf(SOME_COUNTIES, random),
              anyDay(random));
      boolean marked = random.nextInt(5) > 0;
      if (marked) {
        marks.add(mark);
      } else {
        marks.remove(mark);
      }
      ledger.mark(mark.measure(), mark.school(), mark.county(), mark.day(), marked);
    }
  }

  private void check(Measure measure, Window window, LocalDate asOf, Level level) {
    Set<String> places = new HashSet<>();
    SOME_COUNTIES.forEach(county -> places.add(COUNTIES.rollUp(county, level)));
    Map<String, Number> read =
        ledger.model().read(all -> figures.read(all, measure, window, asOf, level, places));
    for (String place : places) {
      assertThat(read.get(place))
          .as("%s, %s, %s, %s", measure.name(), window, asOf, place)
          .isEqualTo(plain(measure, window, asOf, level, place));
      Territory territory = Territory.of(place, level, COUNTIES, SOME_COUNTIES).orElseThrow();
      Number alone =
          ledger.model().read(all -> figures.read(all, measure, window, asOf, territory));
      assertThat(alone).isEqualTo(read.get(place));
    }
  }

  /** The same from the definitions, day by day. */
  private Number plain(Measure measure, Window window, LocalDate asOf, Level level, String place) {
    if (measure instanceof Ratio ratio) {
      double below = plain(ratio.denominator(), window, asOf, level, place).doubleValue();
      double above = plain(ratio.numerator(), window, asOf, level, place).doubleValue();
      return below == 0 ? null : (Number) (above / below);
    }
    if (measure instanceof DistinctPersons persons) {
      return persons
          .over(window)
          .map(first -> plain(first, window, asOf, level, place))
          .orElse(null);
    }
    if (measure instanceof Quantile quantile) {
      return median(quantile.of(), window, asOf, level, place);
    }
    if (measure instanceof DistinctSchools distinct) {
      return marks.stream()
          .filter(m -> m.measure().equals(distinct.of().name()))
          .filter(m -> COUNTIES.rollUp(m.county(), level).equals(place))
          .filter(m -> isIn(m.day(), window, asOf))
          .map(Mark::school)
          .distinct()
          .count();
    }
    Window read = measure instanceof Gauge ? new Window.Total() : window;
    long sum =
        cells.entrySet().stream()
            .filter(cell -> cell.getKey().measure().equals(measure.name()))
            .filter(cell -> COUNTIES.rollUp(cell.getKey().county(), level).equals(place))
            .filter(cell -> isIn(cell.getKey().day(), read, asOf))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return measure.decimals() == 0 ? (Number) sum : BigDecimal.valueOf(sum, measure.decimals());
  }

  /** Bucket by bucket, as if each thing that was counted stood in a row. */
  private Long median(
      Histogram histogram, Window window, LocalDate asOf, Level level, String place) {
    List<Long> upperBounds = new ArrayList<>();
    histogram.bounds().forEach(bound -> upperBounds.add((long) bound));
    upperBounds.add(upperBounds.get(upperBounds.size() - 1) + 1);
    long all = 0;
    for (Sum bucket : histogram.buckets()) {
      all += plain(bucket, window, asOf, level, place).longValue();
    }
    if (all <= 0) {
      return null;
    }
    long below = 0;
    for (int i = 0; i < upperBounds.size(); i++) {
      below += plain(histogram.buckets().get(i), window, asOf, level, place).longValue();
      if (2 * below >= all) {
        return upperBounds.get(i);
      }
    }
    return upperBounds.get(upperBounds.size() - 1);
  }

  private static boolean isIn(LocalDate day, Window window, LocalDate asOf) {
    return !day.isAfter(asOf) && !day.isBefore(window.from(asOf));
  }

  private static List<Posted> postedMeasures() {
    return Views.ALL.stream().flatMap(view -> view.posted().stream()).toList();
  }

  private static Window anyWindow(Random random) {
    List<Window> windows = new ArrayList<>(List.of(Window.Calendar.values()));
    windows.add(new Window.Total());
    windows.add(new Window.Days(1));
    windows.add(new Window.Days(1 + random.nextInt(400)));
    return anyOf(windows, random);
  }

  private static LocalDate anyDay(Random random) {
    return FIRST.plusDays(random.nextInt(DAYS));
  }

  private static <T> T anyOf(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  @Test
  void aSchoolThatMovedCountsInBothCountiesAndOnceInTheirPrefecture() {
    ledger
        .mark("drills-held", XINFU_NO_1, XINFU, "2019-05-03")
        .mark("drills-held", XINFU_NO_1, DINGXIANG, "2019-05-20")
        .mark("drills-held", DINGXIANG_NO_1, DINGXIANG, "2019-05-20");
    assertThat(read("schools-drilled", "month", "2019-05-31", Level.COUNTY, XINFU, DINGXIANG))
        .containsEntry(XINFU, 1L)
        .containsEntry(DINGXIANG, 2L);
    assertThat(read("schools-drilled", "month", "2019-05-31", Level.PREFECTURE, "140900"))
        .containsEntry("140900", 2L);
  }

  @Test
  void aPrefecturesRatioDividesItsSumsAndIsNotAMeanOfRatios() {
    ledger
        .cell("canteen-inspections", XINFU, "2019-05-03", 1)
        .cell("canteen-passed", XINFU, "2019-05-03", 1)
        .cell("canteen-inspections", DINGXIANG, "2019-05-03", 9);
    assertThat(read("canteen-pass-rate", "month", "2019-05-31", Level.PREFECTURE, "140900"))
        .containsEntry("140900", 0.1);
    assertThat(read("canteen-pass-rate", "month", "2019-06-30", Level.PREFECTURE, "140900"))
        .containsEntry("140900", null);
  }

  @Test
  void aGaugeIsReadAtItsDayWhateverTheWindow() {
    ledger
        .cell("schools-open", XINFU, "2010-09-01", 3)
        .cell("schools-open", XINFU, "2019-05-10", -1);
    assertThat(read("schools-open", "1d", "2019-05-09", Level.COUNTY, XINFU))
        .containsEntry(XINFU, 3L);
    assertThat(read("schools-open", "1d", "2019-05-10", Level.COUNTY, XINFU))
        .containsEntry(XINFU, 2L);
  }

  @Test
  void thereIsARowForEachCountyThatEverHadASchool() {
    ledger
        .school(
            XINFU_NO_1,
            Entry.of("2010-09-01", "七一路小学", XINFU),
            Entry.of("2019-03-01", "七一路小学", DINGXIANG))
        .school(XINFU_NO_2, Entry.of("2010-09-01", "第二小学", YINGZE))
        .cell("transfers-in", "140981", "2019-05-03", 1);
    assertThat(places(Level.COUNTY, false)).containsExactly(YINGZE, XINFU, DINGXIANG);
    assertThat(places(Level.PREFECTURE, false)).containsExactly("140100", "140900");
    assertThat(places(Level.PROVINCE, false)).containsExactly("140000");
    assertThat(places(Level.COUNTY, true)).hasSize(COUNTIES.all(Level.COUNTY).size());

    ledger.school(XINFU_NO_1, Entry.of("2010-09-01", "七一路小学", XINFU));
    assertThat(places(Level.COUNTY, false)).containsExactly(YINGZE, XINFU);
  }

  private Set<String> places(Level level, boolean all) {
    return ledger.model().read(ledgers -> figures.places(ledgers, level, all));
  }

  private Map<String, Number> read(
      String measure, String window, String asOf, Level level, String... places) {
    return ledger
        .model()
        .read(
            all ->
                figures.read(
                    all,
                    Views.measure(measure).orElseThrow(),
                    Window.parse(window),
                    LocalDate.parse(asOf),
                    level,
                    Set.of(places)));
  }

  @Test
  void aProvinceIsTheSumOfItsCountiesWhateverChangesInThem() {
    var random = new Random(4);
    TestLedger cells = new TestLedger();
    Measure drills = Views.measure("drills-held").orElseThrow();
    for (int i = 0; i < 300; i++) {
      String county = List.of("140902", "140702", "140106", "110101").get(random.nextInt(4));
      LocalDate day = LocalDate.of(2019, 1, 1).plusDays(random.nextInt(60));
      cells.cell("drills-held", county, day, random.nextInt(5) - 1);
      Window window = Window.parse(List.of("7d", "30d", "month", "total").get(random.nextInt(4)));
      LocalDate asOf = LocalDate.of(2019, 1, 1).plusDays(random.nextInt(70));
      for (String province : List.of("140000", "110000")) {
        Territory place = Territory.of(province, Level.PROVINCE, COUNTIES, List.of()).orElseThrow();
        long byCounty =
            place.counties().stream()
                .mapToLong(c -> (long) read(cells, drills, window, asOf, Territory.ofCounty(c)))
                .sum();
        Number ofPlace = read(cells, drills, window, asOf, place);
        Map<String, Number> table =
            cells
                .model()
                .read(
                    all ->
                        figures.read(all, drills, window, asOf, Level.PROVINCE, Set.of(province)));
        assertThat(ofPlace).isEqualTo(byCounty);
        assertThat(table).isEqualTo(Map.of(province, byCounty));
      }
    }
  }

  private Number read(
      TestLedger cells, Measure measure, Window window, LocalDate asOf, Territory place) {
    return cells.model().read(all -> figures.read(all, measure, window, asOf, place));
  }
}
