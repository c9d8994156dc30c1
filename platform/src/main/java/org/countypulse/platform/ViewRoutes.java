package org.countypulse.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.countypulse.platform.http.Caller;
import org.countypulse.platform.http.HttpModule;
import org.countypulse.streams.Promotion;
import org.countypulse.streams.TopicsException;
import org.countypulse.streams.Version;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.VersionRefusedException;

/** What operators ask of versions over HTTP. Takes the operator's token, where there is one. */
final class ViewRoutes implements HttpModule {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ONE = "/api/v1/views/{view}/{version}/";
  private static final int LONGEST_NAME = 100;

  private final ViewOperations operations;
  private final Rebuilds rebuilds;

  ViewRoutes(ViewOperations operations, Rebuilds rebuilds) {
    this.operations = operations;
    this.rebuilds = rebuilds;
  }

  @Override
  public void addRoutes(RoutesConfig routes) {
    routes.post("/api/v1/views/{view}/rebuild", this::rebuild);
    routes.post(ONE + "pause", request -> change(request, 200, operations::pause));
    routes.post(ONE + "resume", this::resume);
    routes.post(ONE + "cancel", request -> change(request, 202, operations::cancel));
    routes.post(ONE + "retire", request -> change(request, 202, operations::retire));
    routes.post(ONE + "promote", this::promote);
  }

  private interface Change {
    Version of(String view, int version, Wish wish);
  }

  private void change(Context request, int status, Change change) {
    var wish = wish(request, body(request));
    answer(
        request,
        status,
        judged(() -> change.of(request.pathParam("view"), version(request), wish)));
  }

  private void rebuild(Context request) {
    var body = body(request);
    var wishes = wishes(request, body);
    var knownAt = knownAt(body);
    if (knownAt.isPresent() && wishes.promote()) {
      throw bad("What was known at an instant can't be promoted: leave out knownAt, or promote.");
    }
    answer(
        request, 202, judged(() -> rebuilds.rebuild(request.pathParam("view"), knownAt, wishes)));
  }

  private void resume(Context request) {
    var wishes = wishes(request, body(request));
    answer(
        request,
        200,
        judged(() -> rebuilds.resume(request.pathParam("view"), version(request), wishes)));
  }

  private void promote(Context request) {
    var body = body(request);
    var done =
        judged(
            () ->
                operations.promote(
                    request.pathParam("view"),
                    version(request),
                    accepted(body),
                    body.path("acceptBehind").asBoolean(),
                    ViewOperations.CATCHES_UP_WITHIN,
                    wish(request, body)));
    var members = members(done.version());
    members.put("promoted", true);
    members.put("former", done.former().number());
    members.putAll(done.more());
    request.json(members);
  }

  private static void answer(Context request, int status, Version version) {
    request.status(status).json(members(version));
  }

  private static Map<String, Object> members(Version version) {
    var members = new LinkedHashMap<String, Object>();
    members.put("view", version.view());
    members.put("version", version.number());
    members.put("state", version.state().name().toLowerCase(Locale.ROOT));
    return members;
  }

  private static <T> T judged(Supplier<T> step) {
    try {
      return step.get();
    } catch (VersionRefusedException e) {
      throw new HttpResponseException(e.isUnknown() ? 404 : 409, e.getMessage());
    } catch (Promotion.RefusedException e) {
      throw new HttpResponseException(409, e.getMessage(), texts(e.more()));
    } catch (UserError | TopicsException e) {
      throw new HttpResponseException(409, e.getMessage());
    } catch (KafkaException e) {
      throw new HttpResponseException(503, "The cluster does not answer: " + e.getMessage());
    }
  }

  /** Javalin's errors carry texts. */
  private static Map<String, String> texts(Map<String, Object> members) {
    var texts = new LinkedHashMap<String, String>();
    members.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }

  private static RebuildWishes wishes(Context request, JsonNode body) {
    try {
      return new RebuildWishes(
          body.path("promote").asBoolean(),
          accepted(body),
          body.path("throttle").asText("auto"),
          wish(request, body).by());
    } catch (UserError e) {
      throw bad(e.getMessage());
    }
  }

  private static Set<String> accepted(JsonNode body) {
    var accepted = new HashSet<String>();
    var list = body.path("accept");
    if (!list.isMissingNode() && !list.isArray()) {
      throw bad("accept is a list of measures.");
    }
    list.forEach(measure -> accepted.add(measure.asText()));
    return accepted;
  }

  private static Optional<Instant> knownAt(JsonNode body) {
    var text = body.path("knownAt").asText("");
    try {
      return text.isEmpty() || text.equals("null")
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw bad("knownAt is an instant such as 2026-10-10T00:00:00+08:00, not " + text + ".");
    }
  }

  private static int version(Context request) {
    var text = request.pathParam("version");
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw bad("A version is a number such as 2, not " + text + ".");
    }
    return Integer.parseInt(text);
  }

  /** Its body, which may be left out. */
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

  /** A name that is given is believed: whoever may operate may do so under any. */
  private static Wish wish(Context request, JsonNode body) {
    var given = body.path("by").asText("").strip();
    if (given.length() > LONGEST_NAME) {
      throw bad("by has %d characters at most.".formatted(LONGEST_NAME));
    }
    var caller = Caller.of(request) instanceof Caller.Operator ? "the operator" : "";
    return Wish.of(given.isEmpty() ? caller : given);
  }

  private static HttpResponseException bad(String detail) {
    return new HttpResponseException(400, detail);
  }
}
