package org.countypulse.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.OptionalInt;
import org.apache.kafka.common.KafkaException;
import org.countypulse.platform.http.Caller;
import org.countypulse.platform.http.HttpModule;
import org.countypulse.streams.TopicsException;
import org.countypulse.streams.VersionRefusedException;
import org.countypulse.streams.verify.Certificates;
import org.countypulse.streams.verify.Verifier;

/** Comparing versions over HTTP. */
final class VerifyRoutes implements HttpModule {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/api/v1/views/{view}/verify";
  private static final int LONGEST_PATIENCE_SECONDS = 600;
  private static final int LONGEST_NAME = 100;

  private final Verifications verifications;

  VerifyRoutes(Verifications verifications) {
    this.verifications = verifications;
  }

  @Override
  public void addRoutes(RoutesConfig routes) {
    routes.post(PATH, this::verify);
    routes.get(PATH, this::progress);
  }

  private void verify(Context request) {
    var question = question(request, body(request));
    try {
      request.json(Certificates.members(verifications.verify(question, progress -> {})));
    } catch (Verifications.UnknownVersionException e) {
      throw new HttpResponseException(404, e.getMessage());
    } catch (VersionRefusedException | TopicsException e) {
      throw new HttpResponseException(409, e.getMessage());
    } catch (KafkaException e) {
      throw new HttpResponseException(503, "The cluster does not answer: " + e.getMessage());
    }
  }

  private void progress(Context request) {
    request.queryParamMap().keySet().stream()
        .findFirst()
        .ifPresent(
            name -> {
              throw new HttpResponseException(
                  400,
                  "There is no parameter \"%s\" here: this address takes none.".formatted(name));
            });
    var progress = verifications.progress(request.pathParam("view"));
    var answer = new LinkedHashMap<String, Object>();
    answer.put("running", progress != null);
    if (progress != null) {
      answer.put("rowsRead", progress.rowsRead());
      answer.put("rowsToRead", progress.rowsToRead());
      answer.put("schools", progress.schools());
      answer.put("schoolsCompared", progress.schoolsCompared());
      answer.put("counties", progress.counties());
      answer.put("countiesCompared", progress.countiesCompared());
      answer.put("differences", progress.differences());
    }
    request.json(answer);
  }

  private static Verifications.Question question(Context request, JsonNode body) {
    return new Verifications.Question(
        request.pathParam("view"),
        number(body, "version"),
        number(body, "against"),
        Duration.ofSeconds(
            number(body, "patienceSeconds").orElse((int) Verifier.PATIENCE.toSeconds())),
        body.path("acceptBehind").asBoolean(),
        by(request, body));
  }

  private static OptionalInt number(JsonNode body, String name) {
    var value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    int most = name.equals("patienceSeconds") ? LONGEST_PATIENCE_SECONDS : Integer.MAX_VALUE;
    if (!value.isInt() || value.asInt() < 1 || value.asInt() > most) {
      throw bad("%s is a number from 1 to %d, not %s.".formatted(name, most, value));
    }
    return OptionalInt.of(value.asInt());
  }

  private static String by(Context request, JsonNode body) {
    var given = body.path("by").asText("").strip();
    if (given.length() > LONGEST_NAME) {
      throw bad("by has %d characters at most.".formatted(LONGEST_NAME));
    }
    if (!given.isEmpty()) {
      return given;
    }
    var caller = Caller.of(request);
    if (caller instanceof Caller.Holder holder) {
      return holder.token().name();
    }
    return caller instanceof Caller.Operator ? "the operator" : "";
  }

  private static JsonNode body(Context request) {
    if (request.body().isBlank()) {
      return JSON.createObjectNode();
    }
    try {
      var body = JSON.readTree(request.body());
      if (body.isObject()) {
        return body;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw bad("The body is a JSON object, or nothing.");
  }

  private static HttpResponseException bad(String detail) {
    return new HttpResponseException(400, detail);
  }
}
