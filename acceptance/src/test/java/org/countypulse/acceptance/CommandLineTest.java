package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A user's mistake gets one line that says what to do, and an exit code that is not 0. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class CommandLineTest {

  @TempDir Path folder;

  @Test
  void anUnknownCommandIsRefused() {
    assertRefused(CommandLine.run("dance"), "dance", "--help");
  }

  @Test
  void anUnknownOptionIsRefused() {
    assertRefused(CommandLine.run("up", "--colour", "red"), "--colour", "--help");
  }

  @Test
  void anOptionsWrongValueIsRefused() {
    assertRefused(
        CommandLine.run("up", "--port", "many", "--data", folder + "/none"), "--port", "many");
  }

  @Test
  void aWindowThatIsNoneIsRefusedInThePlatformsWords(RunningPlatform platform) {
    assertRefused(
        CommandLine.run("figures", "drills-held", "--window", "soon", "--to", platform.url()),
        "window=soon");
    assertRefused(CommandLine.run("figures", "weather", "--to", platform.url()), "weather");
  }

  @Test
  void figuresAndStatusOfARunningPlatformAreTables(RunningPlatform platform) {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered());
    platform.awaitFigure(school.county(), "schools-open", 1);
    CommandLine figures =
        CommandLine.run(
            "figures",
            "schools-open",
            "--window",
            "total",
            "--as-of",
            "2019-12-31",
            "--to",
            platform.url());
    assertThat(figures.exitCode()).as(figures.err()).isZero();
    assertThat(figures.out()).contains("schools-open", "2019-12-31", school.county());
    assertThat(figures.err()).isEmpty();

    CommandLine status = CommandLine.run("status", "--to", platform.url());
    assertThat(status.exitCode()).as(status.err()).isZero();
    assertThat(status.out())
        .contains("registry-enrollment", "safety-drills", "canteens", "transfers", "RECEIVED");
  }

  @Test
  void aReportGoesToStandardOutputInTheFormatThatIsAskedFor(RunningPlatform platform) {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered());
    platform.awaitFigure(school.county(), "schools-open", 1);
    CommandLine markdown = report(platform, school, "md");
    assertThat(markdown.exitCode()).as(markdown.err()).isZero();
    assertThat(markdown.err()).isEmpty();
    assertThat(markdown.out())
        .startsWith("# ")
        .contains("| Schools open | schools | 1 |", "## Obligations");
    assertThat(report(platform, school, "csv").out())
        .startsWith("kind,name,unit,")
        .contains("figure,schools-open,schools,2019-01-01,2019-12-31,1,");
    assertThat(report(platform, school, "html").out()).startsWith("<!doctype html>");
  }

  private static CommandLine report(RunningPlatform platform, ToldSchool school, String format) {
    return CommandLine.run(
        "report",
        "--county",
        school.county(),
        "--period",
        "2019",
        "--format",
        format,
        "--to",
        platform.url());
  }

  @Test
  void aReportOfNoPlaceOrNoPeriodIsRefused(RunningPlatform platform) {
    assertRefused(
        CommandLine.run("report", "--period", "2019", "--to", platform.url()),
        "--county",
        "--prefecture");
    assertRefused(
        CommandLine.run("report", "--county", "999999", "--period", "2019", "--to", platform.url()),
        "999999");
    assertRefused(
        CommandLine.run("report", "--county", "140902", "--period", "soon", "--to", platform.url()),
        "period=soon");
  }

  @Test
  void obligationsThatAreWrongAreToldBeforeAnythingStarts() throws IOException {
    Path file = Files.writeString(folder.resolve("rules.json"), "[{\"name\":\"weekly\"}]");
    CommandLine line =
        CommandLine.run("up", "--obligations", file + "", "--data", folder + "/rules");
    assertRefused(line, "rules.json", "weekly needs \"title\"");
    assertThat(folder.resolve("rules")).doesNotExist();
  }

  @Test
  void aDataFolderInUseIsRefused(RunningPlatform platform) {
    assertRefused(
        CommandLine.run("up", "--data", platform.data().toString(), "--port", "0"),
        platform.data().toString(),
        "in use",
        "--data");
    assertThat(platform.ask("GET", "/health/ready", null, Map.of()).statusCode())
        .as("the one that runs there goes on")
        .isEqualTo(200);
  }

  @Test
  void aPortInUseIsRefused(RunningPlatform platform) {
    String port = platform.url().substring(platform.url().lastIndexOf(':') + 1);
    CommandLine line = CommandLine.run("up", "--data", folder + "/other", "--port", port);
    assertRefused(line, port, "--port");
  }

  @Test
  void bindingToTheWorldNeedsAToken() {
    assertRefused(
        CommandLine.run("up", "--host", "0.0.0.0", "--data", folder + "/open"), "--token-file");
  }

  @Test
  void aFileToImportThatSaysNoTimeIsRefused(RunningPlatform platform) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), "id,subject\n1,2\n");
    assertRefused(
        CommandLine.run("import", file + "", "--type", "safety-drill", "--to", platform.url()),
        "time",
        "mapping");
  }

  @Test
  void aFileToImportThatIsMissingIsRefused(RunningPlatform platform) {
    assertRefused(
        CommandLine.run(
            "import", folder + "/none.csv", "--type", "safety-drill", "--to", platform.url()),
        "none.csv");
  }

  @Test
  void anUnknownEventTypeToImportIsRefused(RunningPlatform platform) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), "id\n1\n");
    assertRefused(
        CommandLine.run("import", file.toString(), "--type", "dream", "--to", platform.url()),
        "dream");
  }

  @Test
  void whereNoPlatformListensThatIsSaid() throws IOException {
    String url = "http://127.0.0.1:" + nobodysPort();
    assertRefused(CommandLine.run("status", "--to", url), url, "countypulse up");
    assertRefused(CommandLine.run("figures", "drills-held", "--to", url), url, "countypulse up");
    Path mapping = RunningPlatform.ROOT.resolve("examples/inbloom/entries.yaml");
    Path file =
        Files.writeString(
            folder.resolve("rows.csv"),
            "student_id,school_id,entry_date,grade,entry_type\n1,2,2019-09-01,3,\n");
    assertRefused(
        CommandLine.run(
            "import", file + "", "--type", "enrollment", "--mapping", mapping + "", "--to", url),
        url);
  }

  private static int nobodysPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void assertRefused(CommandLine line, String... words) {
    assertThat(line.exitCode()).as("exit code, with: %s", line.err()).isNotZero();
    assertThat(line.err().strip().lines())
        .as("one line on standard error")
        .singleElement()
        .asString()
        .startsWith("countypulse: ")
        .contains(words)
        .doesNotContain("Exception");
  }
}
