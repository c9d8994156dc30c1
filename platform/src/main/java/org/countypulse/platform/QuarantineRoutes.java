package org.countypulse.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.countypulse.domain.posting.QuarantineReason;
import org.countypulse.platform.http.Caller;
import org.countypulse.schemas.EventTypes;
import org.countypulse.streams.redrive.Position;
import org.countypulse.streams.redrive.Redrive;
import org.countypulse.streams.redrive.RedriveException;
import org.countypulse.streams.redrive.RedriveReport;
import org.countypulse.streams.redrive.Selection;

/** Dismisses what is in quarantine, or sends it again, for whoever may send and see everything. */
final class QuarantineRoutes {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> SELECTING =
      Set.of("reason", "type", "school", "positions", "all", "again", "by", "why");
  private static final int MOST_POSITIONS = 10_000;
  private static final int MOST_CHANGES = 1_000;
  private static final int MOST_CHARACTERS = 1_000;

  private final Redrive redrive;
  private final Predicate<Context> seesAll;

  /**
   * @param seesAll whether single events may be shown to whoever sends a request
   */
  QuarantineRoutes(Redrive redrive, Predicate<Context> seesAll) {
    this.redrive = redrive;
    this.seesAll = seesAll;
  }

  void addTo(RoutesConfig routes) {
    routes.post("/api/v1/quarantine/redrive", this::redrive);
    routes.post("/api/v1/quarantine/dismiss", this::dismiss);
  }

  private void redrive(Context request) {
    var body = allowed(request);
    var selection = selection(body);
    var dryRun = flag(body, "dryRun");
    var report =
        answered(
            () ->
                dryRun
                    ? redrive.tryOut(selection)
                    : redrive.redrive(selection, by(request, body), text(body, "why", "")));
    request.json(answer(report));
  }

  private void dismiss(Context request) {
    var body = allowed(request);
    var selection = selection(body);
    var why = text(body, "why", "").strip();
    if (body.has("dryRun")) {
      throw new BadRequestResponse("There is no dry run of a dismissal; GET lists the records.");
    }
    if (why.isEmpty()) {
      throw new BadRequestResponse("Say why, for whoever looks at them later: \"why\": \"…\".");
    }
    var done = answered(() -> redrive.dismiss(selection, by(request, body), why));
    request.json(done);
  }

  private ObjectNode allowed(Context request) {
    var caller = Caller.of(request);
    var sendsAll = !(caller instanceof Caller.Holder holder) || holder.token().everything();
    if (!sendsAll || !seesAll.test(request)) {
      throw new ForbiddenResponse(
          "This decides on everybody's events: it takes the operator's token, or one that may send"
              + " everything and see small cells (countypulse token create --everything"
              + " --small-cells).");
    }
    try {
      if (JSON.readTree(request.body()) instanceof ObjectNode body) {
        body.fieldNames()
            .forEachRemaining(
                name -> {
                  if (!SELECTING.contains(name) && !name.equals("dryRun")) {
                    throw new BadRequestResponse("There is no member \"" + name + "\" here.");
                  }
                });
        return body;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new BadRequestResponse(
        "The body is a JSON object that selects records: {\"reason\":\"unknown-schema\",\"dryRun\":true}.");
  }

  private static Selection selection(JsonNode body) {
    var reason = text(body, "reason", null);
    if (reason != null && QuarantineReason.named(reason).isEmpty()) {
      throw new BadRequestResponse(
          "There is no reason \"%s\": write one of %s."
              .formatted(reason, String.join(", ", QuarantineReason.words())));
    }
    var type = text(body, "type", null);
    if (type != null && EventTypes.named(type).isEmpty()) {
      throw new BadRequestResponse(
          "There is no event type \"%s\": write one of /api/v1/event-types.".formatted(type));
    }
    try {
      return new Selection(
          reason,
          type,
          text(body, "school", null),
          positions(body.path("positions")),
          flag(body, "all"),
          flag(body, "again"));
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(e.getMessage());
    }
  }

  private static Set<Position> positions(JsonNode list) {
    if (!list.isMissingNode() && (!list.isArray() || list.size() > MOST_POSITIONS)) {
      throw new BadRequestResponse(
          "positions is a list of at most 10,000 texts such as \"event.safety-drill/0/17\".");
    }
    var positions = new HashSet<Position>();
    list.forEach(position -> positions.add(Position.parse(position.asText())));
    return positions;
  }

  private static boolean flag(JsonNode body, String name) {
    var value = body.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw new BadRequestResponse(name + " is true or false.");
    }
    return value.asBoolean();
  }

  private static String text(JsonNode body, String name, String otherwise) {
    var value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isTextual() || value.asText().length() > MOST_CHARACTERS) {
      throw new BadRequestResponse(name + " is a text of at most 1,000 characters.");
    }
    return value.asText();
  }

  /** A named token says itself who it is. */
  private static String by(Context request, JsonNode body) {
    if (Caller.of(request) instanceof Caller.Holder holder) {
      return holder.token().name();
    }
    return text(body, "by", Caller.of(request) instanceof Caller.Operator ? "operator" : "");
  }

  private interface Work<T> {
    T done();
  }

  private static <T> T answered(Work<T> work) {
    try {
      return work.done();
    } catch (RedriveException e) {
      throw switch (e.obstacle()) {
        case RIGHT -> new ForbiddenResponse(e.getMessage());
        case OTHERS -> new ConflictResponse(e.getMessage());
        case AWAY -> new ServiceUnavailableResponse(e.getMessage());
      };
    }
  }

  private static ObjectNode answer(RedriveReport report) {
    var answer = JSON.createObjectNode();
    answer.put("dryRun", report.dryRun());
    answer.put("selected", report.selected());
    answer.put("left", report.left());
    answer.put("passing", report.passes());
    var outcomes = answer.putObject("outcomes");
    report.passing().forEach(outcomes::put);
    answer.put("redriven", report.redriven());
    var refused = answer.putArray("refused");
    for (var group : report.refused()) {
      var examples =
          refused
              .addObject()
              .put("reason", group.reason())
              .put("count", group.count())
              .put("detail", group.detail())
              .putArray("examples");
      group.examples().forEach(position -> examples.add(position.toString()));
    }
    answer.put("exact", report.exact());
    answer.put("changed", report.changes().size());
    var changes = answer.putArray("changes");
    report.changes().stream()
        .limit(MOST_CHANGES)
        .forEach(
            change ->
                changes
                    .addObject()
                    .put("county", change.county())
                    .put("measure", change.measure())
                    .put("from", change.from().toString())
                    .put("to", change.to().toString())
                    .put("days", change.days())
                    .put("amount", change.amount()));
    return answer;
  }
}
