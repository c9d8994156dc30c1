package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.JsonSchemas;

/** What there is by name: event types, measures, counties. */
final class CatalogueRoutes {

  /** A share is read to the hundredth of a percent, a mean to a tenth. */
  private static final int DECIMALS_OF_RATIO = 4;

  private static final int DECIMALS_OF_MEAN = 1;

  private record EventTypeAnswer(
      String name, String title, String titleZh, String doc, String topic, JsonNode dataSchema) {}

  private record MeasureAnswer(
      String name,
      String unit,
      String kind,
      String view,
      @JsonInclude(JsonInclude.Include.NON_NULL) String partOf,
      String title,
      String titleZh,
      int scale) {}

  private record ViewAnswer(String name, String title, String titleZh) {}

  private record PlaceAnswer(String code, String name, String nameEn) {}

  private record CountyAnswer(
      String code, String name, String nameEn, PlaceAnswer prefecture, PlaceAnswer province) {}

  private final ReadModel model;
  private final Figures figures;
  private final Counties counties;

  CatalogueRoutes(ReadModel model, Figures figures, Counties counties) {
    this.model = model;
    this.figures = figures;
    this.counties = counties;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/event-types", this::eventTypes);
    routes.get("/api/v1/measures", this::measures);
    routes.get("/api/v1/counties", this::counties);
  }

  private void eventTypes(Context request) {
    Parameters parameters = Parameters.ofTable(request);
    List<EventTypeAnswer> types = EventTypes.ALL.stream().map(CatalogueRoutes::answer).toList();
    Answer.table(
        request,
        parameters,
        object("eventTypes", types),
        () -> {
          Table table = Table.of("name", "title", "titleZh", "doc", "topic");
          types.forEach(t -> table.row(t.name, t.title, t.titleZh, t.doc, t.topic));
          return table;
        });
  }

  private static EventTypeAnswer answer(EventType type) {
    return new EventTypeAnswer(
        type.name(), type.title(), type.titleZh(), type.doc(), type.topic(), JsonSchemas.of(type));
  }

  private void measures(Context request) {
    Parameters parameters = Parameters.ofTable(request);
    List<MeasureAnswer> measures = Views.measures().stream().map(CatalogueRoutes::answer).toList();
    Answer.table(
        request,
        parameters,
        object(
            "measures",
            measures,
            "views",
            Views.ALL.stream().map(CatalogueRoutes::answer).toList()),
        () -> {
          Table table =
              Table.of("name", "unit", "kind", "view", "partOf", "title", "titleZh", "scale");
          measures.forEach(
              m ->
                  table.row(m.name, m.unit, m.kind, m.view, m.partOf, m.title, m.titleZh, m.scale));
          return table;
        });
  }

  private static ViewAnswer answer(CountyView view) {
    return new ViewAnswer(view.name(), view.title(), view.titleZh());
  }

  private static MeasureAnswer answer(Measure measure) {
    String kind = kind(measure);
    int scale =
        switch (kind) {
          case "ratio" -> DECIMALS_OF_RATIO;
          case "mean" -> DECIMALS_OF_MEAN;
          default -> measure.decimals();
        };
    return new MeasureAnswer(
        measure.name(),
        measure.unit(),
        kind,
        Views.of(measure).name(),
        Views.wholeOf(measure).map(Measure::name).orElse(null),
        measure.title(),
        measure.titleZh(),
        scale);
  }

  private static String kind(Measure measure) {
    if (measure instanceof Measure.Ratio) {
      return measure.unit().equals("ratio") ? "ratio" : "mean";
    }
    if (measure instanceof Measure.DistinctSchools || measure instanceof Measure.DistinctPersons) {
      return "distinct";
    }
    if (measure instanceof Measure.Quantile) {
      return "quantile";
    }
    return measure instanceof Measure.Gauge ? "gauge" : "sum";
  }

  private void counties(Context request) {
    Parameters parameters = Parameters.ofTable(request, "all");
    boolean all = parameters.flag("all");
    List<CountyAnswer> answers = new ArrayList<>();
    for (String code : model.read(ledgers -> figures.places(ledgers, Level.COUNTY, all))) {
      PlaceAnswer county = place(Level.COUNTY, code);
      answers.add(
          new CountyAnswer(
              county.code,
              county.name,
              county.nameEn,
              place(Level.PREFECTURE, counties.rollUp(code, Level.PREFECTURE)),
              place(Level.PROVINCE, counties.rollUp(code, Level.PROVINCE))));
    }
    Map<String, Object> json = object("counties", answers);
    Answer.table(request, parameters, json, () -> table(answers));
  }

  private static Table table(List<CountyAnswer> counties) {
    Table table =
        Table.of(
            "code", "name", "nameEn", "prefecture", "prefectureName", "province", "provinceName");
    counties.forEach(
        c ->
            table.row(
                c.code,
                c.name,
                c.nameEn,
                c.prefecture.code,
                c.prefecture.name,
                c.province.code,
                c.province.name));
    return table;
  }

  /**
   * The place with that code, at that level or, if the list has no such level there, the county
   * that stands for itself.
   */
  private PlaceAnswer place(Level level, String code) {
    Place place = counties.at(level, code).or(() -> counties.at(Level.COUNTY, code)).orElse(null);
    if (place == null) {
      return new PlaceAnswer(code, code, code);
    }
    return new PlaceAnswer(
        code, place.name(), place.english().isEmpty() ? place.name() : place.english());
  }
}
