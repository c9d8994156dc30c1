package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.testing.Ledger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of three brokers, two streams processes, a gateway and two dashboards, while random
 * histories come in without a pause and parts of it are killed (kill −9) at bad times. Events go on
 * being counted, and in the end the ledgers say what a plain batch computation says of the log.
 */
class ClusterFaultsTest {

  private static final Duration COUNTED_WITHIN = Duration.ofSeconds(150);
  private static final String STANDBY = "--standbys=1";
  private static final List<String> DASHBOARDS = List.of("dashboard-1", "dashboard-2");
  private static final Set<GroupState> REBALANCING =
      Set.of(GroupState.PREPARING_REBALANCE, GroupState.COMPLETING_REBALANCE);

  @TempDir Path folder;
  private RunningCluster cluster;
  private HistoriesSender sender;
  private Admin admin;
  private ProbedSchools probed;

  @BeforeEach
  void start() {
    cluster = RunningCluster.start(folder);
    cluster.startStreams("streams-a", STANDBY);
    cluster.awaitReady("streams-a");
    cluster.startStreams("streams-b", STANDBY);
    cluster.startServer("gateway", "gateway");
    DASHBOARDS.forEach(name -> cluster.startServer(name, "dashboard"));
    cluster.awaitReady("gateway");
    DASHBOARDS.forEach(cluster::awaitReady);
    admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
    sender = HistoriesSender.start(cluster.bootstrap(), cluster.registryUrl());
  }

  @AfterEach
  void stop() {
    if (sender != null) {
      sender.close();
    }
    if (admin != null) {
      admin.close(Duration.ofSeconds(5));
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void everyFaultLeavesTheLedgersOfTheEvents() {
    probed = new ProbedSchools(cluster, DASHBOARDS, COUNTED_WITHIN);
    assertThatEventsAreCounted("all is well");

    brokersFailInTurn();
    streamsFail();
    registryFails();
    dashboardFails();

    long sent = sender.finish();
    assertThat(sent).isGreaterThan(1_000);
    awaitAllCounted("dashboard-1");
    awaitAllCounted("dashboard-2");
    assertThatLedgersEqualTheBatchComputation();
    assertThatEveryRecordIsAccountedFor(sent);
  }

  private void brokersFailInTurn() {
    int leader = cluster.leaderOf("event.safety-drill");
    for (int i = 0; i < RunningCluster.BROKERS; i++) {
      String broker = "broker-" + (1 + (leader - 1 + i) % RunningCluster.BROKERS);
      cluster.kill(broker);
      assertThatEventsAreCounted(broker + " is killed");
      cluster.start(broker);
      cluster.awaitBrokers();
    }
  }

  private void streamsFail() {
    awaitOpenTransaction();
    cluster.kill("streams-a");
    assertThatEventsAreCounted("a streams process is killed in the middle of a transaction");

    cluster.startStreams("streams-c", STANDBY);
    awaitRebalance();
    cluster.kill("streams-b");
    assertThatEventsAreCounted("another is killed while a new one joins");

    cluster.startStreams("streams-b", STANDBY);
    await().atMost(COUNTED_WITHIN).until(() -> cluster.answers("streams-b"));
    cluster.kill("streams-b");
    assertThatEventsAreCounted("one is killed while it starts");
    cluster.startStreams("streams-b", STANDBY);
    cluster.awaitReady("streams-b");
    assertThatEventsAreCounted("it starts again");
  }

  private void registryFails() {
    cluster.kill("registry");
    assertThatEventsAreCounted("the registry is away");
    cluster.startStreams("streams-d", STANDBY);
    cluster.startRegistry();
    cluster.awaitReady("streams-d");
    assertThatEventsAreCounted("the registry is back");
  }

  private void dashboardFails() {
    cluster.kill("dashboard-2");
    cluster.startServer("dashboard-2", "dashboard");
    cluster.awaitReady("dashboard-2");
  }

  private void awaitOpenTransaction() {
    Map<TopicPartition, OffsetSpec> ends =
        Map.of(new TopicPartition("ledger.safety-drills.v1.accounts", 0), OffsetSpec.latest());
    await()
        .atMost(COUNTED_WITHIN)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                end(ends, IsolationLevel.READ_UNCOMMITTED)
                    > end(ends, IsolationLevel.READ_COMMITTED));
  }

  private long end(Map<TopicPartition, OffsetSpec> ends, IsolationLevel isolation)
      throws Exception {
    return admin
        .listOffsets(ends, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .values()
        .iterator()
        .next()
        .offset();
  }

  private void awaitRebalance() {
    String group = "countypulse.safety-drills.v1";
    await()
        .atMost(COUNTED_WITHIN)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                REBALANCING.contains(
                    admin
                        .describeConsumerGroups(List.of(group))
                        .all()
                        .get()
                        .get(group)
                        .groupState()));
  }

  private void assertThatEventsAreCounted(String when) {
    System.out.printf("%-75s counted after %,6d ms%n", when, probed.drill().toMillis());
  }

  private void awaitAllCounted(String dashboard) {
    await()
        .atMost(COUNTED_WITHIN)
        .untilAsserted(
            () -> {
              JsonNode freshness = cluster.get(dashboard, "/api/v1/freshness");
              assertThat(freshness.path("ready").asBoolean()).as(freshness.toString()).isTrue();
              assertThat(freshness.path("lag").asLong(-1)).as(freshness.toString()).isZero();
            });
  }

  private void assertThatLedgersEqualTheBatchComputation() {
    LedgersOnKafka ledgers = new LedgersOnKafka(cluster.bootstrap(), cluster.registryUrl());
    for (CountyView view : Views.ALL) {
      Ledger computed = ledgers.computed(view);
      if (HistoriesSender.VIEWS.contains(view)) {
        assertThat(computed.accounts()).as("records of %s", view).isNotEmpty();
      }
      assertThat(ledgers.written(view)).as(view.id()).isEqualTo(computed);
      for (String dashboard : DASHBOARDS) {
        assertThat(digest(dashboard, view))
            .as(view.id())
            .isEqualTo(LedgersOnKafka.digest(computed));
      }
    }
  }

  private String digest(String dashboard, CountyView view) {
    for (JsonNode row : cluster.get(dashboard, "/api/v1/views")) {
      if (row.path("view").asText().equals(view.name())) {
        return row.path("digest").asText();
      }
    }
    throw new AssertionError(view.name());
  }

  private void assertThatEveryRecordIsAccountedFor(long sentHistories) {
    JsonNode totals = cluster.get("dashboard-1", "/api/v1/accounting").path("totals");
    long accounted =
        Stream.of("posted", "duplicate", "superseded", "waiting", "quarantined")
            .mapToLong(bucket -> totals.path(bucket).asLong())
            .sum();
    assertThat(totals.path("received").asLong()).isEqualTo(accounted);
    // A probe that was answered 503 may stand in the log twice.
    assertThat(accounted).isGreaterThanOrEqualTo(sentHistories + probed.events());
  }
}
