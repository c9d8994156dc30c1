package org.countypulse.dashboard.http;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.NotFoundResponse;
import java.util.Set;
import java.util.TreeSet;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.Ledgers;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.SmallCells;
import org.countypulse.dashboard.model.Territory;
import org.countypulse.dashboard.model.VisibleFigures;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;

/** What routes about places have in common: which place is asked for, and by whom. */
final class Asked {

  private final ReadModel model;
  private final Figures figures;
  private final Counties counties;
  private final Readers readers;

  Asked(ReadModel model, Figures figures, Counties counties, Readers readers) {
    this.model = model;
    this.figures = figures;
    this.counties = counties;
    this.readers = readers;
  }

  /** The figures as the reader may see them. */
  VisibleFigures figures(Context request) {
    return new VisibleFigures(figures, new SmallCells(figures, counties), seesAll(request));
  }

  boolean seesAll(Context request) {
    return readers.seeSmallCells(request);
  }

  /** Refuses those who may not see single events. */
  void requireAll(Context request) {
    if (!seesAll(request)) {
      throw new ForbiddenResponse(
          "This tells of single events, and so of persons: it takes a token with the right to see"
              + " small cells (countypulse token create --read --small-cells).");
    }
  }

  /** The county, prefecture or province that a path names. */
  Territory place(Context request) {
    return place(request.pathParam("code"), known());
  }

  /** The same, as those versions know the counties. */
  Territory place(Context request, Versions versions) {
    return place(request.pathParam("code"), versions.read(model, Asked::counties));
  }

  /** The place with that code, as those versions know the counties. */
  Territory place(String code, Versions versions) {
    return place(code, versions.read(model, Asked::counties));
  }

  private Territory place(String code, Set<String> known) {
    return Territory.of(code, counties, known)
        .orElseThrow(
            () ->
                new NotFoundResponse(
                    "There is no county, prefecture or province \"%s\": write a code of /api/v1/counties?all=true."
                        .formatted(code)));
  }

  /** The place with that code at that level. */
  Territory place(Level level, String code) {
    return Territory.of(code, level, counties, known())
        .orElseThrow(
            () ->
                new NotFoundResponse(
                    "There is no %s \"%s\": write a code of /api/v1/counties?all=true."
                        .formatted(level.label(), code)));
  }

  private Set<String> known() {
    return model.read(Asked::counties);
  }

  private static Set<String> counties(Ledgers ledgers) {
    return new TreeSet<>(ledgers.registry().counties());
  }

  /** What a place is called, at that level or as the county that stands for itself. */
  String name(Level level, String code) {
    return counties
        .at(level, code)
        .or(() -> counties.at(Level.COUNTY, code))
        .map(Place::name)
        .orElse(code);
  }
}
