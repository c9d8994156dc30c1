package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code GET /live}: whoever listens hears what has changed. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class LiveFeedTest {

  private static final int WARMING_UP = 5;
  private static final int MEASURED = 11;
  private static final Duration ON_THE_WIRE_WITHIN = Duration.ofSeconds(1);

  private final RunningPlatform platform;

  LiveFeedTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @Test
  void aFigureIsOnTheWireWithinASecondOfItsEventsAcknowledgement() throws Exception {
    ToldSchool school = ToldSchool.alone();
    String county = school.county();
    try (Listener listener = new Listener(platform.url())) {
      assertThat(listener.mediaType()).startsWith("text/event-stream");
      platform.send(school.registered());
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < WARMING_UP + MEASURED; i++) {
        listener.forget();
        platform.send(school.drill("2019-05-12", 8));
        long acknowledged = System.nanoTime();
        Message message = listener.awaitChange(county, "drills-held");
        long took = TimeUnit.NANOSECONDS.toMillis(message.atNanos() - acknowledged);
        if (i >= WARMING_UP) {
          millis.add(took);
        }
        platform.awaitFigure(county, "drills-held", i + 1);
      }
      millis.sort(null);
      long median = millis.get(MEASURED / 2);
      System.out.printf(
          "From acknowledgement to the wire: median %d ms, all %s ms%n", median, millis);
      assertThat(Duration.ofMillis(median)).isLessThan(ON_THE_WIRE_WITHIN);
    }
  }

  /** A {@code figures} message, and when it came. */
  private record Message(JsonNode data, long atNanos) {

    boolean isAbout(String county, String measure) {
      return has(data.path("counties"), county) && has(data.path("measures"), measure);
    }

    private static boolean has(JsonNode list, String text) {
      for (JsonNode item : list) {
        if (item.asText().equals(text)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Someone who listens, as a browser's EventSource does. */
  private static final class Listener implements AutoCloseable {

    private final HttpResponse<InputStream> answer;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

    Listener(String url) throws IOException, InterruptedException {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/live")).build();
      answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
      Thread reader = new Thread(this::read, "live-listener");
      reader.setDaemon(true);
      reader.start();
    }

    String mediaType() {
      return answer.headers().firstValue("Content-Type").orElse("");
    }

    private void read() {
      String event = "";
      Scanner lines = new Scanner(answer.body(), StandardCharsets.UTF_8);
      while (lines.hasNextLine()) {
        String line = lines.nextLine();
        if (line.startsWith("event:")) {
          event = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:") && event.equals("figures")) {
          JsonNode data = RunningPlatform.json(line.substring("data:".length()));
          messages.add(new Message(data, System.nanoTime()));
        }
      }
    }

    void forget() {
      messages.clear();
    }

    Message awaitChange(String county, String measure) throws InterruptedException {
      Message message = messages.poll(60, TimeUnit.SECONDS);
      while (message != null && !message.isAbout(county, measure)) {
        message = messages.poll(60, TimeUnit.SECONDS);
      }
      assertThat(message).as("a message about %s of %s", measure, county).isNotNull();
      return message;
    }

    @Override
    public void close() {
      try {
        answer.body().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
