package org.countypulse.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.errors.AuthorizationException;
import org.countypulse.streams.TopicsException;
import org.countypulse.streams.verify.Certificates;
import org.countypulse.streams.verify.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two versions of a view, compared. */
@Command(
    name = "verify",
    description = {
      "Compares two versions of a view, school by school and county by county at the same events, cell by cell.",
      "Exit code 0 if they are equal, 1 if they differ, 3 if not everything could be compared, 2 if it could not be asked."
    },
    exitCodeOnExecutionException = Main.WRONG_USE,
    sortOptions = false)
final class VerifyCommand extends VersionCommand {
  private static final int EQUAL = 0;
  private static final int DIFFERENT = 1;
  private static final int UNDECIDED = 3;
  private static final long LOOKS_EVERY_MILLIS = 500;

  @Parameters(
      index = "0",
      paramLabel = "VIEW",
      description = "The view, such as safety-drills; ./countypulse status lists them.")
  private String view;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "The version to prove: 2, or v2 (default: the newest complete one).")
  private String version;

  @Option(
      names = "--against",
      paramLabel = "VERSION",
      description = "The version to compare it with (default: the one that readers use).")
  private String against;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long a county may keep on moving until it is given up (default: 60).")
  private int patience;

  @Option(
      names = "--accept-behind",
      description =
          "Do not mind schools of which a version that does not count on has taken fewer records.")
  private boolean acceptBehind;

  private final Console console = new Console(System.err);

  @Override
  int through(ApiClient platform) {
    var body = body().put("acceptBehind", acceptBehind).put("patienceSeconds", checkedPatience());
    number(version).ifPresent(number -> body.put("version", number));
    number(against).ifPresent(number -> body.put("against", number));
    var path = "/views/" + ApiClient.encode(view) + "/verify";
    var watch = new Thread(() -> watch(platform, path), "verify-progress");
    watch.setDaemon(true);
    watch.start();
    try {
      return tell(platform.post(path, body));
    } finally {
      watch.interrupt();
    }
  }

  private void watch(ApiClient platform, String path) {
    try {
      while (true) {
        Thread.sleep(LOOKS_EVERY_MILLIS);
        var progress = platform.get(path, Map.of());
        if (progress.path("running").asBoolean()) {
          say(
              new Progress(
                  progress.path("rowsRead").asLong(),
                  progress.path("rowsToRead").asLong(),
                  progress.path("schools").asLong(),
                  progress.path("schoolsCompared").asLong(),
                  progress.path("counties").asLong(),
                  progress.path("countiesCompared").asLong(),
                  progress.path("differences").asLong()));
        }
      }
    } catch (InterruptedException | UserError e) {
      // The answer has come, or says better what is wrong.
    }
  }

  @Override
  int on(ViewOperations operations) {
    var question =
        new Verifications.Question(
            view,
            number(version),
            number(against),
            Duration.ofSeconds(checkedPatience()),
            acceptBehind,
            wish().by());
    try {
      var certificate =
          new Verifications(operations.surroundings(), operations.values())
              .verify(question, this::say);
      return tell(JSON.valueToTree(Certificates.members(certificate)));
    } catch (Verifications.UnknownVersionException | TopicsException e) {
      throw new UserError(e.getMessage(), e);
    } catch (AuthorizationException e) {
      throw new UserError(
          "The Kafka user lacks a right: %s. The streams' user has all that this takes: ./countypulse access --streams USER"
              .formatted(e.getMessage()),
          e);
    }
  }

  private int checkedPatience() {
    if (patience < 1 || patience > 600) {
      throw new UserError("--patience is a number of seconds from 1 to 600, not " + patience + ".");
    }
    return patience;
  }

  private static OptionalInt number(String version) {
    if (version == null) {
      return OptionalInt.empty();
    }
    var digits = version.startsWith("v") ? version.substring(1) : version;
    if (!digits.matches("[1-9]\\d{0,8}")) {
      throw new UserError("A version is a number such as 2, not " + version + ".");
    }
    return OptionalInt.of(Integer.parseInt(digits));
  }

  private void say(Progress progress) {
    long all = progress.schools() + progress.counties();
    long compared = progress.schoolsCompared() + progress.countiesCompared();
    console.bar(
        all == 0 ? 0 : (double) compared / all,
        "%,d rows read, %,d to go; %,d of %,d schools and %,d of %,d counties compared, %,d differences"
            .formatted(
                progress.rowsRead(),
                progress.rowsToRead() - progress.rowsRead(),
                progress.schoolsCompared(),
                progress.schools(),
                progress.countiesCompared(),
                progress.counties(),
                progress.differences()));
  }

  private int tell(JsonNode certificate) {
    console.closeLine();
    var left = "v" + certificate.path("version").asInt();
    var right = "v" + certificate.path("against").asInt();
    System.out.printf(
        "%s %s against %s. %s%n",
        certificate.path("view").asText(), left, right, certificate.path("detail").asText());
    System.out.printf(
        "Digests: %s %s, %s %s%n",
        left,
        certificate.path("digest").asText(),
        right,
        certificate.path("againstDigest").asText());
    tellCells(certificate, left, right);
    tellRows(certificate, left, right);
    return switch (certificate.path("outcome").asText()) {
      case "EQUAL" -> EQUAL;
      case "DIFFERENT" -> DIFFERENT;
      default -> UNDECIDED;
    };
  }

  private static void tellCells(JsonNode certificate, String left, String right) {
    var cells = certificate.path("examples");
    if (cells.isEmpty()) {
      return;
    }
    var table = new TextTable("COUNTY", "DAY", "MEASURE", left + ">", right + ">", "WRONG IS");
    for (var cell : cells) {
      int wrong = cell.path("wrong").asInt();
      table.add(
          cell.path("county").asText(),
          cell.path("day").asText(),
          cell.path("measure").asText(),
          cell.path("amount").asText(),
          cell.path("againstAmount").asText(),
          wrong == 0 ? "" : "v" + wrong + ": not what its schools posted");
    }
    System.out.printf("%n%s", table.text());
    more(certificate.path("differing").asLong() - cells.size(), "cells");
    for (var cell : cells) {
      if (!cell.path("events").isEmpty()) {
        System.out.printf(
            "%nThe events behind %s %s %s:%n",
            cell.path("county").asText(), cell.path("day").asText(), cell.path("measure").asText());
        cell.path("events").forEach(event -> System.out.println("  " + event.asText()));
      }
    }
  }

  private static void tellRows(JsonNode certificate, String left, String right) {
    var rows = certificate.path("rowExamples");
    if (rows.isEmpty()) {
      return;
    }
    var table = new TextTable("WHAT", "ROW", left, right);
    for (var row : rows) {
      table.add(
          row.path("kind").asText(),
          row.path("row").asText(),
          row.path("said").asText(),
          row.path("againstSaid").asText());
    }
    System.out.printf("%n%s", table.text());
    more(
        certificate.path("differingRows").asLong()
            + certificate.path("differingSchools").asLong()
            - rows.size(),
        "rows");
  }

  private static void more(long left, String what) {
    if (left > 0) {
      System.out.printf("and %,d more %s%n", left, what);
    }
  }
}
