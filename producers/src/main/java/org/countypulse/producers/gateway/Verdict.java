package org.countypulse.producers.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.HttpStatus;
import java.io.IOException;
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

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
      return label;
    }
  }

  /** Whether its sender had no right to send it. */
  boolean isForbidden() {
    return !problems.isEmpty()
        && problems.stream().anyMatch(problem -> problem.rule().equals(SendingRight.FORBIDDEN));
  }

  void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("status", status.label());
    if (isForbidden()) {
      json.writeNumberField("code", HttpStatus.FORBIDDEN.getCode());
    }
    write("problems", problems, json);
    if (!warnings.isEmpty()) {
      write("warnings", warnings, json);
    }
    json.writeEndObject();
  }

  private static void write(String name, List<Problem> problems, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Problem problem : problems) {
      json.writeStartObject();
      json.writeStringField("field", problem.field());
      json.writeStringField("rule", problem.rule());
      json.writeStringField("detail", problem.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
