package org.countypulse.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.streams.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a view again from the first event. */
@Command(
    name = "rebuild",
    description = {
      "Reads all events into a new version of a view, beside the one that readers use.",
      "With --to (the default) the platform does it, and goes on if this command is stopped;",
      "with --bootstrap and --registry this process does it, on any machine."
    },
    sortOptions = false)
final class RebuildCommand extends VersionCommand {
  private static final long PAUSE_MILLIS = 500;

  @Parameters(
      paramLabel = "VIEW",
      description = "The view, such as safety-drills; ./countypulse status lists them.")
  private String view;

  @Option(
      names = "--known-at",
      paramLabel = "INSTANT",
      description =
          "Only what had reached the log by then, such as 2026-10-10T00:00:00+08:00; read it with &version=N.")
  private String knownAt;

  @Option(names = "--promote", description = "Let all readers use it when it is complete.")
  private boolean promote;

  @Option(
      names = "--accept",
      split = ",",
      paramLabel = "MEASURE",
      description = "With --promote: measures that may differ, with commas.")
  private Set<String> accepted = Set.of();

  @Option(
      names = "--throttle",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "auto: rests while the live figures are slow (default); none; or so many events a second.")
  private String throttle;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "With --bootstrap: folder for its stores (default: .data/rebuild beside the script).")
  private Path state;

  private volatile boolean following;

  @Override
  int through(ApiClient platform) throws InterruptedException {
    var wishes = wishes();
    var body = with(body().put("promote", promote).put("throttle", wishes.throttle()), accepted);
    instant().ifPresent(instant -> body.put("knownAt", instant.toString()));
    int version =
        platform
            .post("/views/" + ApiClient.encode(view) + "/rebuild", body)
            .path("version")
            .asInt();
    System.out.printf("Rebuilding %s as v%d.%n", view, version);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> tellThatItGoesOn(version), "goodbye"));
    following = true;
    int exitCode = follow(platform, version);
    following = false;
    return exitCode;
  }

  private void tellThatItGoesOn(int version) {
    if (following) {
      System.err.printf(
          "%nThe platform goes on with it. See it: status. Stop it: cancel %s %d%n", view, version);
    }
  }

  private int follow(ApiClient platform, int version) throws InterruptedException {
    var console = new Console(System.err);
    var listed = false;
    while (true) {
      var row = find(platform, view, version);
      var state = row.path("state").asText();
      if (listed && state.isEmpty()) {
        throw ended(console, version, "not there any more: it was cancelled.");
      }
      listed = !state.isEmpty();
      switch (state) {
        case "rebuilding", "paused", "" -> show(console, row, state);
        case "live", "as-known" -> {
          if (!promote || row.path("promoted").asBoolean()) {
            return done(console, version);
          }
          if (!row.path("detail").asText().isEmpty()) {
            throw ended(console, version, "complete, but: " + row.path("detail").asText());
          }
          console.progress("Rebuilt; waiting for its promotion");
        }
        default -> throw ended(console, version, state + ". " + row.path("detail").asText(""));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private UserError ended(Console console, int version, String how) {
    following = false;
    console.closeLine();
    return new UserError("v%d of %s is %s".formatted(version, view, how));
  }

  private static void show(Console console, JsonNode row, String state) {
    var text = new StringBuilder(state);
    long done = 0;
    long toDo = 0;
    for (var part : row.path("partitions")) {
      done += part.path("done").asLong();
      toDo += part.path("toDo").asLong();
    }
    if (done + toDo > 0) {
      text.append(", %,d of %,d events".formatted(done, done + toDo));
    }
    if (row.path("rate").asDouble() > 0) {
      text.append(", %,.0f/s".formatted(row.path("rate").asDouble()));
    }
    if (row.path("etaSeconds").isNumber()) {
      text.append(", " + time(row.path("etaSeconds").asLong()) + " left");
    }
    console.bar(row.path("progress").asDouble(), text.toString());
  }

  private static String time(long seconds) {
    return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }

  private int done(Console console, int version) {
    console.closeLine();
    System.out.printf(
        promote || knownAt != null
            ? "v%1$d of %2$s is complete%3$s.%n"
            : "v%1$d of %2$s is complete. Let readers use it: promote %2$s %1$d%n",
        version,
        view,
        promote ? ", and readers use it" : "; read it with &version=" + version);
    return 0;
  }

  private RebuildWishes wishes() {
    if (promote && knownAt != null) {
      throw new UserError(
          "What was known then can't be promoted (--known-at with --promote); read it with &version=N.");
    }
    return new RebuildWishes(promote, accepted, throttle, wish().by());
  }

  private Optional<Instant> instant() {
    try {
      return Optional.ofNullable(knownAt).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw new UserError(
          "--known-at takes an instant such as 2026-10-10T00:00:00+08:00, not " + knownAt + ".");
    }
  }

  @Override
  int on(ViewOperations operations) {
    var wishes = wishes();
    var version = goOnOrBegin(operations);
    var folder =
        (state == null ? Installation.defaultData("rebuild") : state).resolve(version.id());
    var console = new Console(System.err);
    console.say("Rebuilding %s as v%d".formatted(view, version.number()));
    var after =
        new RebuildWork(operations, version, new Bar(console))
            .run(folder, Optional.empty(), wishes.throttle());
    console.closeLine();
    if (after.state() != VersionState.LIVE) {
      throw new UserError(
          "%s is %s. %s"
              .formatted(after.title(), after.state().name().toLowerCase(), after.detail()));
    }
    if (promote) {
      operations.promote(
          view, version.number(), accepted, ViewOperations.CATCHES_UP_WITHIN, wish());
    }
    return done(console, version.number());
  }

  /** One whose process died is gone on with; one that is worked on is found out by its lease. */
  private Version goOnOrBegin(ViewOperations operations) {
    return operations.versions().read().of(view).stream()
        .filter(Version::isBeingRebuilt)
        .filter(version -> version.knownAt().equals(instant()))
        .findFirst()
        .map(version -> operations.resume(view, version.number(), wish()))
        .orElseGet(() -> operations.rebuild(view, instant(), wish()));
  }

  private static final class Bar implements RebuildWork.Listener {
    private final Console console;
    private final long startedNanos = System.nanoTime();
    private long doneAtFirst = -1;

    Bar(Console console) {
      this.console = console;
    }

    @Override
    public void progress(long done, long inAll, boolean paused) {
      doneAtFirst = doneAtFirst < 0 ? done : doneAtFirst;
      double seconds = Math.max(0.001, (System.nanoTime() - startedNanos) / 1e9);
      double rate = (done - doneAtFirst) / seconds;
      var left =
          rate < 1
              ? ""
              : ", "
                  + time(Duration.ofSeconds((long) ((inAll - done) / rate)).toSeconds())
                  + " left";
      console.bar(
          inAll == 0 ? 1 : (double) done / inAll,
          "%s%,d of %,d events, %,.0f/s%s"
              .formatted(paused ? "paused, " : "", done, inAll, rate, left));
    }

    @Override
    public void waiting(String why) {
      console.say(why);
    }
  }
}
