package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.testing.Histories;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories through the real platform, with the streams process killed (kill −9) in the
 * middle: the ledgers say what a plain batch computation says of the log.
 */
class KilledInTheMiddleTest {

  private static final int HISTORIES = 4;
  private static final int RECORDS = 150;
  private static final int KILLS = 3;
  private static final Duration COUNTS_AGAIN_WITHIN = Duration.ofSeconds(10);

  @TempDir Path data;

  @Test
  void theLedgersEqualABatchComputationOfTheLog() throws Exception {
    try (RunningPlatform platform = RunningPlatform.start("up", data)) {
      List<Event> events = histories();
      int part = events.size() / (KILLS + 1);
      for (int i = 0; i <= KILLS; i++) {
        send(platform, events.subList(i * part, i == KILLS ? events.size() : (i + 1) * part));
        if (i < KILLS) {
          kill(platform);
        }
      }
      awaitAllCounted(platform);

      LedgersOnKafka ledgers = new LedgersOnKafka(platform);
      for (CountyView view : Views.ALL) {
        Ledger computed = ledgers.computed(view);
        assertThat(computed.accounts()).as("records of %s", view).isNotEmpty();
        assertThat(ledgers.written(view)).as(view.id()).isEqualTo(computed);
        assertThat(digest(platform, view)).as(view.id()).isEqualTo(LedgersOnKafka.digest(computed));
      }
      assertThatEveryRecordIsAccountedFor(platform, events.size());
    }
  }

  @Test
  void countsAgainWithinSecondsOfAKill() {
    try (RunningPlatform platform = RunningPlatform.start("up", data)) {
      platform.post("[" + Told.school(1) + "," + Told.drill(1) + "]");
      awaitDrills(platform, 1, Duration.ofSeconds(20));
      kill(platform);
      long killed = System.nanoTime();
      platform.post("[" + Told.drill(2) + "]");
      awaitDrills(platform, 2, Duration.ofSeconds(60));
      Duration took = Duration.ofNanos(System.nanoTime() - killed);
      System.out.println("Counted again " + took.toMillis() + " ms after kill -9 of the streams");
      assertThat(took).isLessThan(COUNTS_AGAIN_WITHIN);
    }
  }

  /** Kills the streams process of now, which after an earlier kill may have yet to come. */
  private static void kill(RunningPlatform platform) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> platform.streams().filter(ProcessHandle::isAlive).isPresent());
    ProcessHandle streams = platform.streams().orElseThrow();
    streams.destroyForcibly();
    await().until(() -> !streams.isAlive());
  }

  private static void awaitDrills(RunningPlatform platform, int count, Duration within) {
    await()
        .atMost(within)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(
                        platform
                            .get("/api/v1/figures?measure=drills-held&window=total")
                            .at("/rows/0/value")
                            .asInt())
                    .isEqualTo(count));
  }

  /** Histories of all views, mixed: many have the same schools and the same few event ids. */
  private static List<Event> histories() {
    List<Event> events = new ArrayList<>();
    for (int seed = 0; seed < HISTORIES; seed++) {
      for (CountyView view : Views.ALL) {
        Histories.of(view, seed, RECORDS).forEach(received -> events.add(received.event()));
      }
    }
    Collections.shuffle(events, new Random(2019));
    return events;
  }

  private static void send(RunningPlatform platform, List<Event> events) {
    SchemaRegistry registry = new HttpSchemaRegistry(platform.registryUrl());
    Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", platform.bootstrap()));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (Event event : events) {
        int id = registry.idOf(event.type().subject(), event.type().schema());
        producer.send(
            new ProducerRecord<>(
                event.type().topic(), event.schoolId(), WireFormat.encode(id, event.toRecord())));
      }
      producer.flush();
    }
  }

  private static void awaitAllCounted(RunningPlatform platform) {
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              assertThat(platform.ask("GET", "/health/ready", null, Map.of()).statusCode())
                  .isEqualTo(200);
              JsonNode freshness = platform.get("/api/v1/freshness");
              assertThat(freshness.path("lag").asLong(-1)).as(freshness.toString()).isZero();
            });
  }

  private static String digest(RunningPlatform platform, CountyView view) {
    for (JsonNode row : platform.get("/api/v1/views")) {
      if (row.path("view").asText().equals(view.name()) && row.path("promoted").asBoolean()) {
        return row.path("digest").asText();
      }
    }
    throw new AssertionError("No promoted version of " + view.name());
  }

  private static void assertThatEveryRecordIsAccountedFor(RunningPlatform platform, int sent) {
    JsonNode totals = platform.get("/api/v1/accounting").path("totals");
    assertThat(totals.path("received").asLong()).isEqualTo(sent);
    assertThat(
            totals.path("posted").asLong()
                + totals.path("duplicate").asLong()
                + totals.path("superseded").asLong()
                + totals.path("waiting").asLong()
                + totals.path("quarantined").asLong())
        .isEqualTo(sent);
  }
}
