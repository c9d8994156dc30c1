package org.countypulse.platform.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.countypulse.platform.UserError;

/**
 * The streams in a process of their own: {@code countypulse streams}, with its address in a file of
 * the data folder.
 */
public final class StreamsChild implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADDRESS_FILE = "streams.address";

  private final ChildProcess process;
  private final DataFolder folder;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private StreamsChild(ChildProcess process, DataFolder folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts it; {@link #awaitReady} must follow.
   *
   * @param mainClass the command line's main class
   * @param arguments further arguments of {@code streams}
   */
  public static StreamsChild start(
      DataFolder folder, String mainClass, List<String> arguments, Consumer<String> announce) {
    removeAddress(folder);
    var line =
        new ArrayList<>(
            List.of(
                "streams",
                "--state=" + folder.state(),
                "--instance-id=" + folder.instanceId(),
                "--address-file=" + folder.run(ADDRESS_FILE)));
    line.addAll(arguments);
    var command =
        new ChildProcess.Command(
            "streams",
            "the streams process",
            List.of(
                "-Xms64m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8"),
            ChildProcess.ownClassPath(),
            mainClass,
            line,
            Map.of(),
            Duration.ofSeconds(20));
    return new StreamsChild(ChildProcess.start(command, folder, announce), folder);
  }

  /** An address left by the run before would answer for nobody. */
  private static void removeAddress(DataFolder folder) {
    try {
      Files.deleteIfExists(folder.run(ADDRESS_FILE));
    } catch (IOException e) {
      throw new UserError("Cannot write to " + folder.path() + ".", e);
    }
  }

  /**
   * Waits until it runs; {@link #notReady} then says whether it has caught up.
   *
   * @throws UserError naming its log file, if it does not run in time
   */
  public void awaitReady(Duration timeout) {
    process.awaitReady(timeout, () -> get("/health/live").isPresent());
  }

  /** What it still waits for; empty when every task runs and has caught up with the log. */
  public List<String> notReady() {
    return get("/health/ready")
        .map(StreamsChild::reasons)
        .orElse(List.of("the streams process is starting"));
  }

  private static List<String> reasons(String json) {
    try {
      var reasons = new ArrayList<String>();
      JSON.readTree(json).path("notReady").forEach(reason -> reasons.add(reason.asText()));
      return reasons;
    } catch (IOException e) {
      return List.of("the streams process gives no clear answer");
    }
  }

  /** Its metrics as Prometheus text, or nothing if it is away. */
  public List<String> metrics() {
    return get("/metrics").stream().toList();
  }

  private Optional<String> get(String path) {
    try {
      var address = Files.readString(folder.run(ADDRESS_FILE)).strip();
      var request =
          HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(3)).build();
      return Optional.of(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
    removeAddress(folder);
  }
}
