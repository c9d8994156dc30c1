package org.countypulse.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One part of a platform ({@code streams}, {@code gateway}, {@code dashboard}) as a process of its
 * own, started by {@code ./countypulse} as a user does it.
 */
final class RunningPart implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("(?:Listening:|are at) (https?://\\S+)");
  private static final Duration UP_WITHIN = Duration.ofSeconds(90);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;
  private final String url;

  private RunningPart(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.url =
        await()
            .atMost(UP_WITHIN)
            .pollInterval(Duration.ofMillis(100))
            .until(this::address, found -> !found.isEmpty());
  }

  /** Starts {@code ./countypulse WORDS} with its output in a log file, and awaits its address. */
  static RunningPart start(Path log, String... words) throws IOException {
    List<String> line = new ArrayList<>(List.of(RunningPlatform.ROOT.resolve("countypulse") + ""));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().remove("COUNTYPULSE_TOKEN");
    return new RunningPart(
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
  }

  private String address() {
    String said = output();
    var address = ADDRESS.matcher(said);
    if (address.find()) {
      return address.group(1);
    }
    if (!process.isAlive()) {
      throw new AssertionError("It ended:\n" + said);
    }
    return "";
  }

  String url() {
    return url;
  }

  /** All that it has said. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).build());
  }

  /** Posts CloudEvents, an array. */
  HttpResponse<String> post(String token, JsonNode events) {
    return send(
        HttpRequest.newBuilder(URI.create(url + "/api/v1/events"))
            .header("Content-Type", "application/cloudevents-batch+json")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(events.toString()))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri() + "", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
