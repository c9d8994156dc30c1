package org.countypulse.dashboard.http;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.countypulse.dashboard.model.Ledgers;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.Territory;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Window;
import org.countypulse.domain.explain.Question.Part;

/**
 * Which figure shall be explained.
 *
 * @param from null asks for everything up to the last day
 * @param school null asks for all schools
 */
record ExplainWanted(
    Measure measure,
    Versions versions,
    Territory place,
    LocalDate from,
    LocalDate to,
    Window window,
    String school,
    int limit) {

  /** Asks the read model, as the wanted versions show it. */
  <T> T read(ReadModel model, Function<Ledgers, T> question) {
    return versions.read(model, question);
  }

  /** What the measure is read off, in the days of the question. */
  List<Part> parts() {
    if (measure instanceof DistinctSchools distinct) {
      return List.of(new Part(distinct.name(), distinct.of(), first(), to, true));
    }
    if (measure instanceof DistinctPersons persons) {
      return List.of(new Part(persons.name(), persons.over(window).get(), first(), to, false));
    }
    return measure.basis().stream().map(this::part).toList();
  }

  /** A gauge is the sum of all its changes. */
  private Part part(Posted basis) {
    LocalDate start = basis instanceof Gauge ? LocalDate.MIN : first();
    return new Part(basis.name(), basis, start, to, false);
  }

  private LocalDate first() {
    return from == null ? LocalDate.MIN : from;
  }
}
