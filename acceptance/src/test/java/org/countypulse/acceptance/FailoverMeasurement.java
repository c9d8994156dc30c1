package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    ProbedSchools probed = new ProbedSchools(cluster, List.of("dashboard"), PATIENCE);
    awaitLag(cluster);
    probed.drill();
    cluster.kill("streams-a");
    return probed.drill();
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
}
