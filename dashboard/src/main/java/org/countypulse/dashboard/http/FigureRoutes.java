package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countypulse.dashboard.model.Duties;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Obligation;
import org.countypulse.domain.Obligations;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;

/** Figures by place and by day, and what schools owe. */
final class FigureRoutes {

  private static final Window DEFAULT_WINDOW = new Window.Days(30);
  private static final Window ONE_DAY = new Window.Days(1);
  private static final int MOST_POINTS = 3_700;

  private record Value(String code, String name, Number value) {}

  private record DayValue(String day, Number value) {}

  private record Period(String from, String to) {}

  private record School(
      String schoolId,
      String name,
      String last,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> open) {}

  private final ReadModel model;
  private final Figures figures;
  private final Duties duties;
  private final Counties counties;
  private final Clock clock;

  /**
   * @param clock in the zone of the counties
   */
  FigureRoutes(
      ReadModel model, Figures figures, Obligations obligations, Counties counties, Clock clock) {
    this.model = model;
    this.figures = figures;
    this.duties = new Duties(figures, obligations);
    this.counties = counties;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/figures", this::figures);
    routes.get("/api/v1/counties/{code}", this::county);
    routes.get("/api/v1/counties/{code}/series", this::series);
    routes.get("/api/v1/counties/{code}/obligations", this::obligations);
  }

  private void figures(Context request) {
    Parameters parameters =
        Parameters.ofTable(request, "measure", "window", "asOf", "level", "all");
    Measure measure = parameters.measure();
    Window window = parameters.window(DEFAULT_WINDOW);
    LocalDate asOf = parameters.asOf(clock);
    Level level = parameters.level();
    boolean all = parameters.flag("all");
    Map<String, Number> values =
        model.read(
            ledgers ->
                figures.read(
                    ledgers, measure, window, asOf, level, figures.places(ledgers, level, all)));
    List<Value> rows = new ArrayList<>();
    values.forEach((code, value) -> rows.add(new Value(code, name(level, code), value)));
    Answer.table(
        request,
        parameters,
        object(
            "measure", measure.name(),
            "unit", measure.unit(),
            "window", window.label(),
            "asOf", asOf.toString(),
            "rows", rows),
        () -> {
          Table table = Table.of("code", "name", "value");
          rows.forEach(row -> table.row(row.code, row.name, row.value));
          return table;
        });
  }

  private String name(Level level, String code) {
    return counties
        .at(level, code)
        .or(() -> counties.at(Level.COUNTY, code))
        .map(Place::name)
        .orElse(code);
  }

  /** The county that a path names. */
  private String county(String code) {
    if (counties.isCounty(code)
        || model.read(ledgers -> ledgers.registry().counties().contains(code))) {
      return code;
    }
    for (Level level : List.of(Level.PREFECTURE, Level.PROVINCE)) {
      if (counties.at(level, code).isPresent()) {
        throw new NotFoundResponse(
            "%s is a %s, not a county: ask /api/v1/figures?level=%s for its figures."
                .formatted(code, level.label(), level.label()));
      }
    }
    throw new NotFoundResponse(
        "There is no county \"" + code + "\": write a code of /api/v1/counties?all=true.");
  }

  private void county(Context request) {
    Parameters parameters = Parameters.ofTable(request, "window", "asOf");
    String code = county(request.pathParam("code"));
    Window window = parameters.window(DEFAULT_WINDOW);
    LocalDate asOf = parameters.asOf(clock);
    Map<String, Number> values =
        model.read(ledgers -> figures.readAll(ledgers, window, asOf, code));
    Answer.table(
        request,
        parameters,
        object(
            "code", code,
            "name", name(Level.COUNTY, code),
            "window", window.label(),
            "asOf", asOf.toString(),
            "figures", values),
        () -> {
          Table table = Table.of("measure", "unit", "value");
          Views.measures().forEach(m -> table.row(m.name(), m.unit(), values.get(m.name())));
          return table;
        });
  }

