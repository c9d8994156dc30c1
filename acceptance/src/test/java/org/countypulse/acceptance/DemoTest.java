package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo, from its start to Ctrl-C, again on the same folder, and to a kill: the figures are
 * those that the simulator expects, each time.
 */
@Order(1)
class DemoTest {

  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration ALL_GONE_WITHIN = Duration.ofSeconds(90);
  private static final long MOST_MEGABYTES = 3_000;
  private static final long LEAST_RECORDS = 100_000;
  private static final int COUNTIES = 14;

  private static final List<String> CORE_MEASURES =
      List.of(
          "schools-open",
          "staff-eligible",
          "enrollment-entries",
          "enrollment-transfers-in",
          "enrollment-transfers-out",
          "enrollment-graduated",
          "enrollment-withdrawn",
          "enrollment-net",
          "enrollment-online",
          "enrollment-zero-proof",
          "enrollment-migrant",
          "enrollment-from-rural",
          "drills-held",
          "drill-participants",
          "drill-evacuation-seconds-mean",
          "schools-drilled",
          "canteen-inspections",
          "canteen-passed",
          "canteen-conditional",
          "canteen-failed",
          "canteen-violations",
          "canteen-pass-rate",
          "canteen-score-mean",
          "canteens-starred",
          "transfers-out",
          "transfers-in",
          "transfers-within",
          "transfers-to-rural",
          "transfers-exchange",
          "exchange-ratio");

  @TempDir Path data;

  @Test
  void showsWhatTheSimulatorSentAndGoesOnAfterCtrlCAndAfterAKill() throws Exception {
    boolean undisturbed = hasTheMachineToItself();
    long received;

    List<ProcessHandle> first;
    try (RunningPlatform demo = RunningPlatform.start("demo", data, "--seed", "7")) {
      tellTimeToReady(demo, undisturbed);
      assertReady(demo);
      assertFiguresAreTheExpectedOnes(demo, data);
      received = assertEveryRecordIsAccountedFor(demo);
      assertThat(received).isGreaterThanOrEqualTo(LEAST_RECORDS);
      assertLiveEventsArrive(demo, received);
      assertMemory(demo.processes());
      first = demo.processes();
      demo.interrupt();
      awaitGone(first);
    }

    try (RunningPlatform demo = RunningPlatform.start("demo", data)) {
      System.out.printf("Ready again after %d s%n", demo.timeToReady().toSeconds());
      assertReady(demo);
      assertFiguresAreTheExpectedOnes(demo, data);
      assertThat(assertEveryRecordIsAccountedFor(demo))
          .as("records after a restart: none lost, and the history not sent again")
          .isBetween(received, received + LEAST_RECORDS / 2);
      List<ProcessHandle> second = demo.processes();
      assertThat(second).hasSizeGreaterThanOrEqualTo(4);
      demo.kill();
      awaitGone(second);
    }
  }

  @Test
  void killedWhileItLoadsItsHistoryItGoesOnAndCountsNothingTwice(@TempDir Path folder)
      throws Exception {
    Process process =
        new ProcessBuilder(
                RunningPlatform.ROOT.resolve("countypulse").toString(),
                "demo",
                "--seed",
                "7",
                "--port",
                "0",
                "--data",
                folder.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<ProcessHandle> processes = new ArrayList<>();
    try {
      await()
          .atMost(Duration.ofSeconds(480))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> batchesSent(folder) > 0);
      processes.add(process.toHandle());
      process.descendants().forEach(processes::add);
    } finally {
      process.destroyForcibly();
    }
    awaitGone(processes);
    assertThat(folder.resolve("expected.json")).as("killed before the end").doesNotExist();

    try (RunningPlatform demo = RunningPlatform.start("demo", folder)) {
      assertFiguresAreTheExpectedOnes(demo, folder);
      assertEveryRecordIsAccountedFor(demo);
    }
  }

  /** How far the simulator says that it is, in the demo's folder. */
  private static int batchesSent(Path folder) throws IOException {
    Path bookmark = folder.resolve("demo");
    if (!Files.exists(bookmark)) {
      return 0;
    }
    return Files.readAllLines(bookmark).stream()
        .filter(line -> line.startsWith("batches="))
        .mapToInt(line -> Integer.parseInt(line.substring("batches=".length())))
        .findFirst()
        .orElse(0);
  }

  private static boolean hasTheMachineToItself() {
    var machine = ManagementFactory.getOperatingSystemMXBean();
    double load = machine.getSystemLoadAverage();
    return load >= 0 && load < 2.0 * machine.getAvailableProcessors();
  }

  private static void tellTimeToReady(RunningPlatform demo, boolean undisturbed) {
    System.out.printf("The demo was ready after %d s%n", demo.timeToReady().toSeconds());
    if (undisturbed) {
      assertThat(demo.timeToReady()).isLessThan(READY_WITHIN);
    } else {
      System.out.println("The machine was busy before: the time is told and not judged");
    }
  }

