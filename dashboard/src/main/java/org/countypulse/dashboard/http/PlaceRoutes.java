package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import io.javalin.config.RoutesConfig;
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
import org.countypulse.domain.Measure;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;

/** Many measures of all places at once, so that a table costs one request and not one a column. */
final class PlaceRoutes {

  private static final Window DEFAULT_WINDOW = new Window.Days(30);

  private record PlaceFigures(String code, String name, Map<String, Number> figures) {}

  private final ReadModel model;
  private final Figures figures;
  private final Counties counties;
  private final Clock clock;

  /**
   * @param clock in the zone of the counties
   */
  PlaceRoutes(ReadModel model, Figures figures, Counties counties, Clock clock) {
    this.model = model;
    this.figures = figures;
    this.counties = counties;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/places", this::places);
  }

  private void places(Context request) {
    Parameters parameters =
        Parameters.ofTable(request, "measures", "window", "asOf", "level", "all");
    List<Measure> measures = parameters.measures();
    Window window = parameters.window(DEFAULT_WINDOW);
    LocalDate asOf = parameters.asOf(clock);
    Level level = parameters.level();
    List<PlaceFigures> rows = rows(measures, window, asOf, level, parameters.flag("all"));
    Answer.table(
        request,
        parameters,
        object(
            "level", level.label(),
            "window", window.label(),
            "asOf", asOf.toString(),
            "rows", rows),
        () -> table(measures, rows));
  }

  private List<PlaceFigures> rows(
      List<Measure> measures, Window window, LocalDate asOf, Level level, boolean all) {
    Map<String, PlaceFigures> rows = new LinkedHashMap<>();
    model.read(
        ledgers -> {
          Set<String> places = figures.places(ledgers, level, all);
          places.forEach(
              code ->
                  rows.put(code, new PlaceFigures(code, name(level, code), new LinkedHashMap<>())));
          for (Measure measure : measures) {
            figures
                .read(ledgers, measure, window, asOf, level, places)
                .forEach((code, value) -> rows.get(code).figures.put(measure.name(), value));
          }
          return rows;
        });
    return List.copyOf(rows.values());
  }

  private String name(Level level, String code) {
    return counties
        .at(level, code)
        .or(() -> counties.at(Level.COUNTY, code))
        .map(Place::name)
        .orElse(code);
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
