package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Level;

/** Figures as one reader may see them. */
public final class VisibleFigures {

  /**
   * A figure.
   *
   * @param value null if there is none, and if it is suppressed
   * @param suppressed whether it could name somebody to this reader
   */
  public record Figure(Number value, boolean suppressed) {
    public static final Figure SUPPRESSED = new Figure(null, true);
  }

  private final Figures figures;
  private final SmallCells smallCells;
  private final boolean seesSmallCells;

  public VisibleFigures(Figures figures, SmallCells smallCells, boolean seesSmallCells) {
    this.figures = figures;
    this.smallCells = smallCells;
    this.seesSmallCells = seesSmallCells;
  }

  /** The figure of a place. */
  public Figure read(
      Ledgers ledgers, Measure measure, Window window, LocalDate asOf, Territory place) {
    if (!seesSmallCells && smallCells.hide(ledgers, measure, window, asOf, place)) {
      return Figure.SUPPRESSED;
    }
    return new Figure(figures.read(ledgers, measure, window, asOf, place), false);
  }

  /**
   * A measure over a window, by place.
   *
   * @param places the codes to be answered for, in their order
   */
  public Map<String, Figure> read(
      Ledgers ledgers,
      Measure measure,
      Window window,
      LocalDate asOf,
      Level level,
      Set<String> places) {
    Map<String, Figure> shown = new LinkedHashMap<>();
    figures
        .read(ledgers, measure, window, asOf, level, places)
        .forEach((code, value) -> shown.put(code, new Figure(value, false)));
    if (!seesSmallCells) {
      smallCells
          .hidden(ledgers, measure, window, asOf, level, places)
          .forEach(code -> shown.put(code, Figure.SUPPRESSED));
    }
    return shown;
  }
}
