package org.countypulse.dashboard.http;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.countypulse.dashboard.model.Ledgers;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.VisibleFigures;
import org.countypulse.dashboard.model.VisibleFigures.Figure;

/**
 * Figures of many days, read in pieces: while the read model is being read nothing can be written
 * to it, and behind a waiting writer everybody waits. All days are of the same versions: whoever is
 * moved to another one between two pieces begins again.
 */
final class SeriesReading {

  private static final int DAYS_OF_A_PIECE = 50;

  /** How one day is read. */
  interface OfDay {
    Figure read(VisibleFigures visible, Ledgers ledgers, LocalDate day);
  }

  private record Piece<T>(Set<String> versions, List<T> points) {}

  private final ReadModel model;
  private final Versions versions;
  private final Supplier<VisibleFigures> visible;
  private List<Map<String, Object>> readFrom = List.of();

  /**
   * @param visible what the reader may see; made for each piece anew, since it remembers much of
   *     each day
   */
  SeriesReading(ReadModel model, Versions versions, Supplier<VisibleFigures> visible) {
    this.model = model;
    this.versions = versions;
    this.visible = visible;
  }

  /**
   * A point for each day.
   *
   * @param to the last day
   */
  <T> List<T> read(LocalDate from, LocalDate to, OfDay ofDay, BiFunction<LocalDate, Figure, T> as) {
    List<T> points = new ArrayList<>();
    Set<String> before = null;
    LocalDate next = from;
    while (!next.isAfter(to)) {
      LocalDate end = next.plusDays(DAYS_OF_A_PIECE);
      Piece<T> piece = piece(next, end.isAfter(to) ? to.plusDays(1) : end, ofDay, as);
      if (before != null && !before.equals(piece.versions)) {
        points.clear();
        before = null;
        next = from;
        continue;
      }
      points.addAll(piece.points);
      before = piece.versions;
      next = end;
    }
    return points;
  }

  private <T> Piece<T> piece(
      LocalDate from, LocalDate until, OfDay ofDay, BiFunction<LocalDate, Figure, T> as) {
    VisibleFigures seen = visible.get();
    return versions.read(
        model,
        ledgers -> {
          readFrom = Versions.readFrom(ledgers);
          return new Piece<>(
              ledgers.promotedIds(),
              from.datesUntil(until)
                  .map(day -> as.apply(day, ofDay.read(seen, ledgers, day)))
                  .toList());
        });
  }

  /** From which versions all was read, if any were asked for. */
  List<Map<String, Object>> readFrom() {
    return readFrom;
  }
}
