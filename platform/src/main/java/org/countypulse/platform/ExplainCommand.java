package org.countypulse.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The events behind a figure, as tables in the terminal. */
@Command(
    name = "explain",
    description = "The events that make up a figure, and those that don't count in it.",
    sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MEASURE",
      description = "Which one, such as drills-held; GET /api/v1/measures lists them.")
  private String measure;

  @Option(
      names = "--county",
      required = true,
      paramLabel = "CODE",
      description = "The county, or prefecture or province.")
  private String county;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "The first day (default: everything up to the last day).")
  private String from;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      description = "The last day (default: today); --to names the platform.")
  private String until;

  @Option(names = "--school", paramLabel = "ID", description = "Only this school's events.")
  private String school;

  @Option(
      names = "--view-version",
      paramLabel = "N",
      description = "As this version of the view has counted (default: the promoted one).")
  private String version;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "So many events of each kind, the newest (default: 1000).")
  private String limit;

  @Option(names = "--csv", description = "Prints comma-separated values.")
  private boolean csv;

  @Mixin private ApiClient client;

  @Override
  public Integer call() {
    Logs.off();
    var query = new HashMap<String, String>();
    query.put("measure", measure);
    query.put("county", county);
    put(query, "from", from);
    put(query, "to", until);
    put(query, "school", school);
    put(query, "version", version);
    put(query, "limit", limit);
    if (csv) {
      query.put("format", "csv");
      System.out.print(client.getText("/explain", query));
    } else {
      print(client.getPatiently("/explain", query));
    }
    return 0;
  }

  private static void put(Map<String, String> query, String name, String value) {
    if (value != null) {
      query.put(name, value);
    }
  }

  private static void print(JsonNode answer) {
    System.out.printf(
        "%s of %s (%s), %s: %s %s%n",
        text(answer, "measure"),
        text(answer, "name"),
        text(answer, "county"),
        answer.path("from").isNull()
            ? "up to " + text(answer, "to")
            : text(answer, "from") + " to " + text(answer, "to"),
        text(answer, "value"),
        text(answer, "unit"));
    for (var part : answer.path("parts")) {
      System.out.printf(
          "The events' amounts of %s add up to %s %s.%n",
          text(part, "measure"), text(part, "sum"), text(part, "unit"));
    }
    if (!answer.path("agrees").asBoolean()) {
      System.out.println(
          "That is not the figure shown: events are being counted meanwhile, or the ledger is wrong"
              + " (./countypulse verify).");
    }
    print(answer, "events", "eventsTotal", "Events that count");
    print(answer, "notCounted", "notCountedTotal", "Events that don't count here");
  }

  private static void print(JsonNode answer, String list, String total, String title) {
    var rows = answer.path(list);
    var counts = list.equals("events");
    System.out.printf(
        "%n%s: %s%s%n",
        title,
        text(answer, total),
        answer.path(total).asLong() > rows.size() ? ", the newest " + rows.size() + ":" : "");
    if (rows.isEmpty()) {
      return;
    }
    var table =
        counts
            ? new TextTable("DAY", "SCHOOL", "NAME", "AMOUNT>", "MEASURE", "EVENT", "WHERE")
            : new TextTable("DAY", "SCHOOL", "NAME", "WOULD BE>", "WHY", "EVENT", "WHERE");
    for (var row : rows) {
      table.add(
          text(row, "day"),
          text(row, "schoolId"),
          text(row, "school"),
          text(row, "amount"),
          counts ? text(row, "measure") : text(row, "status") + ", " + text(row, "reason"),
          text(row, "id"),
          "%s %s/%s".formatted(text(row, "topic"), text(row, "partition"), text(row, "offset")));
    }
    System.out.print(table.text());
  }

  private static String text(JsonNode of, String name) {
    return ApiClient.plain(of.path(name));
  }
}
