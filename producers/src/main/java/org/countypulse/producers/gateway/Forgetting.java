package org.countypulse.producers.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.countypulse.producers.EventJson;
import org.countypulse.producers.persons.Forgotten;
import org.countypulse.producers.persons.SubjectKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/forget}: destroys the key of a person's reference. The reference is in the
 * request's body, which nobody logs, and appears in no answer, log or topic.
 */
final class Forgetting {

  private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);
  private static final Set<String> MEMBERS = Set.of("ref", "waitSeconds");
  private static final Duration MOST_WAIT = Duration.ofSeconds(25);
  private static final int MOST_WAIT_SECONDS = 240;
  private static final int RETRY_AFTER_SECONDS = 3;
  private static final ObjectMapper JSON = EventJson.strictMapper();

  private final SubjectKeys keys;

  Forgetting(SubjectKeys keys) {
    this.keys = keys;
  }

  void forget(Context ctx) throws IOException {
    JsonNode body = body(ctx);
    JsonNode reference = body.path("ref");
    if (!reference.isTextual() || reference.textValue().isEmpty()) {
      throw bad("Give the student's or teacher's reference as text: {\"ref\": \"…\"}.");
    }
    JsonNode wait = body.path("waitSeconds");
    if (!wait.isMissingNode()
        && (!wait.canConvertToInt() || wait.asInt() < 0 || wait.asInt() > MOST_WAIT_SECONDS)) {
      throw bad("waitSeconds must be a whole number from 0 to " + MOST_WAIT_SECONDS + ".");
    }
    try {
      Forgotten forgotten =
          keys.forget(reference.textValue()).get(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      boolean gone =
          forgotten.wasKnown()
              && wait.asInt() > 0
              && keys.areGone(forgotten, Duration.ofSeconds(wait.asInt()));
      ctx.contentType("application/json").result(answer(forgotten, gone).toString());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("A reference could not be forgotten: {}", e.toString());
      throw unavailable(ctx);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(ctx);
    }
  }

  /** JSON by name: a foreign page can make a browser send other types to this machine unasked. */
  private static JsonNode body(Context ctx) throws IOException {
    String type = ctx.contentType();
    if (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith("application/json")) {
      RequestBody.discard(ctx);
      throw new HttpResponseException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode(),
          "Send {\"ref\": \"…\"} with the header Content-Type: application/json.");
    }
    JsonNode body;
    try {
      body = JSON.readTree(RequestBody.read(ctx));
    } catch (JsonProcessingException e) {
      throw bad("The body is not JSON; send {\"ref\": \"…\"}."); // without words from the body
    }
    if (body == null || !body.isObject()) {
      throw bad("The body is not a JSON object; send {\"ref\": \"…\"}.");
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw bad("Besides ref there is only waitSeconds.");
              }
            });
    return body;
  }

  private static ObjectNode answer(Forgotten forgotten, boolean gone) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("forgotten", forgotten.wasKnown());
    forgotten.keys().forEach(answer.putArray("keys")::add);
    answer.put("goneFromTopic", gone);
    answer.put("detail", detail(forgotten, gone));
    return answer;
  }

  private static String detail(Forgotten forgotten, boolean gone) {
    if (!forgotten.wasKnown()) {
      return "This reference has no key: no door has met it, or it is forgotten already.";
    }
    return gone
        ? "The key is destroyed, and can't be read from Kafka any more."
        : "The key is deleted. Kafka still has it until it cleans the topic: within a minute or so,"
            + " as its settings say.";
  }

  private static HttpResponseException bad(String detail) {
    return new HttpResponseException(HttpStatus.BAD_REQUEST.getCode(), detail);
  }

  private static HttpResponseException unavailable(Context ctx) {
    ctx.header("Retry-After", String.valueOf(RETRY_AFTER_SECONDS));
    return new HttpResponseException(
        HttpStatus.SERVICE_UNAVAILABLE.getCode(),
        "The keys' topic can't be written now; send this again a little later.");
  }
}
