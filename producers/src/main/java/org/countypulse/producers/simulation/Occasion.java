package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.util.List;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Stage;

/**
 * A school and a day on which something is about to happen.
 *
 * @param chance decides what
 */
record Occasion(
    SimulationSettings settings,
    Prefecture prefecture,
    SimulatedSchool school,
    LocalDate day,
    Chance chance) {

  SchoolRegisteredData entry() {
    return school.at(day);
  }

  Stage stage() {
    return entry().getStage();
  }

  /** What happened at the school in the history. */
  List<Fact> history() {
    return SchoolYear.of(settings, prefecture, school);
  }
}
