package org.countypulse.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person sees it: what it prints, and how it ends. */
class MainTest {
  private static final String[] COMMANDS = {
    "demo",
    "up",
    "import",
    "simulate",
    "status",
    "figures",
    "streams",
    "gateway",
    "dashboard",
    "access",
    "token"
  };

  @TempDir Path directory;

  private record Outcome(int exitCode, String out, String err) {
    Outcome isOneLineOfError(int expectedExitCode, String... words) {
      assertThat(exitCode).isEqualTo(expectedExitCode);
      assertThat(err.strip()).startsWith("countypulse: ").contains(words).doesNotContain("\n");
      return this;
    }
  }

  @Test
  void everyCommandHasHelp() {
    var help = run("--help");
    assertThat(help.exitCode).isZero();
    for (var command : COMMANDS) {
      assertThat(help.out).contains("\n  " + command);
      assertThat(run(command, "--help").exitCode).as(command).isZero();
    }
  }

  @Test
  void aTokenIsPrintedOnceAndKeptAsItsHash() throws Exception {
    var file = directory.resolve("tokens.json").toString();
    var made = run("token", "create", "--tokens", file, "--name", "sis", "--school", "1409020001");
    assertThat(made.exitCode).as(made.err).isZero();
    assertThat(made.out.strip()).matches("cpt_[A-Za-z0-9_-]{32}");
    assertThat(made.err).contains("not shown again");
    assertThat(Files.readString(Path.of(file)))
        .contains("\"sis\"")
        .doesNotContain(made.out.strip());

    run("token", "create", "--tokens", file, "--name", "sis", "--everything")
        .isOneLineOfError(1, "already");
    run("token", "create", "--tokens", file, "--name", "nothing").isOneLineOfError(1, "--school");
    run("token", "create", "--tokens", file, "--name", "x", "--county", "999999")
        .isOneLineOfError(1, "999999");
    assertThat(run("token", "list", "--tokens", file).out).contains("school 1409020001");
    assertThat(run("token", "revoke", "--tokens", file, "sis").exitCode).isZero();
    run("token", "revoke", "--tokens", file, "sis").isOneLineOfError(1, "no token called sis");
    run("gateway", "--tokens", directory.resolve("none").toString())
        .isOneLineOfError(1, "--tokens");
  }

  @Test
  void rightsArePrintedWithoutAnyCluster() {
    var rights =
        run("access", "--dry-run", "--streams=us", "--school-system=sis", "--types=safety-drill");
    assertThat(rights.exitCode).as(rights.err).isZero();
    assertThat(rights.out)
        .containsPattern("sis +write +topic event.safety-drill")
        .containsPattern("us +create, delete, read, write +topic ledger[.]\\*");
    run("access", "--dry-run").isOneLineOfError(1, "--streams");
    run("access", "--dry-run", "--school-system=sis", "--types=drills")
        .isOneLineOfError(1, "drills", "safety-drill");
  }

  @Test
  void wrongUseIsOneLineThatNamesTheHelp() {
    run("figures").isOneLineOfError(2, "MEASURE", "countypulse figures --help");
    run("up", "--port", "eighty").isOneLineOfError(2, "--port", "countypulse up --help");
    run("dance").isOneLineOfError(2, "dance", "countypulse --help");
  }

  @Test
  void aWrongValueIsOneLineThatNamesItsFlag() throws Exception {
    run("up", "--port", "70000").isOneLineOfError(1, "--port", "65535");
    run("rebuild", "canteens", "--known-at", "yesterday").isOneLineOfError(1, "--known-at");
    run("rebuild", "canteens", "--throttle", "fast").isOneLineOfError(1, "throttle", "none");
    run("rebuild", "canteens", "--promote", "--known-at", "2026-10-10T00:00:00Z")
        .isOneLineOfError(1, "can't be promoted");
    run("promote", "canteens", "two").isOneLineOfError(1, "number", "two");
    run("up", "--zone", "Mars/Base").isOneLineOfError(1, "--zone", "Asia/Shanghai");
    run("up", "--host", "0.0.0.0").isOneLineOfError(1, "--token-file");
    run("up", "--registry", "here").isOneLineOfError(1, "--registry", "http");
    run("up", "--counties", directory.resolve("none").toString()).isOneLineOfError(1, "--counties");
    var list = Files.writeString(directory.resolve("list.csv"), "a,b\n1,2\n");
    run("up", "--counties", list.toString()).isOneLineOfError(1, "list.csv", "begins with");
    run("status", "--to", "nowhere").isOneLineOfError(1, "--to");
    run("simulate", "--days", "0").isOneLineOfError(1, "--days");
    run("simulate", "--until", "soon").isOneLineOfError(2, "--until", "2019-08-31");
    run("import", "rows.csv", "--type", "dance").isOneLineOfError(1, "dance", "safety-drill");
    run("import", "nowhere.csv", "--type", "safety-drill").isOneLineOfError(1, "nowhere.csv");
    run("demo", "--counties", countyList()).isOneLineOfError(1, "Xinzhou", "countypulse up");
  }

