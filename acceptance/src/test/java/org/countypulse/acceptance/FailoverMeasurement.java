package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long events of all partitions wait when one of two streams processes is killed for good, with
 * and without warm copies of its state. Not one of the tests: HACKING.md has the command.
 */
class FailoverMeasurement {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int SCHOOLS = Integer.getInteger("failover.schools", 2_000);
  private static final int DAYS = Integer.getInteger("failover.days", 365);

  /** Enough that each partition has one. */
  private static final int PROBED_SCHOOLS = 12;

  @Test
  void withAndWithoutStandbys(@TempDir Path folder) throws Exception {
    for (int standbys : new int[] {0, 1}) {
      try (RunningCluster cluster =
          RunningCluster.start(Files.createDirectory(folder.resolve("" + standbys)))) {
        System.out.printf(
            "%d standbys: all partitions counted again %,d ms after kill -9 of one of two streams"
                + " processes%n",
            standbys, measure(cluster, "--standbys=" + standbys).toMillis());
      }
    }
  }

  private static Duration measure(RunningCluster cluster, String standbys) throws Exception {
    cluster.startStreams("streams-a", standbys);
    cluster.startStreams("streams-b", standbys);
    cluster.awaitReady("streams-a");
    cluster.awaitReady("streams-b");
    cluster.startServer("gateway", "gateway");
    cluster.startServer("dashboard", "dashboard");
    cluster.awaitReady("gateway");
    cluster.awaitReady("dashboard");
    simulate(cluster);
    post(cluster, i -> Told.school(i).replace(Told.SCHOOL, school(i)));
    awaitLag(cluster);
    probe(cluster, 1);
    cluster.kill("streams-a");
    long killed = System.nanoTime();
    probe(cluster, 2);
    return Duration.ofNanos(System.nanoTime() - killed);
  }

  private static void simulate(RunningCluster cluster) throws Exception {
    Process simulate =
        new ProcessBuilder(
                RunningPlatform.ROOT.resolve("countypulse").toString(),
                "simulate",
                "--schools=" + SCHOOLS,
                "--days=" + DAYS,
                "--to=" + cluster.url("gateway"))
            .inheritIO()
            .start();
    assertThat(simulate.waitFor()).isZero();
  }

  private static void awaitLag(RunningCluster cluster) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonNode freshness = cluster.get("dashboard", "/api/v1/freshness");
              return freshness.path("ready").asBoolean() && freshness.path("lag").asLong(-1) == 0;
            });
  }

  private interface EventOf {
    String number(int i);
  }

  private static String school(int i) {
    return "14090288" + String.format("%02d", i);
  }

  private static void post(RunningCluster cluster, EventOf event) {
    String batch =
        IntStream.range(0, PROBED_SCHOOLS)
            .mapToObj(event::number)
            .collect(Collectors.joining(",", "[", "]"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(cluster.url("gateway") + "/api/v1/events"))
            .header("Content-Type", "application/cloudevents-batch+json")
            .POST(BodyPublishers.ofString(batch));
    assertThat(RunningCluster.ask(request).statusCode()).isEqualTo(200);
  }

  /** A drill for each school, awaited until all of them are counted. */
  private static void probe(RunningCluster cluster, int round) {
    post(cluster, i -> Told.drill(1_000 * round + i).replace(Told.SCHOOL, school(i)));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                IntStream.range(0, PROBED_SCHOOLS)
                    .allMatch(i -> drills(cluster, school(i)) == round));
  }

  private static long drills(RunningCluster cluster, String school) {
    for (JsonNode row :
        cluster.get("dashboard", "/api/v1/schools/" + school + "/account").path("byType")) {
      if (row.path("type").asText().equals("safety-drill")) {
        return row.path("posted").asLong();
      }
    }
    return 0;
  }
}
