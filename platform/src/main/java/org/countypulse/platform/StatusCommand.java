package org.countypulse.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a running platform is doing. */
@Command(
    name = "status",
    description = "Views, versions, lag, and what became of the records.",
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
    System.out.print(accounting(client.get("/accounting", Map.of())));
    return 0;
  }

  private static String readiness(JsonNode ready) {
    return ready.path("status").asText().equals("ready") ? "ready" : ready.path("detail").asText();
  }

  private static String views(JsonNode views) {
    var table =
        new TextTable("VIEW", "VERSION>", "PROMOTED", "STATE", "PROGRESS>", "LAG>", "DIGEST");
    for (var view : views) {
      table.add(
          view.path("view").asText(),
          view.path("version").asText(),
          view.path("promoted").asBoolean() ? "yes" : "no",
          view.path("state").asText(),
          "%.0f %%".formatted(100 * view.path("progress").asDouble()),
          view.path("lag").asText(),
          view.path("digest").asText());
    }
    return table.text();
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