  private String countyList() throws Exception {
    var list = "code,level,name,english,parent,replaced_by\n06081,county,San Mateo,San Mateo,,\n";
    return Files.writeString(directory.resolve("counties.csv"), list).toString();
  }

  @Test
  void aDemoOfAnotherSeedIsRefusedBeforeAnythingStarts() throws Exception {
    Files.writeString(
        directory.resolve("demo"), "seed=7\nuntil=2026-01-31\nbatches=3\ncomplete=false\n");
    run("demo", "--data", directory.toString(), "--seed", "8").isOneLineOfError(1, "seed 7");
  }

  @Test
  void noPlatformIsOneLineThatSaysHowToStartOne() {
    run("status", "--to", "http://127.0.0.1:1").isOneLineOfError(1, "./countypulse up", "--to");
  }

  @Test
  void verboseShowsWhereAnErrorCameFrom() {
    assertThat(run("status", "--to", "http://127.0.0.1:1", "--verbose").err)
        .contains("No platform answers")
        .contains("\tat org.countypulse");
  }

  @Test
  void figuresAreATable() throws Exception {
    var figures =
        "{\"measure\":\"drills-held\",\"unit\":\"drills\",\"window\":\"30d\",\"asOf\":\"2019-12-31\","
            + "\"rows\":[{\"code\":\"140902\",\"name\":\"忻府区\",\"value\":12},"
            + "{\"code\":\"140981\",\"name\":\"原平市\",\"value\":null}]}";
    var server = answering(Map.of("/api/v1/figures", figures));
    try {
      var url = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(run("figures", "drills-held", "--to", url).out)
          .isEqualTo(
              """
              drills-held (drills), 30d as of 2019-12-31
              CODE    NAME    VALUE
              140902  忻府区     12
              140981  原平市      –
              """);
      assertThat(run("figures", "drills-held", "--county", "140981", "--to", url).out)
          .contains("140981")
          .doesNotContain("140902");
      run("figures", "drills-held", "--county", "999999", "--to", url)
          .isOneLineOfError(1, "999999");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void moneyAndRatiosAreWrittenWithoutExponents() throws Exception {
    var figures =
        "{\"measure\":\"aid-amount\",\"unit\":\"yuan\",\"window\":\"30d\",\"asOf\":\"2019-12-31\","
            + "\"rows\":[{\"code\":\"1\",\"name\":\"a\",\"value\":12345678.90},"
            + "{\"code\":\"2\",\"name\":\"b\",\"value\":1234567.50},"
            + "{\"code\":\"3\",\"name\":\"c\",\"value\":5.0E-4},"
            + "{\"code\":\"4\",\"name\":\"d\",\"value\":0.25}]}";
    var explained =
        "{\"measure\":\"aid-amount\",\"name\":\"a\",\"county\":\"1\",\"from\":null,\"to\":\"2019-12-31\","
            + "\"value\":12345678.90,\"unit\":\"yuan\",\"agrees\":true,\"eventsTotal\":0,\"events\":[],"
            + "\"parts\":[{\"measure\":\"aid-amount\",\"sum\":12345678.90,\"unit\":\"yuan\"}]}";
    var server = answering(Map.of("/api/v1/figures", figures, "/api/v1/explain", explained));
    try {
      var url = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(run("figures", "aid-amount", "--to", url).out)
          .contains("12345678.90\n", "1234567.50\n", " 0.0005\n", " 0.25\n");
      assertThat(run("explain", "aid-amount", "--county", "1", "--to", url).out)
          .contains("up to 2019-12-31: 12345678.90 yuan", "add up to 12345678.90 yuan");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void statusShowsWhatATokenMaySeeAndSaysWhatElseItWouldTake() throws Exception {
    var server =
        answering(
            Map.of(
                "/health/ready",
                "{\"status\":\"ready\"}",
                "/api/v1/views",
                "[{\"view\":\"canteens\",\"version\":1,\"state\":\"live\",\"progress\":1}]"));
    server.createContext(
        "/api/v1/accounting",
        exchange ->
            answer(exchange, 403, "{\"detail\":\"It takes the right to see small cells.\"}"));
    try {
      var url = "http://127.0.0.1:" + server.getAddress().getPort();
      var outcome = run("status", "--to", url);
      assertThat(outcome.exitCode).isZero();
      assertThat(outcome.out)
          .contains("canteens")
          .endsWith(
              "What became of the records is not shown. It takes the right to see small cells.\n");
      assertThat(outcome.err).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static HttpServer answering(Map<String, String> answers) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answers.forEach(
        (path, body) -> server.createContext(path, exchange -> answer(exchange, 200, body)));
    server.start();
    return server;
  }

  private static Outcome run(String... arguments) {
    var out = System.out;
    var err = System.err;
    var outBytes = new ByteArrayOutputStream();
    var errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int exitCode = Main.run(arguments);
      return new Outcome(
          exitCode,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
