package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of real and of sample data, imported as a user does it, give the figures that a plain count
 * of their rows gives. Skipped where the data is not beside the project.
 */
@Order(2)
class ImportTest {

  private static final Path DATA = RunningPlatform.ROOT.resolve("../shared/data").normalize();
  private static final Pattern SUMMARY =
      Pattern.compile(
          "(\\d+) rows: (\\d+) accepted, (\\d+) duplicate, (\\d+) rejected.*?"
              + "(?:; (\\d+) schools registered)?.*");
  private static final Pattern REJECTED = Pattern.compile("line (\\d+): (.+)");
  private static final String TODAY_OR_LATER = "2030-01-01";

  @TempDir Path folder;

  @Test
  void theInspectionsOfSanMateoBecomeFiguresAndEveryRowWithoutAResultIsTold() throws Exception {
    Path file = data("san-mateo-canteens/smc_school_inspections.csv");
    List<Map<String, String>> rows = rows(file);
    try (RunningPlatform platform = start("san-mateo", "America/Los_Angeles")) {
      CommandLine first = importing(platform, file, "canteen-inspection", "san-mateo/inspections");
      Map<Integer, String> rejected = rejected(first);
      assertThat(first.exitCode()).as(first.err()).isEqualTo(1);
      assertThat(rejected).containsOnlyKeys(linesWithoutResult(rows));
      assertThat(rejected.values()).allMatch(reason -> reason.contains("NOT APPLICABLE"));
      Summary summary = summary(first);
      assertThat(summary)
          .isEqualTo(
              new Summary(
                  rows.size(),
                  rows.size() - rejected.size(),
                  0,
                  rejected.size(),
                  distinct(rows, "facility_id")));
      assertFigures(platform, "06081", inspections(rows));

      CommandLine again = importing(platform, file, "canteen-inspection", "san-mateo/inspections");
      assertThat(again.exitCode()).isEqualTo(1);
      assertThat(rejected(again)).isEqualTo(rejected);
      assertThat(summary(again).rejected()).isEqualTo(summary.rejected());
      assertThat(summary(again).accepted() + summary(again).duplicate())
          .isEqualTo(summary.accepted());
      awaitDuplicates(platform, "canteen-inspection", summary.accepted());
      awaitDuplicates(platform, "school-registered", summary.schools());
      assertFigures(platform, "06081", inspections(rows));
    }
  }

  @Test
  void theSampleEnrollmentsBecomeFigures() throws Exception {
    Path file = data("sample-enrollments-medium/flat_enrollments.csv");
    List<Map<String, String>> rows = rows(file);
    try (RunningPlatform platform = start("inbloom", "America/New_York")) {
      CommandLine entries = importing(platform, file, "enrollment", "inbloom/entries");
      assertThat(entries.exitCode())
          .as(entries.out() + entries.err() + "\n" + platform.output())
          .isZero();
      assertThat(summary(entries))
          .isEqualTo(new Summary(rows.size(), rows.size(), 0, 0, distinct(rows, "school_id")));
      assertFigures(platform, "37183", enrollments(rows));
      CommandLine again = importing(platform, file, "enrollment", "inbloom/entries");
      assertThat(again.exitCode()).isZero();
      awaitDuplicates(platform, "enrollment", rows.size());
      assertFigures(platform, "37183", enrollments(rows));
    }
  }

  private RunningPlatform start(String example, String zone) {
    Path counties = RunningPlatform.ROOT.resolve("examples/" + example + "/counties.csv");
    return RunningPlatform.start("up", folder, "--counties", counties.toString(), "--zone", zone);
  }

