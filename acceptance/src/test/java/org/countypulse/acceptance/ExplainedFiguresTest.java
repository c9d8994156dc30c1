package org.countypulse.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events make up a figure, over HTTP, in the terminal and on the page. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class ExplainedFiguresTest extends InTheBrowser {

  /** A school that moved out of its county on 1 January 2020, and one elsewhere. */
  private static ToldSchool moved;

  private static ToldSchool other;

  ExplainedFiguresTest(RunningPlatform platform) {
    super(platform);
    if (moved == null) {
      moved = ToldSchool.alone();
      other = ToldSchool.alone();
      tell();
    }
  }

  private void tell() {
    ToldSchool after = new ToldSchool(moved.id(), other.county());
    ObjectNode first = moved.drill("2019-05-12", 800);
    ObjectNode wrong = moved.drill("2019-05-20", 7);
    ObjectNode conflicting = moved.drill("2019-06-01", 8);
    ObjectNode twice = moved.drill("2019-06-12", 20);
    conflicting.set("id", twice.get("id"));
    conflicting.put("recordedtime", "2999-01-01T00:00:00Z");
    platform.send(
        moved.registered(),
        other.registered(),
        first,
        ToldSchool.correcting(first, moved.drill("2019-05-13", 812)),
        wrong,
        moved.voiding(wrong),
        twice,
        twice,
        conflicting,
        moved.drill("2020-02-01", 30),
        after.registered("2020-01-01", "PRIMARY", "TOWNSHIP", 40),
        transferToTheMovedSchoolsCounty());
    try {
      moved.sendAsDrill(platform, "no event".getBytes(StandardCharsets.UTF_8));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                platform
                        .get("/api/v1/schools/" + moved.id() + "/account")
                        .at("/totals/received")
                        .asInt()
                    == 11);
    platform.awaitFigure(moved.county(), "transfers-in", 1);
  }

  private static ObjectNode transferToTheMovedSchoolsCounty() {
    return other.event(
        "teacher-transfer",
        "2019-09-01",
        """
        {"teacherRef":"t-1","role":"TEACHER","fromSchoolId":"%s","fromCountyCode":"%s",
         "fromSetting":"URBAN","toSchoolId":"%s","toCountyCode":"%s","toSetting":"VILLAGE",
         "kind":"EXCHANGE","termMonths":12}"""
            .formatted(other.id(), other.county(), moved.id(), moved.county()));
  }

  /** Sums, a mean, a gauge before and after the move, schools, and what another county posts. */
  @ParameterizedTest
  @CsvSource({
    "drills-held, 2019-05-01, 2019-12-31, 2",
    "drill-participants, 2019-05-13, 2019-06-30, 832",
    "drill-evacuation-seconds-mean, 2019-05-01, 2019-12-31, 150",
    "schools-drilled, 2019-05-01, 2019-12-31, 1",
    "drills-held, 2020-01-01, 2020-12-31, 0",
    "schools-open, , 2019-12-31, 1",
    "schools-open, , 2020-01-01, 0",
    "transfers-in, 2019-09-01, 2019-09-30, 1",
    "transfers-to-rural, , 2019-12-31, 1",
    "exchange-ratio, 2019-09-01, 2019-12-31, 0"
  })
  void theEventsAddUpToTheFigureThatIsShown(
      String measure, String from, String to, BigDecimal expected) {
    JsonNode answer = explain(measure, moved.county(), from, to);
    assertThat(answer.path("value").decimalValue()).isEqualByComparingTo(expected);
    assertThat(answer.path("agrees").asBoolean()).isTrue();
    for (JsonNode part : answer.path("parts")) {
      BigDecimal sum = BigDecimal.ZERO;
      for (JsonNode event : answer.path("events")) {
        if (event.path("measure").equals(part.path("measure"))) {
          sum = sum.add(event.path("amount").decimalValue());
        }
      }
      assertThat(sum).as(part.toString()).isEqualByComparingTo(part.path("sum").decimalValue());
    }
  }

  private JsonNode explain(String measure, String county, String from, String to) {
    return platform.get(
        "/api/v1/explain?measure=%s&county=%s&to=%s".formatted(measure, county, to)
            + (from == null ? "" : "&from=" + from));
  }

  @Test
  void whatDoesNotCountIsListedWithTheReasonAndWhereItStands() {
    JsonNode answer = explain("drills-held", moved.county(), "2019-05-01", "2019-12-31");
    Set<String> reasons = new TreeSet<>();
    for (JsonNode event : answer.path("notCounted")) {
      reasons.add(event.path("reason").asText());
      assertThat(event.path("topic").asText()).isEqualTo("event.safety-drill");
      assertThat(event.path("offset").isIntegralNumber()).isTrue();
      assertThat(event.path("schoolId").asText()).isEqualTo(moved.id());
    }
    assertThat(reasons)
        .containsExactly("conflicting", "corrected", "duplicate", "undecodable", "voided");
    assertThat(answer.toString()).doesNotContain("Ref");
  }

  @Test
  void aQuestionThatCannotBeAnsweredIsToldWhy() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "measure=drills-held", "county",
                "measure=weather&county=140902", "weather",
                "measure=drills-held&county=140902&from=2020-01-01&to=2019-01-01", "earlier day",
                "measure=aid-students&county=140902&from=2019-05-03&to=2019-05-31", "month")
            .entrySet()) {
      Problems.assertThatItIsOne(
          platform.ask("GET", "/api/v1/explain?" + wrong.getKey(), null, Map.of()), 400);
      assertThat(platform.ask("GET", "/api/v1/explain?" + wrong.getKey(), null, Map.of()).body())
          .contains(wrong.getValue());
    }
  }

  @Test
  void theTerminalListsTheEventsToo() {
    List<String> arguments =
        new ArrayList<>(
            List.of("explain", "drills-held", "--county", moved.county(), "--from", "2019-05-01"));
    arguments.addAll(List.of("--until", "2019-12-31", "--to", platform.url()));
    CommandLine explained = CommandLine.run(arguments.toArray(String[]::new));
    assertThat(explained.exitCode()).as(explained.err()).isZero();
    assertThat(explained.out())
        .contains(moved.name(), "add up to 2 drills", "event.safety-drill", "voided", "duplicate");
  }

  @Test
  void aNumberOnThePageLeadsToItsEvents() {
    openLive("/");
    page.getByTestId("day-input").fill("2019-12-31");
    page.getByTestId("window-select").selectOption("year");
    page.getByTestId("county-select").selectOption(moved.county());
    page.locator("dd[data-measure=drills-held] button").click();
    Locator sum = page.getByTestId("explain-sum");
    assertThat(sum).hasAttribute("data-value", "2");
    assertThat(sum).hasAttribute("data-agrees", "true");
    assertThat(page.getByTestId("explain-events").locator("tbody tr")).hasCount(2);
    assertThat(page.getByTestId("explain-others")).containsText("Voided");

    page.getByTestId("explain-events").locator("tbody tr button").first().click();
    assertThat(page.getByTestId("school-account")).containsText(moved.name());
  }
}