  private void series(Context request) {
    Parameters parameters = Parameters.ofTable(request, "measure", "from", "to", "window");
    String code = county(request.pathParam("code"));
    Measure measure = parameters.measure();
    LocalDate from = parameters.requiredDay("from");
    LocalDate to = parameters.requiredDay("to");
    checkRange(from, to);
    Window window = parameters.window(ONE_DAY);
    List<DayValue> points =
        model.read(ledgers -> figures.series(ledgers, measure, window, from, to, code)).stream()
            .map(point -> new DayValue(point.day().toString(), point.value()))
            .toList();
    Answer.table(
        request,
        parameters,
        object("measure", measure.name(), "points", points),
        () -> {
          Table table = Table.of("day", "value");
          points.forEach(point -> table.row(point.day, point.value));
          return table;
        });
  }

  private static void checkRange(LocalDate from, LocalDate to) {
    if (to.isBefore(from)) {
      throw new BadRequestResponse(
          "from=%s is after to=%s: write the earlier day as from.".formatted(from, to));
    }
    if (ChronoUnit.DAYS.between(from, to) >= MOST_POINTS) {
      throw new BadRequestResponse(
          "from=%s to=%s is too long: at most %d days are answered at once; ask in parts."
              .formatted(from, to, MOST_POINTS));
    }
  }

  private void obligations(Context request) {
    Parameters parameters = Parameters.ofTable(request, "asOf");
    String code = county(request.pathParam("code"));
    LocalDate asOf = parameters.asOf(clock);
    List<Duties.Standing> standings = model.read(ledgers -> duties.of(ledgers, code, asOf));
    Answer.table(
        request,
        parameters,
        object(
            "code", code,
            "name", name(Level.COUNTY, code),
            "asOf", asOf.toString(),
            "obligations", standings.stream().map(FigureRoutes::answer).toList()),
        () -> table(standings));
  }

  private static Map<String, Object> answer(Duties.Standing standing) {
    Obligation obligation = standing.obligation();
    Map<String, Object> answer =
        object(
            "name", obligation.name(),
            "title", obligation.title(),
            "titleZh", obligation.titleZh(),
            "version", obligation.terms().version(),
            "source", obligation.terms().source(),
            "unit", unit(obligation),
            "period", new Period(standing.from().toString(), standing.to().toString()),
            "due", standing.due(),
            "met", standing.met(),
            "outstanding", schools(standing.outstanding()),
            "breached", schools(standing.breached()));
    if (obligation instanceof Obligation.OfCounty ofCounty) {
      answer.put("value", standing.value());
      answer.put("target", ofCounty.atLeast());
    }
    return answer;
  }

  private static String unit(Obligation obligation) {
    return obligation instanceof Obligation.OfCounty of ? of.what().unit() : "schools";
  }

  private static List<School> schools(List<Duties.School> schools) {
    return schools.stream()
        .map(
            s ->
                new School(
                    s.schoolId(),
                    s.name(),
                    s.last() == null ? null : s.last().toString(),
                    s.open()))
        .toList();
  }

  /** One line a school that has not met an obligation, and one an obligation for its counts. */
  private static Table table(List<Duties.Standing> standings) {
    Table table =
        Table.of(
            "obligation",
            "from",
            "to",
            "due",
            "met",
            "state",
            "schoolId",
            "name",
            "last",
            "value",
            "target");
    for (Duties.Standing s : standings) {
      Object target = s.obligation() instanceof Obligation.OfCounty of ? of.atLeast() : null;
      String name = s.obligation().name();
      table.row(
          name, s.from(), s.to(), s.due(), s.met(), "total", null, null, null, s.value(), target);
      String state = s.over() ? "breached" : "outstanding";
      for (Duties.School school : s.unmet()) {
        table.row(
            name,
            s.from(),
            s.to(),
            null,
            null,
            state,
            school.schoolId(),
            school.name(),
            school.last(),
            null,
            null);
      }
    }
    return table;
  }
}
