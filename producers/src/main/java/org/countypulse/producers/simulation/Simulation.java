package org.countypulse.producers.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.countypulse.producers.simulation.Clerk.Report;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.wire.TrustedRecords;

/**
 * A prefecture's history: what was reported, in the order in which it arrives, and what is true.
 */
public final class Simulation {

  static {
    TrustedRecords.vouch();
  }

  private static final long REPORTS = 3;

  private final SimulationSettings settings;
  private final Prefecture prefecture;
  private final List<Fact> facts = new ArrayList<>();
  private final List<Event> history;

  private Simulation(SimulationSettings settings, Carelessness carelessness) {
    this.settings = settings;
    this.prefecture = new Prefecture(settings);
    List<Report> reports = new ArrayList<>();
    for (SimulatedSchool school : prefecture.schools()) {
      List<Fact> year = SchoolYear.of(settings, prefecture, school);
      Chance mistakes = new Chance(settings.seed(), REPORTS, school.number());
      String county = school.id().substring(0, 6);
      Clerk clerk = new Clerk(settings, prefecture, county, mistakes, carelessness);
      clerk.registers(school);
      year.forEach(clerk::reports);
      reports.addAll(clerk.reports());
      facts.addAll(year);
    }
    Chance slips = new Chance(settings.seed(), REPORTS);
    Clerk bureau = new Clerk(settings, prefecture, prefecture.places().get(0), slips, carelessness);
    BureauPlan.of(settings, prefecture).forEach(bureau::reports);
    reports.addAll(bureau.reports());
    reports.sort(Comparator.comparingLong(Report::arrival).thenComparing(r -> r.event().eventId()));
    history = reports.stream().map(Report::event).toList();
  }

  /** The simulation that the settings give, always the same. */
  public static Simulation of(SimulationSettings settings) {
    return of(settings, Carelessness.USUAL);
  }

  /** The same, but reported with more or less care. */
  public static Simulation of(SimulationSettings settings, Carelessness carelessness) {
    return new Simulation(settings, carelessness);
  }

  public SimulationSettings settings() {
    return settings;
  }

  /** All reports in the order in which they arrive. */
  public List<Event> history() {
    return history;
  }

  /** The figures that must come out of the history. */
  public Expectation expectation() {
    return new Expectation(settings, prefecture, facts);
  }

  /** What goes on after the history's last day. */
  public Live live() {
    return new Live(settings, prefecture);
  }
}
