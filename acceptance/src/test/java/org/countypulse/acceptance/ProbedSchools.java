package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Schools in every partition that report one drill after the other through a cluster's gateway:
 * they tell whether events are being counted, and how soon.
 */
final class ProbedSchools {

  /** Enough that each partition has one. */
  private static final int SCHOOLS = 12;

  private final RunningCluster cluster;
  private final List<String> dashboards;
  private final Duration patience;
  private int drills;

  ProbedSchools(RunningCluster cluster, List<String> dashboards, Duration patience) {
    this.cluster = cluster;
    this.dashboards = dashboards;
    this.patience = patience;
    post(i -> Told.school(i).replace(Told.SCHOOL, school(i)));
  }

  private interface EventOf {
    String school(int number);
  }

  private static String school(int i) {
    return "14090288%02d".formatted(i);
  }

  /** Events that were sent so far, at least: what was answered 503 is sent again. */
  int events() {
    return SCHOOLS * (1 + drills);
  }

  /** Each school reports a drill; how long until all dashboards show all of them. */
  Duration drill() {
    long began = System.nanoTime();
    drills++;
    post(i -> Told.drill(100 * drills + i).replace(Told.SCHOOL, school(i)));
    for (String dashboard : dashboards) {
      await()
          .atMost(patience)
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(
              () ->
                  assertThat(IntStream.range(0, SCHOOLS).mapToObj(i -> counted(dashboard, i)))
                      .as("drills of the probed schools on " + dashboard)
                      .allMatch(count -> count == drills));
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** As a school system does: after a 503 it sends the whole again. */
  private void post(EventOf event) {
    String batch =
        IntStream.range(0, SCHOOLS)
            .mapToObj(event::school)
            .collect(Collectors.joining(",", "[", "]"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(cluster.url("gateway") + "/api/v1/events"))
            .header("Content-Type", "application/cloudevents-batch+json")
            .POST(BodyPublishers.ofString(batch));
    await()
        .atMost(patience)
        .untilAsserted(
            () -> {
              var answer = RunningCluster.ask(request);
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              assertThat(RunningPlatform.json(answer.body()).path("rejected").asInt(-1))
                  .as(answer.body())
                  .isZero();
            });
  }

  private long counted(String dashboard, int i) {
    JsonNode account = cluster.get(dashboard, "/api/v1/schools/" + school(i) + "/account");
    for (JsonNode row : account.path("byType")) {
      if (row.path("type").asText().equals("safety-drill")) {
        return row.path("posted").asLong();
      }
    }
    return 0;
  }
}
