package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A platform started by {@code ./countypulse}, as a user does it, and what one can do to it. */
final class RunningPlatform implements AutoCloseable {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Duration READY_WITHIN = Duration.ofSeconds(480);
  private static final Duration COUNTED_WITHIN = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path data;
  private final String url;
  private final List<String> output = new ArrayList<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final long startedNanos = System.nanoTime();
  private volatile long readyNanos;
  private boolean endedOnPurpose;

  private RunningPlatform(Process process, Path data, int port) {
    this.process = process;
    this.data = data;
    this.url = "http://127.0.0.1:" + port;
  }

  /** Starts {@code ./countypulse COMMAND --data DATA --port (a free one) OPTIONS} and awaits it. */
  static RunningPlatform start(String command, Path data, String... options) {
    return start(Map.of(), command, data, options);
  }

  /** The same with environment variables. */
  static RunningPlatform start(
      Map<String, String> environment, String command, Path data, String... options) {
    int port = FreePorts.next();
    List<String> words = new ArrayList<>();
    words.add(ROOT.resolve("countypulse").toString());
    words.addAll(List.of(command, "--data", data.toString(), "--port", Integer.toString(port)));
    words.addAll(List.of(options));
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.environment().remove("COUNTYPULSE_TOKEN");
      builder.environment().putAll(environment);
      Process process = builder.start();
      RunningPlatform platform = new RunningPlatform(process, data, port);
      platform.watchOutput();
      platform.awaitReady();
      return platform;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void watchOutput() {
    Thread reader = new Thread(this::readOutput, "platform-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void readOutput() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.add(line);
        }
        if (line.contains("CountyPulse is ready: " + url)) {
          readyNanos = System.nanoTime();
          ready.countDown();
        }
      }
    } catch (IOException e) {
      // The process is gone, and with it its output.
    }
    ready.countDown();
  }

  private void awaitReady() {
    try {
      ready.await(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
      if (readyNanos == 0) { // its time is over, or it has ended and said why
        close();
        throw new AssertionError("The platform did not become ready:\n" + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return url;
  }

  Path data() {
    return data;
  }

  /** From the start of the script until it said that it is ready. */
  Duration timeToReady() {
    return Duration.ofNanos(readyNanos - startedNanos);
  }

  /** All that it has printed. */
  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  private String printed(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(output());
    assertThat(matcher.find()).as("%s in%n%s", pattern, output()).isTrue();
    return matcher.group(1);
  }

  String bootstrap() {
    return printed("Kafka: (\\S+:\\d+)");
  }

  String registryUrl() {
    return printed("Schema registry: ([^\\s,]+)");
  }

  /** The streams process of now; it has another id after each kill. */
  Optional<ProcessHandle> streams() {
    try {
      Path file = data.resolve("run/streams.pid");
      return Files.exists(file)
          ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Every process that the script has started, itself included. */
  List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    return all;
  }

  Process process() {
    return process;
  }

  JsonNode get(String path) {
    HttpResponse<String> answer = ask("GET", path, null, Map.of());
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return json(answer.body());
  }

  /** Posts CloudEvents, an array, and returns the verdicts. */
  JsonNode post(String events) {
    HttpResponse<String> answer =
        ask(
            "POST",
            "/api/v1/events",
            events,
            Map.of("Content-Type", "application/cloudevents-batch+json"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer.body());
  }

  /** Sends events as one batch and returns the verdicts, in the order sent. */
  JsonNode send(JsonNode... events) {
    return post(List.of(events).toString()).path("results");
  }

  /** A measure of a county over everything up to the end of 2019; missing if there is no row. */
  JsonNode figure(String county, String measure) {
    return figure(county, measure, "total", "2019-12-31");
  }

  JsonNode figure(String county, String measure, String window, String asOf) {
    JsonNode rows =
        get("/api/v1/figures?measure=%s&window=%s&asOf=%s".formatted(measure, window, asOf))
            .path("rows");
    for (JsonNode row : rows) {
      if (row.path("code").asText().equals(county)) {
        return row.path("value");
      }
    }
    return rows.path("no such row");
  }

  /** Waits until a county's figure is so; there may be a wait for the streams' next commit. */
  void awaitFigure(String county, String measure, long value) {
    await()
        .atMost(COUNTED_WITHIN)
        .untilAsserted(
            () ->
                assertThat(figure(county, measure).asLong(-1))
                    .as("%s of %s", measure, county)
                    .isEqualTo(value));
  }

  HttpResponse<String> ask(String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** Presses Ctrl-C, and does not wait. */
  void interrupt() throws IOException {
    endedOnPurpose = true;
    String signal = ignoresInterrupts() ? "-TERM" : "-INT";
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start();
  }

  /** Kills the process that was started, as the kernel does when memory runs out. */
  void kill() {
    endedOnPurpose = true;
    process.destroyForcibly();
  }

  /** Ends it in order, and waits. */
  void stop() {
    endedOnPurpose = true;
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A build in the background of a script inherits that Ctrl-C is nothing to it. */
  private boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return false;
    }
    long interrupt = 1L << (2 - 1);
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(
            line ->
                (Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16) & interrupt)
                    != 0);
  }

  /** Ends it; a platform that has ended by itself says what it had printed. */
  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    } else if (!endedOnPurpose) {
      throw new AssertionError(
          "The platform ended by itself, with exit code " + process.exitValue() + ":\n" + output());
    }
  }
}
