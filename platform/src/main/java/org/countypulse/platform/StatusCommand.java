package org.countypulse.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a running platform is doing. */
@Command(
    name = "status",
    description = "Views, their versions and how far each is, and what became of the records.",
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {
  private static final String[] BUCKETS = {
    "received", "posted", "duplicate", "superseded", "waiting", "quarantined"
  };

  @Mixin private ApiClient client;

  @Override
  public Integer call() {
    Logs.off();
    var ready = client.ready();
    System.out.println(client.uri() + ": " + readiness(ready));
    System.out.println();
    System.out.print(views(client.get("/views", Map.of())));
    System.out.println();
    var accounting =
        client.getIfAllowed("/accounting", Map.of("schools", "false"), StatusCommand::sayWhyNot);
    if (accounting.isPresent()) {
      System.out.print(accounting(accounting.get()));
      System.out.println();
      System.out.print(quarantine(client.get("/quarantine", Map.of("limit", "1"))));
    }
    return 0;
  }

  /** Whoever may see no single events still sees how the platform is. */
  private static void sayWhyNot(String detail) {
    System.out.println("What became of the records is not shown. " + detail);
  }

  private static String readiness(JsonNode ready) {
    return ready.path("status").asText().equals("ready") ? "ready" : ready.path("detail").asText();
  }

  private static String views(JsonNode views) {
    var table =
        new TextTable(
            "VIEW",
            "VERSION>",
            "PROMOTED",
            "STATE",
            "PROGRESS>",
            "EVENTS/S>",
            "LEFT>",
            "LAG>",
            "DIGEST",
            "LABEL");
    var details = new StringBuilder();
    for (var view : views) {
      table.add(
          view.path("view").asText(),
          view.path("version").asText(),
          view.path("promoted").asBoolean() ? "yes" : "no",
          view.path("state").asText(),
          progress(view),
          "%,.0f".formatted(view.path("rate").asDouble()),
          // What counts on is always some events behind: nobody waits for that.
          view.path("state").asText().equals("rebuilding") ? left(view.path("etaSeconds")) : "",
          view.path("lag").asText(),
          view.path("digest").asText(),
          view.path("label").asText());
      if (!view.path("detail").asText().isEmpty()) {
        details.append(
            "%s v%s: %s%n"
                .formatted(
                    view.path("view").asText(),
                    view.path("version").asText(),
                    view.path("detail").asText()));
      }
    }
    return table.text() + (details.isEmpty() ? "" : "\n" + details);
  }

  /** What is not whole yet is never called 100 %. */
  private static String progress(JsonNode view) {
    double share = view.path("progress").asDouble();
    return "%.0f %%".formatted(Math.floor(100 * share));
  }

  private static String left(JsonNode seconds) {
    if (!seconds.isNumber()) {
      return "";
    }
    var left = Duration.ofSeconds(seconds.asLong());
    return left.toHours() > 0
        ? "%d h %d min".formatted(left.toHours(), left.toMinutesPart())
        : "%d min %d s".formatted(left.toMinutes(), left.toSecondsPart());
  }

  private static String quarantine(JsonNode quarantine) {
    var reasons = new ArrayList<String>();
    quarantine
        .path("byReason")
        .fields()
        .forEachRemaining(reason -> reasons.add(reason.getKey() + " " + reason.getValue()));
    return "In quarantine, open: %s%s. Dismissed: %s. Redriven: %s.%n"
        .formatted(
            quarantine.path("total").asText(),
            reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")",
            quarantine.path("dismissed").asText(),
            quarantine.path("redriven").asText());
  }

  private static String accounting(JsonNode accounting) {
    var table =
        new TextTable(
            "EVENT TYPE",
            "RECEIVED>",
            "POSTED>",
            "DUPLICATE>",
            "SUPERSEDED>",
            "WAITING>",
            "QUARANTINED>");
    for (var counts : accounting.path("byType")) {
      table.add(row(counts.path("type").asText(), counts));
    }
    table.add(row("all", accounting.path("totals")));
    return table.text();
  }

  private static String[] row(String name, JsonNode counts) {
    var cells = new String[BUCKETS.length + 1];
    cells[0] = name;
    for (int i = 0; i < BUCKETS.length; i++) {
      cells[i + 1] = counts.path(BUCKETS[i]).asText();
    }
    return cells;
  }
}
