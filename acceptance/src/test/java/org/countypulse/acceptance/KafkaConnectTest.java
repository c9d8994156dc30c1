package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ledger topics can be sunk as they are: Kafka Connect with a JDBC sink and an Avro converter
 * of other people, by configuration alone, into PostgreSQL. Skipped where no PostgreSQL starts,
 * unless {@code COUNTYPULSE_POSTGRES_REQUIRED=1} says that one must.
 */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class KafkaConnectTest {

  private static final Path EXAMPLES = RunningPlatform.ROOT.resolve("examples/connect");
  private static final Path LIBRARIES = Path.of("connect/target/lib").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** This sink wants keys of named fields; the transformation comes with Kafka Connect. */
  private static final String WITH_THE_KEY_AS_A_COLUMN =
      """
      transforms=named
      transforms.named.type=org.apache.kafka.connect.transforms.HoistField$Key
      transforms.named.field=row
      """;

  private static EmbeddedPostgres postgres;

  @TempDir static Path folder;

  private final RunningPlatform platform;

  KafkaConnectTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @BeforeAll
  static void startPostgres() {
    try {
      postgres = EmbeddedPostgres.builder().setOverrideWorkingDirectory(folder.toFile()).start();
    } catch (IOException | RuntimeException e) {
      String message = "No PostgreSQL starts here, so nothing is sunk into one: " + e;
      assertThat(System.getenv("COUNTYPULSE_POSTGRES_REQUIRED")).as(message).isNotEqualTo("1");
      System.out.println(message);
      Assumptions.abort(message);
    }
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void theLedgerInADatabaseHasTheFiguresOfTheApiAndFollowsCorrections() throws Exception {
    ToldSchool school = ToldSchool.alone();
    ObjectNode drill = school.drill("2019-05-12", 800);
    ObjectNode other = school.drill("2019-06-12", 700);
    platform.send(school.registered(), drill, other);
    platform.awaitFigure(school.county(), "drills-held", 2);

    Process connect =
        startConnect(
            connector("cells", "", "record_value", "county,day,measure"),
            connector("cells_by_key", "", "record_key", "row", WITH_THE_KEY_AS_A_COLUMN),
            connector("days", ".schools", "record_value", "schoolId,measure,month,county"),
            connector(
                "accounts", ".accounts", "record_value", "schoolId,eventType,source,partition"),
            connector("notes", ".notes", "record_value", "schoolId,eventType,eventId,contentHash"),
            connector("versions", null, "record_value", "view,entry"));
    try {
      awaitTables(connect, school.county(), 1500);

      ObjectNode corrected = school.drill("2019-05-12", 812);
      corrected.set("corrects", drill.get("id"));
      ObjectNode withdrawn = school.drill("2019-06-12", 1).put("voided", true);
      withdrawn.set("corrects", other.get("id"));
      platform.send(corrected, withdrawn);
      platform.awaitFigure(school.county(), "drills-held", 1);

      awaitTables(connect, school.county(), 812);
      assertThatTheOtherTablesSayWhatTheApiSays(school, drill);
    } finally {
      connect.destroy();
      if (!connect.waitFor(20, TimeUnit.SECONDS)) {
        connect.destroyForcibly();
      }
    }
  }

  /** Both tables of cells have the figures, of every county. */
  private void awaitTables(Process connect, String county, long participants) {
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(connect.isAlive()).as(output()).isTrue())
        .pollDelay(Duration.ofMillis(500))
        .ignoreExceptionsInstanceOf(SQLException.class) // before there is a table
        .untilAsserted(
            () -> {
              Map<String, Long> persons = figures("drill-participants");
              assertThat(persons).containsEntry(county, participants);
              for (String table : List.of("cells", "cells_by_key")) {
                assertThat(sunk(table, "drill-participants"))
                    .as("%s; %s", table, output())
                    .isEqualTo(persons);
                assertThat(sunk(table, "drills-held")).isEqualTo(figures("drills-held"));
              }
            });
  }

  private void assertThatTheOtherTablesSayWhatTheApiSays(ToldSchool school, ObjectNode drill) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(
                      select(
                          "SELECT status, reason FROM notes WHERE \"eventId\" = '%s'"
                              .formatted(drill.path("id").asText())))
                  .containsExactly("SUPERSEDED corrected");
              JsonNode drills = drillsOfItsAccount(school);
              assertThat(
                      select(
                          "SELECT received, posted, superseded FROM accounts WHERE \"schoolId\" = '%s'"
                              .formatted(school.id())))
                  .containsExactly(
                      "%d %d %d"
                          .formatted(
                              drills.path("received").asInt(),
                              drills.path("posted").asInt(),
                              drills.path("superseded").asInt()));
              assertThat(
                      select(
                          "SELECT month, days FROM days WHERE \"schoolId\" = '%s' ORDER BY 1"
                              .formatted(school.id())))
                  .as("bits of the days with a drill")
                  .containsExactly("2019-05-01 " + (1 << 11), "2019-06-01 0");
              assertThat(
                      select(
                          "SELECT version FROM versions WHERE view = 'safety-drills' AND promoted"))
                  .containsExactly("1");
            });
  }

  private JsonNode drillsOfItsAccount(ToldSchool school) {
    for (JsonNode counts :
        platform.get("/api/v1/schools/" + school.id() + "/account").path("byType")) {
      if (counts.path("type").asText().equals("safety-drill")) {
        return counts;
      }
    }
    throw new AssertionError("No drills in the account of " + school.id());
  }

  /** A measure's total of each county that has any. */
  private Map<String, Long> figures(String measure) {
    Map<String, Long> figures = new TreeMap<>();
    platform
        .get("/api/v1/figures?window=total&asOf=2100-01-01&measure=" + measure)
        .path("rows")
        .forEach(row -> figures.put(row.path("code").asText(), row.path("value").asLong()));
    figures.values().removeIf(value -> value == 0);
    return figures;
  }

  private static Map<String, Long> sunk(String table, String measure) throws SQLException {
    Map<String, Long> sums = new TreeMap<>();
    for (String row :
        select(
            "SELECT county, sum(amount) FROM %s WHERE measure = '%s' GROUP BY county HAVING sum(amount) <> 0"
                .formatted(table, measure))) {
      String[] cells = row.split(" ");
      sums.put(cells[0], Long.parseLong(cells[1]));
    }
    return sums;
  }

  /** Rows, their cells joined by spaces. */
  private static List<String> select(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var answer = statement.executeQuery(query)) {
      int columns = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          cells.add(answer.getString(i));
        }
        rows.add(String.join(" ", cells));
      }
    }
    return rows;
  }

  /** The example's connector, for another table, topic and primary key. */
  private static Path connector(
      String table, String suffix, String keyMode, String keyFields, String... more)
      throws IOException {
    String topic = suffix == null ? "views" : "ledger.safety-drills.v1" + suffix;
    String example =
        Files.readString(EXAMPLES.resolve("cells.properties"))
                .replace("name=drill-cells", "name=" + table)
                .replace("collection.name.format=drill_cells", "collection.name.format=" + table)
                .replace("topics=ledger.safety-drills.v1", "topics=" + topic)
                .replace("127.0.0.1:5432", "127.0.0.1:" + postgres.getPort())
                .replace("primary.key.mode=record_value", "primary.key.mode=" + keyMode)
                .replace("primary.key.fields=county,day,measure", "primary.key.fields=" + keyFields)
            + String.join("\n", more);
    return Files.writeString(folder.resolve(table + ".properties"), example);
  }

  private Process startConnect(Path... connectors) throws IOException {
    String worker =
        Files.readString(EXAMPLES.resolve("worker.properties"))
            .replace("127.0.0.1:9092", platform.bootstrap())
            .replace("http://127.0.0.1:8081", platform.registryUrl().replaceAll("/apis/.*", ""))
            .replace("127.0.0.1:8083", "127.0.0.1:0")
            .replace("target/connect.offsets", folder.resolve("offsets").toString());
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    words.add("-Dlogback.configurationFile=" + quietLogs());
    words.addAll(List.of("-cp", LIBRARIES + File.separator + "*"));
    words.add("org.apache.kafka.connect.cli.ConnectStandalone");
    words.add(Files.writeString(folder.resolve("worker.properties"), worker).toString());
    for (Path connector : connectors) {
      words.add(connector.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("DATABASE_PASSWORD", "postgres");
    return builder.redirectOutput(folder.resolve("connect.log").toFile()).start();
  }

  private static Path quietLogs() throws IOException {
    return Files.writeString(
        folder.resolve("logback.xml"),
        """
        <configuration>
          <appender name="stdout" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d %-5level %logger{24} - %msg%n</pattern></encoder>
          </appender>
          <root level="warn"><appender-ref ref="stdout"/></root>
        </configuration>
        """);
  }

  private static String output() {
    try {
      return "Connect said:\n" + Files.readString(folder.resolve("connect.log"));
    } catch (IOException e) {
      return "Connect said nothing: " + e;
    }
  }
}
