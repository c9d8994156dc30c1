package org.countypulse.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.countypulse.producers.sending.HttpOutlet;
import org.countypulse.producers.simulation.Simulation;
import org.countypulse.producers.simulation.SimulationSettings;
import org.countypulse.producers.simulation.Simulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pretend schools. */
@Command(
    name = "simulate",
    description = {
      "Sends the events of pretend schools: some come twice, late, wrong and corrected.",
      "The same settings give the same events, whenever they are sent."
    },
    sortOptions = false)
final class SimulateCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double USUAL_LIVE_RATE = 2;

  @Option(
      names = "--counties",
      defaultValue = "" + SimulationSettings.XINZHOU,
      paramLabel = "N",
      description = "How many counties; the first 14 are Xinzhou's (default: 14).")
  private int counties;

  @Option(
      names = "--schools",
      defaultValue = "2000",
      paramLabel = "N",
      description = "How many schools in all (default: 2000).")
  private int schools;

  @Option(
      names = "--days",
      defaultValue = "365",
      paramLabel = "N",
      description = "How long the history is (default: 365).")
  private int days;

  @Option(
      names = "--until",
      defaultValue = "2019-08-31",
      paramLabel = "DATE",
      description = "The history's last day (default: 2019-08-31).")
  private LocalDate until;

  @Option(
      names = "--rate",
      defaultValue = "0",
      paramLabel = "N",
      description = "Events a second (default: as fast as they are taken).")
  private double rate;

  @Option(
      names = "--seed",
      defaultValue = "2019",
      paramLabel = "N",
      description = "Another seed gives other schools and events (default: 2019).")
  private long seed;

  @Option(
      names = "--expect",
      paramLabel = "FILE",
      description = "Write the figures that must come out of the history to this file.")
  private Path expect;

  @Option(
      names = "--live",
      description = "After the history go on with events of now, until Ctrl-C.")
  private boolean goesOn;

  @Mixin private ZoneOptions zone;
  @Mixin private ApiClient client;

  @Override
  public Integer call() throws InterruptedException {
    Logs.off();
    var simulation = Simulation.of(settings());
    if (expect != null) {
      write(simulation.expectation().json());
    }
    var outlet = new HttpOutlet(client.door(PATIENCE), zone.zone());
    var simulator = new Simulator(simulation, outlet);
    var console = new Console(System.err);
    simulator.sendHistory(
        0,
        rate,
        (batches, events, total) ->
            console.bar((double) events / total, "%,d of %,d events".formatted(events, total)));
    console.closeLine();
    System.out.printf("%,d events sent, up to %s.%n", simulation.history().size(), until);
    if (goesOn) {
      simulator.live(rate > 0 ? rate : USUAL_LIVE_RATE, Clock.systemUTC());
    }
    return 0;
  }

  private SimulationSettings settings() {
    if (!(rate >= 0 && rate <= 1_000_000)) {
      throw new UserError("--rate takes a number from 0 to 1000000, not " + rate);
    }
    try {
      return new SimulationSettings(seed, counties, schools, days, until, zone.zone());
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  private void write(ObjectNode figures) {
    try {
      Files.writeString(expect, figures.toPrettyString());
    } catch (IOException e) {
      throw new UserError("Cannot write the file " + expect + " (--expect).", e);
    }
  }
}
