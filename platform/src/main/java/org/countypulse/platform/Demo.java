package org.countypulse.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.countypulse.domain.county.Counties;
import org.countypulse.platform.process.DataFolder;
import org.countypulse.producers.sending.ClientOutlet;
import org.countypulse.producers.sending.SendingException;
import org.countypulse.producers.simulation.Live;
import org.countypulse.producers.simulation.Simulation;
import org.countypulse.producers.simulation.SimulationSettings;
import org.countypulse.producers.simulation.Simulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulated prefecture: sends a school year that ends yesterday, then live events. Where it was
 * stands in the data folder, so that the next start goes on there.
 */
final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final long USUAL_SEED = 2019;
  private static final double LIVE_EVENTS_PER_SECOND = 2;
  private static final String BOOKMARK = "demo";
  private static final String ANY_COUNTY_OF_XINZHOU = "140902";

  private final OptionalLong wantedSeed;
  private final Clock clock;
  private volatile String waitingFor = "the simulated history is being prepared";
  private volatile Thread thread;

  /**
   * @param wantedSeed none takes that of the folder, or the usual one
   */
  Demo(OptionalLong wantedSeed, Clock clock) {
    this.wantedSeed = wantedSeed;
    this.clock = clock;
  }

  /** How far it was the last time. */
  private record Bookmark(long seed, LocalDate until, int batches, boolean isComplete) {}

  /**
   * @throws UserError if the simulated counties are not in the list
   */
  static void checkCounties(Counties counties) {
    if (!counties.isCounty(ANY_COUNTY_OF_XINZHOU)) {
      throw new UserError(
          "The demo shows Xinzhou's counties, which are not in this county list (--counties)."
              + " For a list of your own use: countypulse up --counties FILE");
    }
  }

  /** What it still has to do before the page shows the whole history. */
  List<String> notReady() {
    return waitingFor == null ? List.of() : List.of(waitingFor);
  }

  /**
   * Asked before anything is started.
   *
   * @throws UserError if the folder holds a demo of another seed
   */
  void checkFolder(Path folder, ZoneId zone) {
    bookmark(folder.resolve(BOOKMARK), zone);
  }

  /** Begins to send, in a thread of its own. */
  void start(Platform platform, ZoneId zone) {
    var file = platform.folder().path().resolve(BOOKMARK);
    var bookmark = bookmark(file, zone);
    thread = new Thread(() -> run(platform, zone, file, bookmark), "simulator");
    thread.setDaemon(true);
    thread.start();
  }

  private Bookmark bookmark(Path file, ZoneId zone) {
    if (!Files.exists(file)) {
      var yesterday = LocalDate.now(clock.withZone(zone)).minusDays(1);
      return new Bookmark(wantedSeed.orElse(USUAL_SEED), yesterday, 0, false);
    }
    var properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UserError("Cannot read " + file + ".", e);
    }
    var seed = Long.parseLong(properties.getProperty("seed"));
    if (wantedSeed.isPresent() && wantedSeed.getAsLong() != seed) {
      throw new UserError(
          "This data folder holds the demo of seed %d. Start it without --seed, or give another folder with --data."
              .formatted(seed));
    }
    return new Bookmark(
        seed,
        LocalDate.parse(properties.getProperty("until")),
        Integer.parseInt(properties.getProperty("batches")),
        Boolean.parseBoolean(properties.getProperty("complete")));
  }

  private static void save(Path file, Bookmark bookmark) {
    DataFolder.write(
        file,
        "seed=%d%nuntil=%s%nbatches=%d%ncomplete=%s%n"
            .formatted(
                bookmark.seed(), bookmark.until(), bookmark.batches(), bookmark.isComplete()));
  }

  private void run(Platform platform, ZoneId zone, Path file, Bookmark bookmark) {
    try (var client = Modules.schoolClient(platform.surroundings(), zone);
        var outlet = new ClientOutlet(client)) {
      var live = history(platform, outlet, file, bookmark, zone);
      for (var lag = platform.lag(); lag > 0; lag = platform.lag()) {
        waitingFor = "the page does not show %,d records of the history yet".formatted(lag);
        TimeUnit.MILLISECONDS.sleep(100);
      }
      waitingFor = null;
      sendLive(live, outlet);
    } catch (InterruptedException e) {
      LOG.info("The simulator stops");
    } catch (RuntimeException e) {
      LOG.error("The simulator failed", e);
      waitingFor = "the simulator failed: " + e.getMessage();
      platform.console().say("The simulator failed: " + e.getMessage());
    }
  }

  /** Sends what is left of the history. Only the timetable of what follows is kept in memory. */
  private Live history(
      Platform platform, ClientOutlet outlet, Path file, Bookmark bookmark, ZoneId zone)
      throws InterruptedException {
    var usual = SimulationSettings.xinzhou(bookmark.seed(), bookmark.until());
    var simulation =
        Simulation.of(
            new SimulationSettings(
                usual.seed(),
                usual.counties(),
                usual.schools(),
                usual.days(),
                usual.until(),
                zone));
    if (!bookmark.isComplete()) {
      sendHistory(platform, simulation, outlet, file, bookmark);
    }
    return simulation.live();
  }

  private void sendHistory(
      Platform platform, Simulation simulation, ClientOutlet outlet, Path file, Bookmark bookmark)
      throws InterruptedException {
    var simulator = new Simulator(simulation, outlet);
    var done = new int[] {bookmark.batches()};
    save(file, bookmark);
    for (boolean isSent = false; !isSent; ) {
      try {
        simulator.sendHistory(
            done[0],
            0,
            (batches, events, total) -> {
              done[0] = batches;
              waitingFor =
                  "%,d of %,d events of the simulated history are sent".formatted(events, total);
              save(file, new Bookmark(bookmark.seed(), bookmark.until(), batches, false));
            });
        isSent = true;
      } catch (SendingException e) {
        LOG.warn("Sending the history is interrupted: {}", e.getMessage());
        TimeUnit.SECONDS.sleep(1);
      }
    }
    var expected = platform.folder().path().resolve("expected.json");
    DataFolder.write(expected, simulation.expectation().json().toPrettyString());
    save(file, new Bookmark(bookmark.seed(), bookmark.until(), done[0], true));
    platform
        .console()
        .say(
            "%,d simulated events sent; the figures that must come out of them are in %s"
                .formatted(simulation.history().size(), expected));
  }

  private void sendLive(Live live, ClientOutlet outlet) throws InterruptedException {
    while (true) {
      try {
        Simulator.live(live, outlet, LIVE_EVENTS_PER_SECOND, clock);
      } catch (SendingException e) {
        LOG.warn("Live events are interrupted: {}", e.getMessage());
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  @Override
  public void close() {
    var running = thread;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
