package org.countypulse.producers.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Locale;
import org.countypulse.domain.Problem;

/**
 * The door's answer to one event.
 *
 * @param id the event's id as its sender wrote it; null if there was none
 * @param problems why it was rejected; empty if it was not
 * @param warnings what its sender should know although it was let in
 */
record Verdict(String id, Status status, List<Problem> problems, List<Problem> warnings) {

  enum Status {
    ACCEPTED,
    DUPLICATE,
    REJECTED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether its sender had no right to send it. */
  boolean isForbidden() {
    return problems.stream().anyMatch(problem -> problem.rule().equals(SendingRight.FORBIDDEN));
  }

  void writeTo(ArrayNode results) {
    ObjectNode json = results.addObject();
    json.put("id", id);
    json.put("status", status.label());
    if (isForbidden()) {
      json.put("code", HttpStatus.FORBIDDEN.getCode());
    }
    write(problems, json.putArray("problems"));
    if (!warnings.isEmpty()) {
      write(warnings, json.putArray("warnings"));
    }
  }

  private static void write(List<Problem> problems, ArrayNode json) {
    for (Problem problem : problems) {
      json.addObject()
          .put("field", problem.field())
          .put("rule", problem.rule())
          .put("detail", problem.detail());
    }
  }
}
