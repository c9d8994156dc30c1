package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.countypulse.platform.http.BearerToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** School systems whose tokens are bound to a school, or to a county, on a platform of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TokensOverHttpTest {

  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String ONE = "application/cloudevents+json";
  private static final ToldSchool NO_1 = ToldSchool.alone();
  private static final ToldSchool NO_2 = ToldSchool.in(NO_1.county());
  private static final ToldSchool ELSEWHERE = ToldSchool.alone();
  private static final List<String> TOKENS = new ArrayList<>();

  @TempDir static Path folder;

  private static Path file;
  private static RunningPlatform platform;
  private static String ofAll;
  private static String ofNo1;
  private static String ofCounty;

  @BeforeAll
  static void start() {
    file = folder.resolve("tokens.json");
    ofAll = create("all", "--everything");
    ofNo1 = create("sis-no-1", "--school", NO_1.id());
    ofCounty = create("county", "--county", NO_1.county());
    platform = RunningPlatform.start("up", folder.resolve("data"), "--tokens", file.toString());
    for (ToldSchool school : List.of(NO_1, NO_2, ELSEWHERE)) {
      assertThat(verdicts(ofAll, school.registered()).findValuesAsText("status"))
          .containsExactly("accepted");
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                platform.figure(NO_1.county(), "schools-open").asInt() == 2
                    && platform.figure(ELSEWHERE.county(), "schools-open").asInt() == 1);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  private static String create(String name, String... rights) {
    List<String> words =
        new ArrayList<>(List.of("token", "create", "--tokens", file.toString(), "--name", name));
    words.addAll(List.of(rights));
    CommandLine made = CommandLine.run(words.toArray(String[]::new));
    assertThat(made.exitCode()).as(made.err()).isZero();
    TOKENS.add(made.out().strip());
    return made.out().strip();
  }

  @Test
  void ofABatchOnlyTheOtherSchoolsEventIsForbidden() {
    ObjectNode own = NO_1.drill("2019-05-12", 812);
    ObjectNode foreign = NO_2.drill("2019-05-12", 9);

    JsonNode verdicts = verdicts(ofNo1, own, foreign);

    assertThat(verdicts.findValuesAsText("status")).containsExactly("accepted", "rejected");
    assertThat(verdicts.get(0).has("code")).isFalse();
    assertThat(verdicts.get(1).path("code").asInt()).isEqualTo(403);
    assertThat(verdicts.get(1).at("/problems/0/field").asText()).isEqualTo("subject");
    assertThat(verdicts.get(1).at("/problems/0/rule").asText()).isEqualTo("forbidden");
    assertThat(verdicts.get(1).at("/problems/0/detail").asText())
        .contains("sis-no-1", NO_1.id(), NO_2.id());
    platform.awaitFigure(NO_1.county(), "drill-participants", 812);
  }

  @Test
  void aSingleEventOfAnotherSchoolIs403WithItsVerdict() {
    HttpResponse<String> answer = post(ofNo1, ONE, NO_2.drill("2019-05-12", 9));

    Problems.assertThatItIsOne(answer, 403);
    assertThat(RunningPlatform.json(answer.body()).at("/results/0/code").asInt()).isEqualTo(403);
  }

  @Test
  void aCountysTokenSendsForItsSchoolsAndForANewOneThatItRegisters() {
    ToldSchool fresh = ToldSchool.in(NO_1.county());

    JsonNode verdicts =
        verdicts(
            ofCounty,
            NO_1.event("canteen-inspection", "2019-05-13", INSPECTION),
            ELSEWHERE.event("canteen-inspection", "2019-05-13", INSPECTION),
            fresh.registered(),
            fresh.event("canteen-inspection", "2019-05-13", INSPECTION));

    assertThat(verdicts.findValuesAsText("status"))
        .containsExactly("accepted", "rejected", "accepted", "accepted");
    assertThat(
            verdicts(ofCounty, fresh.event("canteen-inspection", "2019-05-14", INSPECTION))
                .findValuesAsText("status"))
        .as("in the next request")
        .containsExactly("accepted");
    platform.awaitFigure(NO_1.county(), "canteen-inspections", 3);
  }

  private static final String INSPECTION =
      "{\"inspector\":\"county\",\"outcome\":\"PASS\",\"violations\":[]}";

  @Test
  void aCountyCantTakeASchoolFromAnother() {
    ObjectNode taking = ELSEWHERE.registered().put("time", "2019-09-01T08:00:00+08:00");
    ((ObjectNode) taking.get("data")).put("countyCode", NO_1.county());

    assertThat(verdicts(ofCounty, taking).at("/0/code").asInt()).isEqualTo(403);
  }

  @Test
  void aRefusalIsTheSameForASchoolThatIsElsewhereAndForOneThatIsNot() {
    ToldSchool nobody = ToldSchool.in(ELSEWHERE.county());
    ObjectNode drill = ELSEWHERE.drill("2019-05-12", 9);
    verdicts(ofAll, drill); // so that a door that looks would find a duplicate

    String elsewhere = verdicts(ofCounty, drill).get(0).path("problems").toString();
    String nowhere =
        verdicts(ofCounty, nobody.drill("2019-05-12", 9)).get(0).path("problems").toString();

    assertThat(elsewhere.replace(ELSEWHERE.id(), "ID"))
        .isEqualTo(nowhere.replace(nobody.id(), "ID"));
    assertThat(verdicts(ofCounty, drill).get(0).has("warnings")).isFalse();
  }

  @Test
  void withoutAGoodTokenNothingIsSentAndReadingIsFreeOnThisMachine() {
    ObjectNode drill = NO_1.drill("2019-05-12", 1);
    Problems.assertThatItIsOne(
        platform.ask("POST", "/api/v1/events", drill.toString(), Map.of("Content-Type", ONE)), 401);
    Problems.assertThatItIsOne(post(ofNo1 + "x", ONE, drill), 401);
    assertThat(platform.get("/api/v1/counties").isMissingNode()).isFalse();
  }

  @Test
  void aRevokedTokenIsRefusedWithoutARestartAndSoIsAnExpiredOne() {
    String shortLived = create("short", "--school", NO_1.id());
    String expired = create("expired", "--school", NO_1.id(), "--until", "2019-01-01");
    ObjectNode drill = NO_2.drill("2019-05-12", 9);

    assertThat(post(shortLived, ONE, drill).statusCode()).as("known").isEqualTo(403);
    assertThat(CommandLine.run("token", "revoke", "--tokens", file.toString(), "short").exitCode())
        .isZero();

    Problems.assertThatItIsOne(post(shortLived, ONE, drill), 401);
    assertThat(post(expired, ONE, drill).body()).contains("was valid until 2019-01-01");
  }

  @Test
  void anImportTellsWhichRowsItsTokenDoesNotCover() throws IOException {
    ToldSchool school = ToldSchool.alone();
    String ofSchool = create("sis-import", "--school", school.id());
    Path csv = folder.resolve("drills.csv");
    Files.writeString(
        csv,
        "id,school,day,kind,participants\n"
            + "1,%s,2019-05-12,FIRE,5\n2,%s,2019-05-12,FIRE,6\n".formatted(school.id(), NO_2.id()));
    Path token = Files.writeString(folder.resolve("token"), ofSchool + "\n");
    Path mapping =
        Files.writeString(
            folder.resolve("mapping.yaml"),
            """
            source: sis/no-1
            subject: school
            id: {key: [id]}
            time: {column: day, format: yyyy-MM-dd, at: "10:00"}
            data:
              kind: kind
              participants: participants
            """);

    CommandLine imported =
        CommandLine.run(
            "import",
            csv.toString(),
            "--type",
            "safety-drill",
            "--mapping",
            mapping.toString(),
            "--to",
            platform.url(),
            "--token-file",
            token.toString());

    assertThat(imported.exitCode()).as(imported.out() + imported.err()).isEqualTo(1);
    assertThat(imported.out() + imported.err()).contains("sis-import").doesNotContain(ofSchool);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void noTokenAndNoHashIsInAnyLog() throws Exception {
    List<String> secrets = new ArrayList<>(TOKENS);
    TOKENS.forEach(token -> secrets.add(HexFormat.of().formatHex(BearerToken.sha256(token))));
    try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("logs"))) {
      List<Path> logs = files.filter(Files::isRegularFile).toList();
      assertThat(logs).hasSizeGreaterThanOrEqualTo(4);
      for (Path log : logs) {
        assertThat(new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1))
            .as(log + "")
            .doesNotContain(secrets);
      }
    }
    assertThat(platform.output()).doesNotContain(secrets);
    assertThat(platform.ask("GET", "/metrics", null, Map.of()).body()).doesNotContain(secrets);
    assertThat(Files.readString(file)).doesNotContain(TOKENS);
  }

  private static JsonNode verdicts(String token, JsonNode... events) {
    var batch = JsonNodeFactory.instance.arrayNode();
    List.of(events).forEach(batch::add);
    HttpResponse<String> answer = post(token, BATCH, batch);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return RunningPlatform.json(answer.body()).path("results");
  }

  private static HttpResponse<String> post(String token, String mediaType, JsonNode body) {
    return platform.ask(
        "POST",
        "/api/v1/events",
        body.toString(),
        Map.of("Content-Type", mediaType, "Authorization", "Bearer " + token));
  }
}
