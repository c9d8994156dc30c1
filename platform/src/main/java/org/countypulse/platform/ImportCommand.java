package org.countypulse.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.countypulse.producers.importing.ImportListener;
import org.countypulse.producers.importing.ImportSummary;
import org.countypulse.producers.importing.Importer;
import org.countypulse.producers.importing.MappingFile;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a file's rows as events. */
@Command(
    name = "import",
    description = {
      "Sends the rows of a CSV or JSONL file as events, and reports every rejected row.",
      "The same file imported twice counts once. Ends with 1 if any row was rejected."
    },
    sortOptions = false)
final class ImportCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameters(paramLabel = "FILE", description = "CSV with a header line, or JSON lines.")
  private Path file;

  @Option(
      names = "--type",
      required = true,
      paramLabel = "TYPE",
      description = "The event type, such as safety-drill; GET /api/v1/event-types lists them.")
  private String type;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "How columns become fields (default: columns are named as the fields).")
  private Path mapping;

  @Mixin private ZoneOptions zone;
  @Mixin private ApiClient client;

  @Override
  public Integer call() throws InterruptedException {
    Logs.off();
    var eventType = typeNamed(type);
    var rules = mapping == null ? null : MappingFile.read(mapping);
    var report = new Report(new Console(System.err));
    var summary =
        new Importer(client.door(PATIENCE), zone.zone(), report).run(file, eventType, rules);
    report.console.closeLine();
    System.out.println(summary);
    return summary.exitCode();
  }

  private static EventType typeNamed(String name) {
    return EventTypes.ALL.stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "There is no event type %s (--type); there are %s."
                        .formatted(
                            name,
                            EventTypes.ALL.stream()
                                .map(EventType::name)
                                .collect(Collectors.joining(", ")))));
  }

  /** Rejected rows go to standard output, where they can be kept; progress does not. */
  private record Report(Console console) implements ImportListener {
    @Override
    public void rejected(long line, String reason) {
      console.closeLine();
      System.out.printf("line %d: %s%n", line, reason);
    }

    @Override
    public void remark(String text) {
      console.closeLine();
      System.out.println(text);
    }

    @Override
    public void progress(long bytesRead, long bytesInAll, ImportSummary soFar) {
      console.bar(bytesInAll == 0 ? 1 : (double) bytesRead / bytesInAll, soFar.toString());
    }
  }
}
