package org.countypulse.streams.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.explain.ExplainException;
import org.countypulse.domain.explain.Explanation;
import org.countypulse.domain.explain.Question;
import org.countypulse.domain.posting.SchoolStatement.Line;
import org.countypulse.streams.explain.EventSearch;

/** Finds them in the log, all at once: each look may read the whole log. */
public final class LoggedEvents implements EventsBehind {

  private static final int MOST_ROWS = 1_000;
  private static final int MOST_LINES = 20;
  private static final List<String> NONE = List.of("No event in the log adds to it.");

  private final EventSearch search;

  public LoggedEvents(EventSearch search) {
    this.search = search;
  }

  private record Place(String county, Question.Part part) {}

  @Override
  public Map<Difference.OfCell, List<String>> of(
      VersionLedger version, List<Difference.OfCell> cells) {
    Optional<CountyView> view = version.definition();
    if (view.isEmpty() || cells.isEmpty()) {
      return Map.of();
    }
    Map<Difference.OfCell, Place> places = places(view.get(), cells);
    Map<Difference.OfCell, List<String>> lines = new HashMap<>();
    try {
      Map<Place, List<String>> found = search(view.get(), places);
      places.forEach((cell, place) -> lines.put(cell, found.getOrDefault(place, NONE)));
    } catch (ExplainException e) {
      cells.forEach(
          cell -> lines.put(cell, List.of("The events can't be told: " + e.getMessage())));
    }
    return lines;
  }

  private static Map<Difference.OfCell, Place> places(
      CountyView view, List<Difference.OfCell> cells) {
    Map<Difference.OfCell, Place> places = new LinkedHashMap<>();
    for (Difference.OfCell cell : cells) {
      view.posted().stream()
          .filter(measure -> measure.name().equals(cell.measure()))
          .findFirst()
          .ifPresent(measure -> places.put(cell, new Place(cell.county(), part(cell, measure))));
    }
    return places;
  }

  private static Question.Part part(Difference.OfCell cell, Posted measure) {
    return new Question.Part(cell.measure(), measure, cell.day(), cell.day(), false);
  }

  private Map<Place, List<String>> search(CountyView view, Map<Difference.OfCell, Place> places) {
    Question question =
        new Question(
            view,
            places.values().stream().map(Place::part).distinct().toList(),
            places.values().stream().map(Place::county).collect(Collectors.toSet()),
            null,
            null,
            MOST_ROWS);
    Explanation answer = search.explain(List.of(question), answers -> true).get(0);
    Map<Place, List<String>> lines = new HashMap<>();
    for (Explanation.Row row : answer.events()) {
      List<String> of =
          lines.computeIfAbsent(new Place(row.county(), row.part()), p -> new ArrayList<>());
      if (of.size() < MOST_LINES) {
        of.add(line(row));
      } else if (of.size() == MOST_LINES) {
        of.add("…");
      }
    }
    return lines;
  }

  private static String line(Explanation.Row row) {
    Line line = row.line();
    return "%s %s %s %+d %s/%d/%d"
        .formatted(
            line.type().name(),
            line.eventId(),
            line.school(),
            row.amount(),
            line.type().topic(),
            line.partition(),
            line.offset());
  }
}
