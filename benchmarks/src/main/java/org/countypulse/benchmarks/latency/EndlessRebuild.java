package org.countypulse.benchmarks.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Rebuilds a view again and again, in a thread of its own, while something else is measured. */
final class EndlessRebuild implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VIEW = "safety-drills";
  private static final long PAUSE_MILLIS = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String throttle;
  private final AtomicInteger completed = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "endless-rebuild");
  private volatile boolean closed;
  private volatile double share;

  private EndlessRebuild(String url, String throttle) {
    this.url = url + "/api/v1/views";
    this.throttle = throttle;
  }

  static EndlessRebuild start(String url, String throttle) {
    EndlessRebuild rebuild = new EndlessRebuild(url, throttle);
    rebuild.thread.setDaemon(true);
    rebuild.thread.start();
    return rebuild;
  }

  /** How many were completed so far, and the share of the one that is not. */
  double completed() {
    return completed.get() + share;
  }

  private void run() {
    try {
      while (!closed) {
        int version =
            ask("/" + VIEW + "/rebuild", "{\"throttle\":\"" + throttle + "\"}")
                .path("version")
                .asInt();
        String state = await(version, "live");
        if (state.equals("live")) {
          completed.incrementAndGet();
        }
        ask("/" + VIEW + "/" + version + (state.equals("live") ? "/retire" : "/cancel"), "{}");
        share = 0;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String await(int version, String wanted) throws IOException, InterruptedException {
    String state = "";
    while (!closed && !state.equals(wanted)) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      for (JsonNode row : ask("", null)) {
        if (row.path("view").asText().equals(VIEW) && row.path("version").asInt() == version) {
          state = row.path("state").asText();
          share = row.path("progress").asDouble();
        }
      }
    }
    return state;
  }

  private JsonNode ask(String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    if (body != null) {
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }
    return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
  }

  /** Gives up the one that is going on. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
