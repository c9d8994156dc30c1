package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views are rebuilt beside the live ones, as an operator does it, and whatever is killed. */
class RebuildTest {

  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir static Path data;
  private static RunningPlatform platform;

  @BeforeAll
  static void start() {
    platform = RunningPlatform.start("up", data);
    platform.post("[" + Told.school(1) + "]");
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @Test
  void aViewIsRebuiltWhileEventsGoOnAndReadersGoThereAndBack() throws InterruptedException {
    AtomicBoolean sending = new AtomicBoolean(true);
    AtomicInteger sent = new AtomicInteger();
    Thread school = new Thread(() -> send(sending, sent), "school");
    school.start();

    CommandLine rebuilt = command("rebuild", "safety-drills", "--promote");
    sending.set(false);
    school.join();

    assertThat(rebuilt.out()).contains("v2 of safety-drills is complete, and readers use it");
    assertThat(version("safety-drills", 2).path("promoted").asBoolean()).isTrue();
    awaitDrills(sent.get());
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(version("safety-drills", 1).path("digest").asText())
                    .isEqualTo(version("safety-drills", 2).path("digest").asText()));

    assertThat(command("promote", "safety-drills", "1").out()).contains("Readers use v1");
    awaitDrills(sent.get());
    assertThat(platform.post("[" + Told.drill(sent.incrementAndGet() + 100) + "]")).isNotNull();
    awaitDrills(sent.get());
    CommandLine refused = CommandLine.run("retire", "safety-drills", "1", "--to", platform.url());
    assertThat(refused.exitCode()).isOne();
    assertThat(refused.err()).contains("it is the promoted one").hasLineCount(1);
    assertThat(command("retire", "safety-drills", "v2").out()).contains("Removed: v2");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(data.resolve("state/countypulse.safety-drills.v2")).doesNotExist();
              assertThat(data.resolve("rebuild/safety-drills.v2")).doesNotExist();
            });
    awaitDrills(sent.get());
  }

  private static void send(AtomicBoolean sending, AtomicInteger sent) {
    while (sending.get()) {
      platform.post("[" + Told.drill(sent.incrementAndGet() + 100) + "]");
    }
  }

  @Test
  void aRebuildOutlivesItsProcessAndTheBrokerAndOnlyOneIsDoneAtATime() throws IOException {
    assertThat(post("/canteens/rebuild", 202).path("version").asInt()).isEqualTo(2);
    assertThat(post("/canteens/2/pause", 200).path("state").asText()).isEqualTo("paused");
    HttpResponse<String> second = ask("/canteens/rebuild");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("v2 of canteens is being rebuilt already (paused)");

    ProcessHandle worker =
        await()
            .atMost(SOON)
            .until(() -> child("rebuild-canteens.v2"), Optional::isPresent)
            .orElseThrow();
    worker.destroyForcibly();
    await()
        .atMost(SOON)
        .until(() -> child("rebuild-canteens.v2").filter(p -> p.pid() != worker.pid()).isPresent());
    ProcessHandle broker = child("broker").orElseThrow();
    broker.destroyForcibly();
    await()
        .atMost(SOON)
        .until(() -> child("broker").filter(p -> p.pid() != broker.pid()).isPresent());

    await().atMost(SOON).until(() -> ask("/canteens/2/resume").statusCode() == 200);
    awaitState("canteens", 2, "live");
    assertThat(ask("/canteens/2/resume").body()).contains("is live and can't be resumed");

    post("/transfers/rebuild", 202);
    post("/transfers/2/pause", 200);
    assertThat(command("cancel", "transfers", "2").out()).contains("Removed: v2 of transfers");
    assertThat(ask("/transfers/7/retire").statusCode()).isEqualTo(404);
  }

  private static Optional<ProcessHandle> child(String name) throws IOException {
    Path file = data.resolve("run/" + name + ".pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
            .filter(ProcessHandle::isAlive)
        : Optional.empty();
  }

  private static void awaitState(String view, int version, String state) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(version(view, version).path("state").asText()).isEqualTo(state));
  }

  private static JsonNode version(String view, int version) {
    for (JsonNode row : platform.get("/api/v1/views")) {
      if (row.path("view").asText().equals(view) && row.path("version").asInt() == version) {
        return row;
      }
    }
    throw new AssertionError("No v" + version + " of " + view);
  }

  private static void awaitDrills(int count) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        platform
                            .get("/api/v1/figures?measure=drills-held&window=total")
                            .at("/rows/0/value")
                            .asInt())
                    .isEqualTo(count));
  }

  private static JsonNode post(String path, int status) {
    HttpResponse<String> answer = ask(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return RunningPlatform.json(answer.body());
  }

  private static HttpResponse<String> ask(String path) {
    return platform.ask(
        "POST", "/api/v1/views" + path, "{}", Map.of("Content-Type", "application/json"));
  }

  private static CommandLine command(String name, String... words) {
    String[] all = new String[words.length + 3];
    all[0] = name;
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--to";
    all[words.length + 2] = platform.url();
    CommandLine run = CommandLine.run(all);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }
}
