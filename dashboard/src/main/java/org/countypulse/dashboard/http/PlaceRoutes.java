package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.VisibleFigures;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Level;

/** Many measures of all places at once, so that a table costs one request and not one a column. */
final class PlaceRoutes {

  private static final Window DEFAULT_WINDOW = new Window.Days(30);

  /** Places times measures; each takes some hundred bytes until the answer is sent. */
  private static final int MOST_VALUES = 200_000;

  /**
   * @param suppressed the measures that this reader may not see here
   */
  private record PlaceFigures(
      String code,
      String name,
      Map<String, Number> figures,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> suppressed) {}

  private final ReadModel model;
  private final Figures figures;
  private final Asked asked;
  private final Clock clock;

  /**
   * @param clock in the zone of the counties
   */
  PlaceRoutes(ReadModel model, Figures figures, Asked asked, Clock clock) {
    this.model = model;
    this.figures = figures;
    this.asked = asked;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/places", this::places);
  }

  private void places(Context request) {
    Parameters parameters =
        Parameters.ofTable(
            request, "measures", "window", "asOf", "level", "all", Versions.PARAMETER);
    Versions versions = Versions.of(parameters);
    List<Measure> measures = parameters.measures();
    Window window = parameters.window(DEFAULT_WINDOW);
    LocalDate asOf = parameters.asOf(clock);
    Level level = parameters.level();
    boolean all = parameters.flag("all");
    VisibleFigures visible = asked.figures(request);
    List<Map<String, Object>> readFrom = new ArrayList<>();
    List<PlaceFigures> rows =
        versions.read(
            model,
            ledgers -> {
              readFrom.addAll(Versions.readFrom(ledgers));
              Set<String> places = figures.places(ledgers, level, all);
              requireFew(places.size(), measures.size());
              Map<String, PlaceFigures> byCode = new LinkedHashMap<>();
              places.forEach(code -> byCode.put(code, nothingYet(level, code)));
              for (Measure measure : measures) {
                visible
                    .read(ledgers, measure, window, asOf, level, places)
                    .forEach((code, figure) -> add(byCode.get(code), measure, figure));
              }
              return List.copyOf(byCode.values());
            });
    Map<String, Object> answer =
        object(
            "level", level.label(),
            "window", window.label(),
            "asOf", asOf.toString(),
            "rows", rows);
    Versions.tell(answer, readFrom);
    Answer.table(request, parameters, answer, () -> table(measures, rows));
  }

  private static void requireFew(int places, int measures) {
    if ((long) places * measures > MOST_VALUES) {
      throw new BadRequestResponse(
          "%,d measures of %,d places are too much for one answer, which has %,d values at most: name fewer measures, as measures=NAME,NAME, or write level=prefecture or level=province."
              .formatted(measures, places, MOST_VALUES));
    }
  }

  private PlaceFigures nothingYet(Level level, String code) {
    return new PlaceFigures(
        code, asked.name(level, code), new LinkedHashMap<>(), new ArrayList<>());
  }

  private static void add(PlaceFigures row, Measure measure, Figure figure) {
    row.figures.put(measure.name(), figure.value());
    if (figure.suppressed()) {
      row.suppressed.add(measure.name());
    }
  }

  private static Table table(List<Measure> measures, List<PlaceFigures> rows) {
    List<String> heads = new ArrayList<>(List.of("code", "name"));
    measures.forEach(measure -> heads.add(measure.name()));
    Table table = Table.of(heads.toArray(String[]::new));
    for (PlaceFigures row : rows) {
      List<Object> cells = new ArrayList<>(List.of(row.code, row.name));
      measures.forEach(measure -> cells.add(row.figures.get(measure.name())));
      table.row(cells.toArray());
    }
    return table;
  }
}