  private static Path data(String name) {
    Path file = DATA.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "Not here: " + file + ", so it is not imported");
    return file;
  }

  private static CommandLine importing(
      RunningPlatform platform, Path file, String type, String mapping) {
    Path rules = RunningPlatform.ROOT.resolve("examples/" + mapping + ".yaml");
    return CommandLine.run(
        "import",
        file.toString(),
        "--type",
        type,
        "--mapping",
        rules.toString(),
        "--to",
        platform.url());
  }

  /** What the import says in its last line. */
  private record Summary(int rows, int accepted, int duplicate, int rejected, int schools) {}

  private static Summary summary(CommandLine line) {
    String last = line.out().strip().lines().reduce("", (one, next) -> next);
    Matcher matcher = SUMMARY.matcher(last);
    assertThat(matcher.matches()).as(line.out() + line.err()).isTrue();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      numbers.add(matcher.group(i) == null ? 0 : Integer.parseInt(matcher.group(i)));
    }
    return new Summary(
        numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4));
  }

  private static Map<Integer, String> rejected(CommandLine line) {
    Map<Integer, String> rejected = new TreeMap<>();
    line.out()
        .lines()
        .map(REJECTED::matcher)
        .filter(Matcher::matches)
        .forEach(found -> rejected.put(Integer.parseInt(found.group(1)), found.group(2)));
    return rejected;
  }

  /** The rows of a CSV file by its header; values may stand in quotes, without line breaks. */
  private static List<Map<String, String>> rows(Path file) throws IOException {
    List<List<String>> lines = Files.readAllLines(file).stream().map(ImportTest::values).toList();
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<String> line : lines.subList(1, lines.size())) {
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < line.size(); i++) {
        row.put(lines.get(0).get(i), line.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> values(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (char letter : line.toCharArray()) {
      if (letter == '"') {
        quoted = !quoted;
      } else if (letter == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(letter);
      }
    }
    values.add(value.toString());
    return values;
  }

  /** The file's lines that say NOT APPLICABLE, the header being line 1. */
  private static Integer[] linesWithoutResult(List<Map<String, String>> rows) {
    List<Integer> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).get("result").equals("NOT APPLICABLE")) {
        lines.add(i + 2);
      }
    }
    return lines.toArray(Integer[]::new);
  }

  private static int distinct(List<Map<String, String>> rows, String column) {
    return (int) rows.stream().map(row -> row.get(column)).distinct().count();
  }

  private static Map<String, Double> inspections(List<Map<String, String>> rows) {
    double passed = with(rows, "result", "PASS (GREEN)");
    double conditional = with(rows, "result", "CONDITIONAL PASS (YELLOW)");
    double failed = with(rows, "result", "CLOSED (RED)");
    double violations =
        rows.stream()
            .filter(row -> !row.get("result").equals("NOT APPLICABLE"))
            .mapToInt(row -> Integer.parseInt(row.get("violations")))
            .sum();
    return Map.of(
        "canteen-inspections", passed + conditional + failed,
        "canteen-passed", passed,
        "canteen-conditional", conditional,
        "canteen-failed", failed,
        "canteen-violations", violations,
        "canteen-pass-rate", passed / (passed + conditional + failed),
        "schools-open", (double) distinct(rows, "facility_id"));
  }

  private static Map<String, Double> enrollments(List<Map<String, String>> rows) {
    double first =
        with(rows, "entry_type", "")
            + with(rows, "entry_type", "Original entry into a United States school");
    return Map.of(
        "enrollment-entries",
        first,
        "enrollment-transfers-in",
        rows.size() - first,
        "enrollment-net",
        (double) rows.size(),
        "schools-open",
        (double) distinct(rows, "school_id"));
  }

  private static double with(List<Map<String, String>> rows, String column, String value) {
    return rows.stream().filter(row -> row.get(column).equals(value)).count();
  }

  private static void assertFigures(
      RunningPlatform platform, String county, Map<String, Double> expected) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () ->
                expected.forEach(
                    (measure, value) ->
                        assertThat(
                                platform
                                    .figure(county, measure, "total", TODAY_OR_LATER)
                                    .asDouble(-1))
                            .as(measure)
                            .isEqualTo(value)));
  }

  private static void awaitDuplicates(RunningPlatform platform, String type, int duplicates) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              for (JsonNode counts : platform.get("/api/v1/accounting").path("byType")) {
                if (counts.path("type").asText().equals(type)) {
                  OperationsTest.assertThatItBalances(counts);
                  assertThat(counts.path("duplicate").asInt()).as(type).isEqualTo(duplicates);
                }
              }
            });
  }
}
