package org.countypulse.benchmarks.reading;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.SmallCells;
import org.countypulse.dashboard.model.Territory;
import org.countypulse.dashboard.model.VisibleFigures;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Questions to a read model of the country's size; {@link ReadingBenchmark} runs them. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 2, time = 1)
public class ReadModelBenchmark {

  private static final Counties COUNTIES = Counties.chinese();
  private static final Figures FIGURES = new Figures(COUNTIES);

  /** Built once for all benchmarks, which run in one JVM: it takes a while. */
  static final class Shared {
    static final Country COUNTRY = new Country(COUNTIES);

    private Shared() {}
  }

  private static final List<Window> WINDOWS =
      Stream.of(
              "1d",
              "7d",
              "30d",
              "90d",
              "365d",
              "month",
              "quarter",
              "semester",
              "school-year",
              "year",
              "total")
          .map(Window::parse)
          .toList();

  record Question(Measure measure, Window window, LocalDate asOf, Territory place) {}

  /** A few thousand questions, in turn. */
  @State(Scope.Benchmark)
  public static class Questions {
    private static final int HOW_MANY = 8_192;

    @Param({"COUNTY", "PREFECTURE", "PROVINCE"})
    public Level level;

    private final List<Question> questions = new ArrayList<>();
    private int next;

    Question next() {
      if (questions.isEmpty()) {
        fill();
      }
      next = (next + 1) % HOW_MANY;
      return questions.get(next);
    }

    private void fill() {
      Random random = new Random(5);
      List<Territory> places =
          COUNTIES.all(level).stream()
              .map(place -> Territory.of(place.code(), level, COUNTIES, List.of()).orElseThrow())
              .toList();
      List<Measure> measures = Views.measures();
      for (int i = 0; i < HOW_MANY; i++) {
        questions.add(
            new Question(
                measures.get(i % measures.size()),
                WINDOWS.get(random.nextInt(WINDOWS.size())),
                Country.FIRST_DAY.plusDays(random.nextInt(Country.DAYS)),
                places.get(random.nextInt(places.size()))));
      }
    }
  }

  /** One measure for all counties. */
  @State(Scope.Benchmark)
  public static class Tables {
    @Param({
      "drills-held",
      "canteen-pass-rate",
      "hazard-days-median",
      "schools-drilled",
      "aid-persons",
      "aid-amount",
      "enrollment-net"
    })
    public String measure;

    @Param({"30d", "school-year", "total"})
    public String window;

    private final LocalDate asOf = Country.FIRST_DAY.plusDays(Country.DAYS - 40);
  }

  @Benchmark
  public Number anyFigure(Questions questions) {
    Question q = questions.next();
    return Shared.COUNTRY.model.read(
        ledgers -> FIGURES.read(ledgers, q.measure(), q.window(), q.asOf(), q.place()));
  }

  @Benchmark
  public Map<String, Number> allCounties(Tables tables) {
    Measure measure = Country.measure(tables.measure);
    Window window = Window.parse(tables.window);
    return Shared.COUNTRY.model.read(
        ledgers -> {
          Set<String> places = FIGURES.places(ledgers, Level.COUNTY, false);
          return FIGURES.read(ledgers, measure, window, tables.asOf, Level.COUNTY, places);
        });
  }

  /** As somebody sees them who may not see small cells. */
  @Benchmark
  public Map<String, Figure> allCountiesHiding(Tables tables) {
    Measure measure = Country.measure(tables.measure);
    Window window = Window.parse(tables.window);
    VisibleFigures visible = new VisibleFigures(FIGURES, new SmallCells(FIGURES, COUNTIES), false);
    return Shared.COUNTRY.model.read(
        ledgers -> {
          Set<String> places = FIGURES.places(ledgers, Level.COUNTY, false);
          return visible.read(ledgers, measure, window, tables.asOf, Level.COUNTY, places);
        });
  }
}
