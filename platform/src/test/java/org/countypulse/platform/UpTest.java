package org.countypulse.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole platform as the script starts it, in its own processes. */
class UpTest {
  private static final Duration START = Duration.ofSeconds(120);
  private static final Pattern READY = Pattern.compile("(?m)^CountyPulse is ready: (http://.*)$");
  private static final String REGISTRATION =
      """
      {"specversion":"1.0","id":"7d9f0a52-2f35-4c0e-9c55-1f1d8a6f0001","source":"sis/xinfu",
       "type":"school-registered","subject":"1409020001","time":"2019-01-01T10:00:00+08:00",
       "data":{"name":"Xinfu No. 1","countyCode":"140902","stage":"PRIMARY","ownership":"PUBLIC",
       "setting":"URBAN","boarding":false,"hasCanteen":true,"busCount":0,"eligibleStaff":10}}
      """;

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process platform;

  @AfterEach
  void end() throws Exception {
    if (platform != null) {
      platform.destroyForcibly().waitFor();
    }
  }

  @Test
  void aPlatformTakesEventsSurvivesAKilledStreamsProcessAndStopsInOrder() throws Exception {
    platform = start();
    var url = awaitReady();
    assertThat(post(url).statusCode()).isEqualTo(200);
    assertThat(get(url + "/metrics").body())
        .contains("process=\"server\"")
        .contains("process=\"streams\"");

    aFolderInUseIsRefused();
    aKilledStreamsProcessComesBack(url);

    var children = children();
    assertThat(children).hasSize(3);
    platform.destroy();
    assertThat(platform.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(output()).contains("Stopping").contains("Stopped.").doesNotContain("\tat ");
  }

  private void aFolderInUseIsRefused() throws Exception {
    var second = start("second.out");
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("second.out")))
        .contains("in use by process " + platform.pid());
  }

  private void aKilledStreamsProcessComesBack(String url) throws Exception {
    var file = directory.resolve("data/run/streams.pid");
    long killed = Long.parseLong(Files.readString(file).strip());
    var process = ProcessHandle.of(killed).orElseThrow();
    assertThat(process.info().arguments().orElseThrow()).contains("streams");
    process.destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Long.parseLong(Files.readString(file).strip()) != killed);
    await().atMost(START).until(() -> get(url + "/health/ready").statusCode() == 200);
    assertThat(output()).contains("The streams process stopped unexpectedly");
  }

  private Process start() throws Exception {
    return start("first.out");
  }

  private Process start(String outputFile) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dcountypulse.home=" + Path.of("target/countypulse").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "up",
            "--port=0",
            "--data=" + directory.resolve("data"))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(outputFile).toFile())
        .start();
  }

  private String awaitReady() throws Exception {
    await()
        .atMost(START)
        .until(
            () -> {
              assertThat(platform.isAlive()).as(output()).isTrue();
              return READY.matcher(output()).find();
            });
    var ready = READY.matcher(output());
    assertThat(ready.find()).isTrue();
    return ready.group(1);
  }

  private String output() throws Exception {
    return Files.readString(directory.resolve("first.out"));
  }

  private List<ProcessHandle> children() throws Exception {
    return Stream.of("broker", "registry", "streams")
        .map(name -> directory.resolve("data/run/" + name + ".pid"))
        .map(UpTest::processIn)
        .toList();
  }

  private static ProcessHandle processIn(Path pidFile) {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip())).orElseThrow();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private HttpResponse<String> post(String url) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/api/v1/events"))
            .header("Content-Type", "application/cloudevents+json")
            .POST(BodyPublishers.ofString(REGISTRATION));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }
}
