package org.countypulse.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.countypulse.producers.sending.HttpDoor;
import picocli.CommandLine.Option;

/** Asks a running platform over HTTP. Also the flags that say where it is. */
final class ApiClient {
  /** Money comes as it was written: 1234567.50, not 1.2345675E6. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final int FORBIDDEN = 403;
  private static final int MONEYS_DECIMALS = 2;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONG_TIMEOUT = Duration.ofHours(1);

  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The platform to talk to (default: http://127.0.0.1:8080).")
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the platform's bearer token; or the variable COUNTYPULSE_TOKEN.")
  private Path tokenFile;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** The platform's address, with no slash at its end. */
  URI uri() {
    try {
      var uri = URI.create(url.replaceAll("/+$", ""));
      if (uri.getHost() != null && ("" + uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new UserError("--to takes a URL such as http://127.0.0.1:8080, not " + url);
  }

  /** The token to send, if there is one. */
  Optional<String> token() {
    try {
      return tokenFile == null
          ? Optional.ofNullable(System.getenv("COUNTYPULSE_TOKEN")).filter(t -> !t.isBlank())
          : Optional.of(Files.readString(tokenFile).strip());
    } catch (IOException e) {
      throw new UserError("Cannot read the token file " + tokenFile + ".", e);
    }
  }

  /**
   * The platform's door for events.
   *
   * @param patience for how long a batch is sent again while the platform is busy or away
   */
  HttpDoor door(Duration patience) {
    return new HttpDoor(uri().toString(), token().orElse(null), patience);
  }

  /**
   * @param path below {@code /api/v1}
   * @throws UserError with the platform's own words if it says no, or if there is none
   */
  JsonNode get(String path, Map<String, String> query) {
    return parse(ask(path, query, TIMEOUT));
  }

  /**
   * The same, if the token may see it.
   *
   * @param refused is told the platform's own words if it may not
   */
  Optional<JsonNode> getIfAllowed(
      String path, Map<String, String> query, Consumer<String> refused) {
    var answer = send(request("/api/v1" + path + queryString(query), TIMEOUT), TIMEOUT);
    if (answer.statusCode() == FORBIDDEN) {
      refused.accept(detail(answer));
      return Optional.empty();
    }
    return Optional.of(parse(accepted(answer)));
  }

  /**
   * An answer that may take long.
   *
   * @param path below {@code /api/v1}
   * @throws UserError with the platform's own words if it says no, or if there is none
   */
  JsonNode getPatiently(String path, Map<String, String> query) {
    return parse(ask(path, query, LONG_TIMEOUT));
  }

  /**
   * What stands there, whatever it is.
   *
   * @param path below {@code /api/v1}
   * @throws UserError with the platform's own words if it says no, or if there is none
   */
  String getText(String path, Map<String, String> query) {
    return ask(path, query, LONG_TIMEOUT).body();
  }

  /**
   * Asks for a change, which may take minutes.
   *
   * @param path below {@code /api/v1}
   * @throws UserError with the platform's own words if it says no, or if there is none
   */
  JsonNode post(String path, JsonNode body) {
    var request =
        request("/api/v1" + path, LONG_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    return parse(accepted(send(request, LONG_TIMEOUT)));
  }

  private HttpResponse<String> ask(String path, Map<String, String> query, Duration timeout) {
    return accepted(send(request("/api/v1" + path + queryString(query), timeout), timeout));
  }

  private HttpResponse<String> accepted(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw new UserError(detail(answer));
    }
    return answer;
  }

  private String detail(HttpResponse<String> answer) {
    return parse(answer)
        .path("detail")
        .asText("The platform answers %d.".formatted(answer.statusCode()));
  }

  /** What {@code /health/ready} says, whatever its status. */
  JsonNode ready() {
    return parse(send(request("/health/ready", TIMEOUT), TIMEOUT));
  }

  /** A value of an answer as people write it: numbers without exponents, a dash for null. */
  static String plain(JsonNode value) {
    if (value.isNull()) {
      return "–";
    }
    if (!value.isBigDecimal()) {
      return value.asText();
    }
    var number = value.decimalValue();
    // What has more decimals than money came from a division, perhaps as 5.0E-4.
    return (number.scale() > MONEYS_DECIMALS ? number.stripTrailingZeros() : number)
        .toPlainString();
  }

  private static String queryString(Map<String, String> query) {
    var parts =
        new TreeMap<>(query)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    return parts.isEmpty() ? "" : "?" + parts;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path, Duration timeout) {
    var request = HttpRequest.newBuilder(URI.create(uri() + path)).timeout(timeout);
    token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request, Duration timeout) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw new UserError(
          "The platform at %s did not answer within %d s.".formatted(uri(), timeout.toSeconds()),
          e);
    } catch (IOException e) {
      throw new UserError(
          "No platform answers at %s. Start one with ./countypulse up, or say where it is with --to."
              .formatted(uri()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  private JsonNode parse(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new UserError("What answers at " + uri() + " is not CountyPulse (no JSON).", e);
    }
  }
}
