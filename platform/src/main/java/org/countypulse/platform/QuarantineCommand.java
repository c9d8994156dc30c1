package org.countypulse.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is in quarantine, and what to do about it. */
@Command(
    name = "quarantine",
    description = "Lists records that are not believed, dismisses them, or sends them again.",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QuarantineCommand.ListCommand.class,
      QuarantineCommand.RedriveCommand.class,
      QuarantineCommand.DismissCommand.class
    })
final class QuarantineCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOTHING_SELECTED =
      "None of these is open. All, and what was decided: countypulse quarantine list --status all";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return Main.WRONG_USE;
  }

  /** Which records are meant. */
  static final class Which {
    @Option(
        names = "--reason",
        paramLabel = "REASON",
        description = "Only those that are there for this reason: unknown-schema, wrong-key …")
    private String reason;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only events of this type.")
    private String type;

    @Option(names = "--school", paramLabel = "ID", description = "Only this school's.")
    private String school;
  }

  /** Which records are to be decided on. */
  static final class Chosen {
    @Mixin private Which which;

    @Option(
        names = "--position",
        split = ",",
        paramLabel = "TOPIC/PARTITION/OFFSET",
        description = "Only these, also if they were dismissed: event.safety-drill/0/17.")
    private List<String> positions = new ArrayList<>();

    @Option(names = "--all", description = "Everything that is open.")
    private boolean all;

    private ObjectNode body() {
      var body = JSON.createObjectNode();
      if (which.reason != null) {
        body.put("reason", which.reason);
      }
      if (which.type != null) {
        body.put("type", which.type);
      }
      if (which.school != null) {
        body.put("school", which.school);
      }
      if (!positions.isEmpty()) {
        positions.forEach(body.putArray("positions")::add);
      }
      if (all) {
        body.put("all", true);
      }
      if (body.isEmpty()) {
        throw new UserError(
            "Say which records: --reason, --type, --school or --position; or --all.");
      }
      return body.put("by", System.getProperty("user.name"));
    }
  }

  /** Lists them. */
  @Command(
      name = "list",
      description = "Lists records in quarantine, and how many there are for each reason.",
      sortOptions = false)
  static final class ListCommand implements Callable<Integer> {
    @Mixin private ApiClient client;
    @Mixin private Which which;

    @Option(
        names = "--status",
        paramLabel = "STATUS",
        defaultValue = "open",
        description = "open, dismissed, redriven or all (default: open).")
    private String status;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "At most so many lines, the newest first (default: 50).")
    private int limit;

    @Override
    public Integer call() {
      Logs.off();
      var query = new HashMap<String, String>();
      query.put("status", status);
      query.put("limit", Integer.toString(limit));
      put(query, "reason", which.reason);
      put(query, "type", which.type);
      put(query, "school", which.school);
      var answer = client.get("/quarantine", query);
      var table = new TextTable("REASON", "STATUS", "TYPE", "SCHOOL", "POSITION", "DETAIL");
      for (var entry : answer.path("entries")) {
        table.add(
            entry.path("reason").asText(),
            entry.path("status").asText(),
            entry.path("type").asText(),
            entry.path("schoolId").asText("–"),
            "%s/%s/%s"
                .formatted(
                    entry.path("topic").asText(),
                    entry.path("partition").asText(),
                    entry.path("offset").asText()),
            detail(entry));
      }
      System.out.print(table.text());
      System.out.printf(
          "%nOpen: %s%s. Dismissed: %s. Redriven: %s.%n",
          answer.path("total").asText(),
          reasons(answer.path("byReason")),
          answer.path("dismissed").asText(),
          answer.path("redriven").asText());
      return 0;
    }

    /** What is wrong; of those that were decided on, who did it, when and why. */
    private static String detail(JsonNode entry) {
      if (entry.path("decidedAt").isNull()) {
        return cut(entry.path("detail").asText());
      }
      var decided = entry.path("by").asText() + " " + entry.path("decidedAt").asText();
      return decided.strip() + ": " + cut(entry.path("why").asText("–"));
    }

    private static void put(HashMap<String, String> query, String name, String value) {
      if (value != null) {
        query.put(name, value);
      }
    }

    private static String reasons(JsonNode byReason) {
      var parts = new ArrayList<String>();
      byReason
          .fields()
          .forEachRemaining(entry -> parts.add(entry.getValue().asText() + " " + entry.getKey()));
      return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }
  }

  /** Sends them again. */
  @Command(
      name = "redrive",
      description = {
        "Sends records of the quarantine again that pass by now, under their school's key.",
        "Those that would only come back stay where they are. An event counts once."
      },
      sortOptions = false)
  static final class RedriveCommand implements Callable<Integer> {
    @Mixin private ApiClient client;
    @Mixin private Chosen chosen;

    @Option(names = "--again", description = "Also those that were redriven before.")
    private boolean again;

    @Option(names = "--why", paramLabel = "TEXT", description = "What was mended, for the record.")
    private String why;

    @Option(
        names = "--dry-run",
        description = "Only say how many would pass, and what would change.")
    private boolean dryRun;

    @Override
    public Integer call() {
      Logs.off();
      var body = chosen.body().put("dryRun", dryRun);
      if (again) {
        body.put("again", true);
      }
      if (why != null) {
        body.put("why", why);
      }
      JsonNode answer;
      do {
        answer = client.post("/quarantine/redrive", body);
        tell(answer);
      } while (!dryRun && answer.path("left").asLong() > 0 && answer.path("redriven").asLong() > 0);
      return 0;
    }

    private void tell(JsonNode answer) {
      var selected = answer.path("selected").asLong();
      if (selected == 0) {
        System.out.println(NOTHING_SELECTED);
        return;
      }
      var passing = answer.path(dryRun ? "passing" : "redriven").asLong();
      System.out.printf(
          "%d of %d %s%s.%n",
          passing,
          selected,
          dryRun ? "would pass" : "redriven",
          passing == 0 ? "" : ": " + outcomes(answer.path("outcomes")));
      for (var refused : answer.path("refused")) {
        System.out.printf(
            "%d would come back: %s. %s First: %s%n",
            refused.path("count").asLong(),
            refused.path("reason").asText(),
            cut(refused.path("detail").asText()),
            refused.path("examples").path(0).asText());
      }
      if (answer.path("left").asLong() > 0) {
        System.out.printf("%d more are selected.%n", answer.path("left").asLong());
      }
      if (!answer.path("changes").isEmpty()) {
        System.out.println();
        System.out.print(changes(answer.path("changes")));
        if (!answer.path("exact").asBoolean()) {
          System.out.println(
              "At most: the log is too long to be read for this, and an event that already counts"
                  + " changes nothing.");
        }
      }
    }

    private String outcomes(JsonNode outcomes) {
      var parts = new ArrayList<String>();
      outcomes
          .fields()
          .forEachRemaining(
              outcome ->
                  parts.add(
                      outcome.getValue().asText()
                          + switch (outcome.getKey()) {
                            case "counts" -> dryRun ? " would count" : " count";
                            case "duplicate" ->
                                " copies of events that are there, changing nothing";
                            case "waits" -> " waiting for a registration or an original";
                            case "superseded" -> " whose place another event has taken";
                            default -> " " + outcome.getKey();
                          }));
      return String.join(", ", parts);
    }

    private static String changes(JsonNode changes) {
      var table = new TextTable("COUNTY", "MEASURE", "FROM", "TO", "AMOUNT>");
      for (var change : changes) {
        table.add(
            change.path("county").asText(),
            change.path("measure").asText(),
            change.path("from").asText(),
            change.path("to").asText(),
            ApiClient.plain(change.path("amount")));
      }
      return table.text();
    }
  }

  /** Dismisses them. */
  @Command(
      name = "dismiss",
      description = "Notes that records of the quarantine shall not count, and why.",
      sortOptions = false)
  static final class DismissCommand implements Callable<Integer> {
    @Mixin private ApiClient client;
    @Mixin private Chosen chosen;

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        required = true,
        description = "For whoever looks at them later.")
    private String why;

    @Override
    public Integer call() {
      Logs.off();
      var body = chosen.body().put("why", why);
      long dismissed = 0;
      JsonNode answer;
      do {
        answer = client.post("/quarantine/dismiss", body);
        dismissed += answer.path("dismissed").asLong();
      } while (answer.path("left").asLong() > 0 && answer.path("dismissed").asLong() > 0);
      System.out.println(dismissed == 0 ? NOTHING_SELECTED : dismissed + " dismissed.");
      return 0;
    }
  }

  private static String cut(String text) {
    return text.length() <= 120 ? text : text.substring(0, 119) + "…";
  }
}
