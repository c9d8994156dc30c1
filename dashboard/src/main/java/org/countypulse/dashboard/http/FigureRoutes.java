package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.Territory;
import org.countypulse.dashboard.model.VisibleFigures;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Level;

/** Figures by place and by day. */
final class FigureRoutes {

  private static final Window DEFAULT_WINDOW = new Window.Days(30);
  private static final Window ONE_DAY = new Window.Days(1);
  private static final int MOST_POINTS = 3_700;

  /**
   * @param suppressed true, or null
   */
  private record Value(
      String code,
      String name,
      Number value,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  private record DayValue(
      String day, Number value, @JsonInclude(JsonInclude.Include.NON_NULL) Boolean suppressed) {}

  private final ReadModel model;
  private final Figures figures;
  private final Asked asked;
  private final Clock clock;

  /**
   * @param clock in the zone of the counties
   */
  FigureRoutes(ReadModel model, Figures figures, Asked asked, Clock clock) {
    this.model = model;
    this.figures = figures;
    this.asked = asked;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/figures", this::figures);
    routes.get("/api/v1/counties/{code}", this::county);
    routes.get("/api/v1/counties/{code}/series", this::series);
  }

  private void figures(Context request) {
    Parameters parameters =
        Parameters.ofTable(
            request, "measure", "window", "asOf", "level", "all", Versions.PARAMETER);
    Measure measure = parameters.measure();
    Versions versions = Versions.of(parameters, measure);
    Window window = parameters.window(DEFAULT_WINDOW);
    LocalDate asOf = parameters.asOf(clock);
    Level level = parameters.level();
    boolean all = parameters.flag("all");
    VisibleFigures visible = asked.figures(request);
    List<Value> rows = new ArrayList<>();
    Map<String, Object> answer =
        object(
            "measure", measure.name(),
            "unit", measure.unit(),
            "window", window.label(),
            "asOf", asOf.toString(),
            "rows", rows);
    versions
        .read(
            model,
            ledgers -> {
              Versions.tell(answer, Versions.readFrom(ledgers));
              return visible.read(
                  ledgers, measure, window, asOf, level, figures.places(ledgers, level, all));
            })
        .forEach(
            (code, figure) ->
                rows.add(new Value(code, asked.name(level, code), figure.value(), flag(figure))));
    Answer.table(
        request,
        parameters,
        answer,
        () -> {
          Table table = Table.of("code", "name", "value");
          rows.forEach(row -> table.row(row.code, row.name, row.value));
          return table;
        });
  }

  private static Boolean flag(Figure figure) {
    return figure.suppressed() ? true : null;
  }

  private void county(Context request) {
    Parameters parameters = Parameters.ofTable(request, "window", "asOf", Versions.PARAMETER);
    Versions versions = Versions.of(parameters);
    Territory place = asked.place(request, versions);
    VisibleFigures visible = asked.figures(request);
    Window window = parameters.window(DEFAULT_WINDOW);
    LocalDate asOf = parameters.asOf(clock);
    Map<String, Number> values = new LinkedHashMap<>();
    List<String> suppressed = new ArrayList<>();
    List<Map<String, Object>> readFrom = new ArrayList<>();
    versions.read(
        model,
        ledgers -> {
          readFrom.addAll(Versions.readFrom(ledgers));
          for (Measure measure : Views.measures()) {
            Figure figure = visible.read(ledgers, measure, window, asOf, place);
            values.put(measure.name(), figure.value());
            if (figure.suppressed()) {
              suppressed.add(measure.name());
            }
          }
          return null;
        });
    Map<String, Object> answer =
        object(
            "code", place.code(),
            "name", place.name(),
            "level", place.level().label(),
            "window", window.label(),
            "asOf", asOf.toString(),
            "figures", values);
    if (!suppressed.isEmpty()) {
      answer.put("suppressed", suppressed);
    }
    Versions.tell(answer, readFrom);
    Answer.table(
        request,
        parameters,
        answer,
        () -> {
          Table table = Table.of("measure", "unit", "value");
          Views.measures().forEach(m -> table.row(m.name(), m.unit(), values.get(m.name())));
          return table;
        });
  }

  private void series(Context request) {
    Parameters parameters =
        Parameters.ofTable(request, "measure", "from", "to", "window", Versions.PARAMETER);
    Measure measure = parameters.measure();
    Versions versions = Versions.of(parameters, measure);
    Territory place = asked.place(request, versions);
    LocalDate from = parameters.requiredDay("from");
    LocalDate to = parameters.requiredDay("to");
    checkRange(from, to);
    Window window = parameters.window(ONE_DAY);
    SeriesReading reading = new SeriesReading(model, versions, () -> asked.figures(request));
    List<DayValue> points =
        reading.read(
            from,
            to,
            (visible, ledgers, day) -> visible.read(ledgers, measure, window, day, place),
            (day, figure) -> new DayValue(day.toString(), figure.value(), flag(figure)));
    Map<String, Object> answer = object("measure", measure.name());
    Versions.tell(answer, reading.readFrom());
    answer.put("points", points);
    Answer.table(
        request,
        parameters,
        answer,
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
}
