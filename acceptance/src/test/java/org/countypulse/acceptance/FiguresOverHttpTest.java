package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent is counted: corrected, withdrawn, late, twice, and in any order. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class FiguresOverHttpTest {

  private static final String WUTAI = "140922";
  private static final String DAIXIAN = "140923";
  private static final String FANSHI = "140924";
  private static final String NINGWU = "140925";
  private static final String JINGLE = "140926";
  private static final String SHENCHI = "140927";
  private static final String WUZHAI = "140928";
  private static final String XINZHOU = "140900";
  private static final String HELD = "drills-held";
  private static final String PARTICIPANTS = "drill-participants";

  private final RunningPlatform platform;

  FiguresOverHttpTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @Test
  void aCorrectionTakesTheOriginalsPlaceAndAVoidWithdrawsIt() {
    ToldSchool school = ToldSchool.in(WUTAI);
    ObjectNode drill = school.drill("2019-05-12", 800);
    platform.send(school.registered(), drill);
    platform.awaitFigure(WUTAI, PARTICIPANTS, 800);

    ObjectNode corrected = ToldSchool.correcting(drill, school.drill("2019-05-14", 812));
    platform.send(corrected);
    platform.awaitFigure(WUTAI, PARTICIPANTS, 812);
    platform.awaitFigure(WUTAI, HELD, 1);
    assertThat(platform.figure(WUTAI, HELD, "1d", "2019-05-12").asInt()).isZero();
    assertThat(platform.figure(WUTAI, HELD, "1d", "2019-05-14").asInt()).isEqualTo(1);

    platform.send(school.voiding(corrected));
    platform.awaitFigure(WUTAI, PARTICIPANTS, 0);
    platform.awaitFigure(WUTAI, HELD, 0);
    awaitAccount(school, Map.of("received", 4, "posted", 2, "superseded", 2));
  }

  @Test
  void anEventThatComesLateCountsOnItsDayInEveryWindowOverIt() {
    ToldSchool school = ToldSchool.in(DAIXIAN);
    platform.send(school.registered(), school.drill("2019-12-20", 10));
    platform.awaitFigure(DAIXIAN, PARTICIPANTS, 10);
    platform.send(school.drill("2018-11-05", 100));
    platform.awaitFigure(DAIXIAN, PARTICIPANTS, 110);

    assertThat(participants(DAIXIAN, "1d", "2018-11-05")).isEqualTo(100);
    assertThat(participants(DAIXIAN, "30d", "2018-12-04")).isEqualTo(100);
    assertThat(participants(DAIXIAN, "30d", "2018-12-05")).isZero();
    assertThat(participants(DAIXIAN, "month", "2018-11-30")).isEqualTo(100);
    assertThat(participants(DAIXIAN, "quarter", "2018-12-31")).isEqualTo(100);
    assertThat(participants(DAIXIAN, "semester", "2019-01-15")).isEqualTo(100);
    assertThat(participants(DAIXIAN, "school-year", "2019-08-31")).isEqualTo(100);
    assertThat(participants(DAIXIAN, "year", "2019-12-31")).isEqualTo(10);
    assertThat(participants(DAIXIAN, "total", "2018-11-04")).isZero();
    assertThat(platform.figure(DAIXIAN, "canteen-pass-rate").isNull()).isTrue();
  }

  @Test
  void theOrderOfSendingChangesNoFigure() {
    ToldSchool one = ToldSchool.in(FANSHI);
    ToldSchool other = ToldSchool.in(NINGWU);
    List<ObjectNode> inOrder = story(one);
    List<ObjectNode> shuffled = story(other);
    shuffled.addAll(List.copyOf(shuffled).subList(1, 4));
    Collections.shuffle(shuffled, new Random(7));

    inOrder.forEach(platform::send);
    shuffled.forEach(platform::send);

    awaitReceived(one, inOrder.size());
    awaitReceived(other, shuffled.size());
    JsonNode figures = figuresOf(FANSHI);
    assertThat(figures.path(PARTICIPANTS).asInt()).isEqualTo(31 + 5);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(figuresOf(NINGWU)).isEqualTo(figures));
  }

  /** A registration, three drills, a correction of a correction, and a void. */
  private static List<ObjectNode> story(ToldSchool school) {
    ObjectNode drill = school.drill("2019-03-01", 10);
    ObjectNode wrong = ToldSchool.correcting(drill, school.drill("2019-03-02", 20));
    ObjectNode right = ToldSchool.correcting(wrong, school.drill("2019-03-03", 31));
    ObjectNode another = school.drill("2019-04-01", 5);
    ObjectNode mistake = school.drill("2019-04-02", 400);
    // Two of one millisecond would be told apart by their ids, which differ between the stories.
    drill.put("recordedtime", "2019-03-01T12:00:00+08:00");
    wrong.put("recordedtime", "2019-03-02T12:00:00+08:00");
    right.put("recordedtime", "2019-03-03T12:00:00+08:00");
    return new ArrayList<>(
        List.of(
            school.registered(), drill, wrong, right, another, mistake, school.voiding(mistake)));
  }

  @Test
  void eventsBeforeTheRegistrationWaitAndThenCount() {
    ToldSchool school = ToldSchool.in(JINGLE);
    platform.send(school.drill("2019-05-12", 8), school.drill("2019-06-12", 9));
    awaitAccount(school, Map.of("received", 2, "waiting", 2));
    assertThat(platform.get("/api/v1/accounting").path("waitingSchools"))
        .anySatisfy(
            waiting -> {
              assertThat(waiting.path("schoolId").asText()).isEqualTo(school.id());
              assertThat(waiting.path("waiting").asInt()).isEqualTo(2);
            });
    assertThat(account(school).path("notCounted"))
        .hasSize(2)
        .allSatisfy(
            event -> {
              assertThat(event.path("status").asText()).isEqualTo("waiting");
              assertThat(event.path("reason").asText()).isNotBlank();
            });

    platform.send(school.registered());
    platform.awaitFigure(JINGLE, PARTICIPANTS, 17);
    awaitAccount(school, Map.of("received", 3, "posted", 3));
    assertThat(account(school).path("notCounted")).isEmpty();
  }

  @Test
  void aCopyCountsOnceAndIsAccountedForAsADuplicate() {
    ToldSchool school = ToldSchool.in(SHENCHI);
    ObjectNode drill = school.drill("2019-05-12", 8);
    platform.send(school.registered(), drill);
    platform.send(drill, drill);
    awaitAccount(school, Map.of("received", 4, "posted", 2, "duplicate", 2));
    platform.awaitFigure(SHENCHI, PARTICIPANTS, 8);
  }

  @Test
  void obligationsNameTheSchoolsInBreachAndTheOutstandingOnes() {
    ToldSchool drilled = ToldSchool.in(WUZHAI);
    ToldSchool idle = ToldSchool.in(WUZHAI);
    platform.send(
        drilled.registered(),
        idle.registered(),
        drilled.drill("2019-05-12", 8),
        idle.drill("2019-03-12", 8));
    platform.awaitFigure(WUZHAI, PARTICIPANTS, 16);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              JsonNode inMay = monthlyDrill("2019-05-15");
              assertThat(inMay.path("due").asInt()).isEqualTo(2);
              assertThat(inMay.path("met").asInt()).isEqualTo(1);
              assertThat(inMay.path("breached")).isEmpty();
              assertThat(inMay.path("outstanding")).hasSize(1);
              JsonNode atItsEnd = monthlyDrill("2019-05-31");
              assertThat(atItsEnd.path("outstanding")).isEmpty();
              assertThat(atItsEnd.path("breached"))
                  .singleElement()
                  .satisfies(
                      school -> {
                        assertThat(school.path("schoolId").asText()).isEqualTo(idle.id());
                        assertThat(school.path("name").asText()).isEqualTo(idle.name());
                        assertThat(school.path("last").asText()).isEqualTo("2019-03-12");
                      });
            });
  }

  private JsonNode monthlyDrill(String asOf) {
    String path = "/api/v1/counties/%s/obligations?asOf=%s".formatted(WUZHAI, asOf);
    for (JsonNode obligation : platform.get(path).path("obligations")) {
      if (obligation.path("name").asText().equals("monthly-drill")) {
        return obligation;
      }
    }
    throw new AssertionError("No monthly-drill in " + path);
  }

  @Test
  void seriesAddUpToTheWindowAndCountiesToThePrefecture() {
    ToldSchool school = ToldSchool.in("140929");
    platform.send(
        school.registered(), school.drill("2019-05-12", 8), school.drill("2019-05-14", 9));
    platform.awaitFigure("140929", PARTICIPANTS, 17);
    JsonNode series =
        platform.get(
            "/api/v1/counties/140929/series?measure=%s&from=2019-05-11&to=2019-05-15"
                .formatted(PARTICIPANTS));
    assertThat(series.path("points"))
        .extracting(point -> point.path("day").asText() + "=" + point.path("value").asInt())
        .containsExactly(
            "2019-05-11=0", "2019-05-12=8", "2019-05-13=0", "2019-05-14=9", "2019-05-15=0");
  }

  @Test
  void aPrefectureIsTheSumOfItsCounties() {
    ToldSchool one = ToldSchool.in("140931");
    ToldSchool other = ToldSchool.in("140932");
    platform.send(one.registered(), other.registered());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              int counties =
                  schoolsOpen("county").entrySet().stream()
                      .filter(row -> row.getKey().startsWith("1409"))
                      .mapToInt(Map.Entry::getValue)
                      .sum();
              assertThat(counties).isGreaterThanOrEqualTo(2);
              assertThat(schoolsOpen("prefecture")).containsEntry(XINZHOU, counties);
            });
  }

  private Map<String, Integer> schoolsOpen(String level) {
    Map<String, Integer> open = new HashMap<>();
    platform
        .get("/api/v1/figures?measure=schools-open&window=total&asOf=2019-12-31&level=" + level)
        .path("rows")
        .forEach(row -> open.put(row.path("code").asText(), row.path("value").asInt()));
    return open;
  }

  @ParameterizedTest
  @CsvSource({
    "/event-types, 5",
    "/measures, 31",
    "/counties?all=true, 2800",
  })
  void theCataloguesListAll(String path, int least) {
    JsonNode answer = platform.get("/api/v1" + path);
    JsonNode list = answer.isArray() ? answer : answer.elements().next();
    assertThat(list.size()).isGreaterThanOrEqualTo(least);
    assertThat(list)
        .allSatisfy(
            entry -> assertThat(entry.hasNonNull("name") || entry.hasNonNull("code")).isTrue());
  }

  @Test
  void aTableCanBeHadAsCsv() {
    ToldSchool school = ToldSchool.in("140930");
    platform.send(school.registered(), school.drill("2019-05-12", 8));
    platform.awaitFigure("140930", HELD, 1);
    String csv =
        platform
            .ask(
                "GET",
                "/api/v1/figures?measure=drills-held&window=total&asOf=2019-12-31&format=csv",
                null,
                Map.of())
            .body();
    assertThat(csv.lines().findFirst().orElse("")).contains("code", "name", "value");
    assertThat(csv.lines()).anyMatch(line -> line.startsWith("140930,") && line.endsWith(",1"));
  }

  private int participants(String county, String window, String asOf) {
    return platform.figure(county, PARTICIPANTS, window, asOf).asInt(-1);
  }

  private JsonNode figuresOf(String county) {
    return platform
        .get("/api/v1/counties/%s?window=365d&asOf=2019-12-31".formatted(county))
        .path("figures");
  }

  private JsonNode account(ToldSchool school) {
    return platform.get("/api/v1/schools/" + school.id() + "/account");
  }

  private void awaitReceived(ToldSchool school, int received) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(account(school).at("/totals/received").asInt()).isEqualTo(received));
  }

  /** Waits until a school's buckets are exactly these; what is not named is 0. */
  private void awaitAccount(ToldSchool school, Map<String, Integer> buckets) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              JsonNode totals = account(school).path("totals");
              Set<String> names = new HashSet<>();
              totals.fieldNames().forEachRemaining(names::add);
              assertThat(names)
                  .containsExactlyInAnyOrder(
                      "received", "posted", "duplicate", "superseded", "waiting", "quarantined");
              for (String name : names) {
                assertThat(totals.path(name).asInt())
                    .as("%s in %s", name, totals)
                    .isEqualTo(buckets.getOrDefault(name, 0));
              }
            });
  }
}