  private static void assertReady(RunningPlatform demo) {
    assertThat(demo.ask("GET", "/health/ready", null, Map.of()).statusCode()).isEqualTo(200);
    assertThat(demo.ask("GET", "/", null, Map.of()).statusCode()).isEqualTo(200);
  }

  private static void assertFiguresAreTheExpectedOnes(RunningPlatform demo, Path folder)
      throws IOException {
    JsonNode expected = RunningPlatform.json(Files.readString(folder.resolve("expected.json")));
    String day = expected.path("asOf").asText();
    SoftAssertions figures = new SoftAssertions();
    int compared = 0;
    for (var window : expected.path("windows").properties()) {
      assertThat(window.getValue().size()).isEqualTo(COUNTIES);
      for (var county : window.getValue().properties()) {
        JsonNode shown =
            demo.get(
                    "/api/v1/counties/%s?window=%s&asOf=%s"
                        .formatted(county.getKey(), window.getKey(), day))
                .path("figures");
        assertThat(names(county.getValue())).containsAll(CORE_MEASURES);
        for (var measure : county.getValue().properties()) {
          String what = measure.getKey() + " " + window.getKey() + " of " + county.getKey();
          compare(figures, what, shown.path(measure.getKey()), measure.getValue());
          compared++;
        }
      }
    }
    figures.assertAll();
    compared += assertObligationsAreTheExpectedOnes(demo, expected, day);
    System.out.printf("%,d figures are the expected ones%n", compared);
    assertThat(compared).isGreaterThan(COUNTIES * 25 * 5);
  }

  private static int assertObligationsAreTheExpectedOnes(
      RunningPlatform demo, JsonNode expected, String day) {
    SoftAssertions standings = new SoftAssertions();
    int compared = 0;
    for (var county : expected.path("obligations").properties()) {
      JsonNode shown =
          demo.get("/api/v1/counties/%s/obligations?asOf=%s".formatted(county.getKey(), day));
      for (JsonNode obligation : shown.path("obligations")) {
        JsonNode kept = county.getValue().path(obligation.path("name").asText());
        if (!kept.isMissingNode()) {
          String what = obligation.path("name").asText() + " of " + county.getKey();
          standings.assertThat(obligation.path("due")).as(what).isEqualTo(kept.path("due"));
          standings.assertThat(obligation.path("met")).as(what).isEqualTo(kept.path("met"));
          compared++;
        }
      }
    }
    standings.assertAll();
    assertThat(compared).isGreaterThan(COUNTIES * 9);
    return compared;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> fields = object.fieldNames(); fields.hasNext(); ) {
      names.add(fields.next());
    }
    return names;
  }

  private static void compare(
      SoftAssertions figures, String what, JsonNode shown, JsonNode expected) {
    if (expected.isNull()) {
      figures.assertThat(shown.isNull()).as("%s is null, not %s", what, shown).isTrue();
    } else {
      figures.assertThat(shown.isNumber()).as("%s is a number, not %s", what, shown).isTrue();
      figures.assertThat(shown.asDouble()).as(what).isCloseTo(expected.asDouble(), within(1e-9));
    }
  }

  private static long assertEveryRecordIsAccountedFor(RunningPlatform demo) {
    long[] received = {0};
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              JsonNode accounting = demo.get("/api/v1/accounting");
              OperationsTest.assertThatItBalances(accounting.path("totals"));
              received[0] = accounting.at("/totals/received").asLong();
              for (String bucket : List.of("posted", "duplicate", "superseded", "waiting")) {
                assertThat(accounting.path("totals").path(bucket).asLong())
                    .as("%s in %s", bucket, accounting.path("totals"))
                    .isPositive();
              }
            });
    return received[0];
  }

  private static void assertLiveEventsArrive(RunningPlatform demo, long received) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(demo.get("/api/v1/accounting").at("/totals/received").asLong())
                    .isGreaterThan(received));
  }

  private static void assertMemory(List<ProcessHandle> processes) throws IOException {
    long kilobytes = 0;
    for (ProcessHandle process : processes) {
      Path status = Path.of("/proc", Long.toString(process.pid()), "status");
      if (Files.exists(status)) {
        for (String line : Files.readAllLines(status)) {
          if (line.startsWith("VmRSS:")) {
            kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
          }
        }
      }
    }
    System.out.printf("%d processes with %d MB%n", processes.size(), kilobytes / 1024);
    assertThat(kilobytes / 1024).isLessThan(MOST_MEGABYTES);
  }

  private static void awaitGone(List<ProcessHandle> processes) {
    try {
      await()
          .atMost(ALL_GONE_WITHIN)
          .untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    } finally {
      // A failed test leaves nothing behind either.
      processes.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
