package org.countypulse.producers.sending;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A platform's HTTP door, seen from outside. Sends batches, and sends them again while the platform
 * asks for it: ids make that safe.
 */
public final class HttpDoor {

  /** What a batch may hold, with room below the door's own limits. */
  public static final int MOST_EVENTS = 1_000;

  private static final String BATCH = "application/cloudevents-batch+json; charset=utf-8";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /**
   * How long an address that has never answered is tried: one that is just being started answers.
   */
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI url;
  private final String token;
  private final Duration patience;

  /** Where nobody has ever answered the address is rather mistyped, and long waiting is no help. */
  private volatile boolean hasAnswered;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /**
   * A door.
   *
   * @param url the platform's address, for example {@code http://127.0.0.1:8080}
   * @param token the bearer token that it asks for, or null
   * @param patience for how long a batch is sent again when the platform is busy, or away after it
   *     has once been there
   * @throws SendingException if the address is none
   */
  public HttpDoor(String url, String token, Duration patience) {
    this.url = parse(url);
    this.token = token;
    this.patience = patience;
  }

  private static URI parse(String url) {
    try {
      URI parsed = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
      String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && parsed.getHost() != null) {
        return parsed;
      }
    } catch (IllegalArgumentException notAnAddress) {
      // told below
    }
    throw new SendingException(
        "\"" + url + "\" is not an address; write one such as http://127.0.0.1:8080.");
  }

  /** The verdicts on a batch of CloudEvents, in their order. */
  public JsonNode send(List<? extends JsonNode> events) throws InterruptedException {
    byte[] body = events.toString().getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        request("/api/v1/events")
            .header("Content-Type", BATCH)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    JsonNode results = readJson(ask(request)).path("results");
    if (results.size() != events.size()) {
      throw new SendingException(
          url + " does not answer as CountyPulse does; is it the right address?");
    }
    return results;
  }

  /** What stands at a path, as text. */
  public String get(String path) throws InterruptedException {
    return ask(request(path).GET().build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private String ask(HttpRequest request) throws InterruptedException {
    long started = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      Answer answer = askOnce(request);
      if (answer.status() == 200) {
        return answer.body();
      }
      if (!answer.mayChange()) {
        throw new SendingException(refusal(answer));
      }
      Duration asked = answer.retryAfter() == null ? pause : answer.retryAfter();
      if (System.nanoTime() - started + asked.toNanos() > patience().toNanos()) {
        throw new SendingException(gaveUp(answer));
      }
      TimeUnit.NANOSECONDS.sleep(asked.toNanos());
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  private Duration patience() {
    return hasAnswered || patience.compareTo(FIRST_PATIENCE) < 0 ? patience : FIRST_PATIENCE;
  }

  /**
   * @param status 0 if there was no answer
   * @param retryAfter after which the platform asked to come again, or null
   */
  private record Answer(int status, String body, Duration retryAfter) {
    boolean mayChange() {
      return status == 0 || status == 429 || status == 503;
    }
  }

  private Answer askOnce(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      hasAnswered = true;
      return new Answer(response.statusCode(), response.body(), retryAfter(response));
    } catch (ConnectException e) {
      return new Answer(0, "nothing answers there; is it running?", null);
    } catch (IOException e) {
      return new Answer(0, String.valueOf(e.getMessage()), null);
    }
  }

  private static Duration retryAfter(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,4}"))
        .map(Long::parseLong)
        .map(Duration::ofSeconds)
        .map(asked -> asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked)
        .orElse(null);
  }

  private String refusal(Answer answer) {
    if (answer.status() == 401 || answer.status() == 403) {
      return url
          + " asks for a token ("
          + answer.status()
          + "): give it with --token-file, or in COUNTYPULSE_TOKEN.";
    }
    return url + " answers " + answer.status() + ": " + detail(answer.body());
  }

  private String gaveUp(Answer answer) {
    return answer.status() == 0
        ? url + " can't be reached: " + answer.body()
        : url
            + " could not take the events in for "
            + patience().toSeconds()
            + " s: "
            + detail(answer.body());
  }

  private static String detail(String body) {
    try {
      JsonNode problem = JSON.readTree(body);
      return problem.path("detail").asText(problem.path("title").asText("no reason given"));
    } catch (IOException notAProblemDocument) {
      return body.lines().findFirst().orElse("no reason given");
    }
  }

  private JsonNode readJson(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new SendingException(
          url + " does not answer in JSON; is it the address of CountyPulse?");
    }
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
