package org.countypulse.platform.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.countypulse.platform.UserError;

/**
 * Apicurio Registry in a process of its own, with its database in a file. It speaks Confluent's
 * REST API under {@link #url}.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  /** A schema stays readable for everything ever written, not only for what was written last. */
  private static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

  private final ChildProcess process;
  private final String url;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private EmbeddedRegistry(ChildProcess process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it; {@link #awaitReady} must follow.
   *
   * @param program the folder into which the build unpacked Apicurio Registry
   */
  public static EmbeddedRegistry start(
      DataFolder folder, Path program, OptionalInt wantedPort, Consumer<String> announce) {
    int port = folder.port("registry", wantedPort);
    var command =
        new ChildProcess.Command(
            "registry",
            "the schema registry",
            List.of(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Relative, since a semicolon in a folder's name would end the address. Written at
                // once: a
                // schema that was acknowledged must survive a kill, or its events could not be
                // read.
                "-Dapicurio.datasource.url=jdbc:h2:file:./registry/registry;WRITE_DELAY=0",
                "-Dapicurio.datasource.jdbc.initial-size=2",
                "-Dapicurio.datasource.jdbc.min-size=2",
                "-Dapicurio.datasource.jdbc.max-size=8",
                "-Dquarkus.log.console.color=false",
                "-Dquarkus.banner.enabled=false"),
            runner(program).toString(),
            "io.quarkus.runner.GeneratedMain",
            List.of(),
            Map.of("QUARKUS_HTTP_HOST", "127.0.0.1", "QUARKUS_HTTP_PORT", Integer.toString(port)),
            Duration.ofSeconds(10));
    return new EmbeddedRegistry(
        ChildProcess.start(command, folder, announce),
        "http://127.0.0.1:" + port + "/apis/ccompat/v7");
  }

  private static Path runner(Path program) {
    try (var jars = Files.newDirectoryStream(program, "*-runner.jar")) {
      var found = jars.iterator();
      if (found.hasNext()) {
        return found.next();
      }
    } catch (IOException e) {
      // Said below, with what to do about it.
    }
    throw new UserError(
        "The schema registry is not in %s. Build again: mvn -pl platform -am -DskipTests package"
            .formatted(program));
  }

  /**
   * Waits until it answers, and sees to the compatibility rule, which a new one lacks.
   *
   * @throws UserError naming its log file, if it does not in time
   */
  public void awaitReady(Duration timeout) {
    process.awaitReady(timeout, () -> statusOf(get("/subjects")) == 200);
    if (!get("/config").body().contains('"' + COMPATIBILITY + '"')) {
      var answer = putCompatibility();
      if (statusOf(answer) != 200) {
        throw new UserError(
            "The schema registry refused the compatibility rule %s: %s"
                .formatted(COMPATIBILITY, answer.body()));
      }
    }
  }

  private HttpResponse<String> putCompatibility() {
    return send(
        HttpRequest.newBuilder(URI.create(url + "/config"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .PUT(BodyPublishers.ofString("{\"compatibility\":\"" + COMPATIBILITY + "\"}")));
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  private static int statusOf(HttpResponse<String> answer) {
    return answer == null ? -1 : answer.statusCode();
  }

  /** Null if nobody answers. */
  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** The address at which it speaks Confluent's API. */
  public String url() {
    return url;
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
