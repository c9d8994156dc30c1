package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door: what is sent to it gets a verdict, event by event, or one clear refusal. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class EventsOverHttpTest {

  private static final String EVENTS = "/api/v1/events";
  private static final String ONE = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String DINGXIANG = "140921";

  private final ToldSchool school = ToldSchool.in(DINGXIANG);
  private final RunningPlatform platform;

  EventsOverHttpTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @Test
  void aSingleEventIsAcceptedAndItsCopyIsADuplicate() {
    String event = school.registered().toString();
    JsonNode first = RunningPlatform.json(accepted(ask(ONE, event)));
    JsonNode second = RunningPlatform.json(accepted(ask(ONE, event)));

    assertThat(first)
        .isEqualTo(
            RunningPlatform.json(
                """
                {"accepted":1,"duplicate":0,"rejected":0,
                 "results":[{"id":"%s","status":"accepted","problems":[]}]}"""
                    .formatted(RunningPlatform.json(event).path("id").asText())));
    assertThat(second.path("accepted").asInt() + second.path("duplicate").asInt()).isEqualTo(1);
    assertThat(second.at("/results/0/status").asText()).isIn("accepted", "duplicate");
  }

  @Test
  void aRejectedEventIsToldAllItsProblemsWithFieldRuleAndDetail() {
    ObjectNode drill =
        school.event(
            "safety-drill", "2019-05-12", "{\"kind\":\"DANCE\",\"participants\":-1,\"colour\":3}");
    JsonNode answer = RunningPlatform.json(accepted(ask(ONE, drill.toString())));

    assertThat(answer.path("rejected").asInt()).isEqualTo(1);
    assertThat(answer.at("/results/0/id")).isEqualTo(drill.path("id"));
    assertThat(problems(answer.at("/results/0")))
        .containsExactlyInAnyOrder(
            tuple("data.kind", "enumeration"),
            tuple("data.colour", "unknown-field"),
            tuple("data.participants", "range"));
    assertThat(answer.at("/results/0/problems"))
        .allSatisfy(problem -> assertThat(problem.path("detail").asText()).isNotBlank());
  }

  @Test
  void theRulesOfOneEventAreCheckedAtTheDoor() {
    ObjectNode noTime = school.drill("2019-05-12", 3);
    noTime.remove("time");
    ObjectNode yearTooFar = school.drill("2099-05-12", 3);
    ObjectNode noSuchCounty = ToldSchool.in("999999").registered();
    ObjectNode noSuchType = school.event("school-dreamt", "2019-05-12", "{}");
    ObjectNode noUuid = school.drill("2019-05-12", 3).put("id", "7");
    ObjectNode voidOfNothing = school.drill("2019-05-12", 3).put("voided", true);

    JsonNode verdicts =
        platform.send(noTime, yearTooFar, noSuchCounty, noSuchType, noUuid, voidOfNothing);

    assertThat(verdicts)
        .allSatisfy(verdict -> assertThat(verdict.path("status").asText()).isEqualTo("rejected"));
    assertThat(verdicts)
        .extracting(verdict -> verdict.at("/problems/0/field").asText())
        .containsExactly("time", "time", "data.countyCode", "type", "id", "corrects");
  }

  @Test
  void aBatchIsAnsweredInItsOrderWithARejectedOneHarmingNoOther() {
    ObjectNode good = school.registered();
    ObjectNode bad = school.event("safety-drill", "2019-05-12", "{}");
    ObjectNode noId = school.drill("2019-05-12", 3);
    noId.remove("id");
    ObjectNode alsoGood = school.drill("2019-05-12", 3);

    JsonNode answer = platform.post(List.of(good, bad, noId, 7, good, alsoGood).toString());

    assertThat(answer.path("results"))
        .extracting(result -> result.path("id").asText(null))
        .containsExactly(id(good), id(bad), null, null, id(good), id(alsoGood));
    assertThat(answer.at("/results/2/id").isNull()).as("the id that is missing").isTrue();
    assertThat(answer.path("results"))
        .extracting(result -> result.path("status").asText())
        .containsExactly("accepted", "rejected", "rejected", "rejected", "duplicate", "accepted");
    assertThat(answer.path("accepted").asInt()).isEqualTo(2);
    assertThat(answer.path("duplicate").asInt()).isEqualTo(1);
    assertThat(answer.path("rejected").asInt()).isEqualTo(3);
  }

  @Test
  void anEventOfAnUnknownSchoolIsAcceptedWithAWarningThatItWaits() {
    ToldSchool unknown = ToldSchool.in(DINGXIANG);
    JsonNode verdict = platform.send(unknown.drill("2019-05-12", 3)).get(0);
    assertThat(verdict.path("status").asText()).isEqualTo("accepted");
    assertThat(verdict.at("/warnings/0/field").asText()).as("%s", verdict).isEqualTo("subject");
    assertThat(verdict.at("/warnings/0/detail").asText()).contains("not registered");
  }

  @Test
  void anEmptyBatchIsNothing() {
    assertThat(platform.post("[]"))
        .isEqualTo(
            RunningPlatform.json("{\"accepted\":0,\"duplicate\":0,\"rejected\":0,\"results\":[]}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "not JSON", "[1,", "\"text\"", "{\"id\":1}{\"id\":2}"})
  void whatIsNoJsonOrNoCloudEventIs400(String body) {
    assertThatItIsAProblem(ask(ONE, body), 400);
  }

  @Test
  void anArrayIsNoSingleEventAndAnEventIsNoBatch() {
    assertThatItIsAProblem(ask(ONE, "[]"), 400);
    assertThatItIsAProblem(ask(BATCH, school.registered().toString()), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "application/xml", "*/*"})
  void anyOtherMediaTypeIs415(String mediaType) {
    assertThatItIsAProblem(ask(mediaType, school.registered().toString()), 415);
  }

  @Test
  void moreThanTenMegabytesOrFiveThousandEventsAre413() {
    assertThatItIsAProblem(ask(BATCH, "[\"" + "x".repeat(11_000_000) + "\"]"), 413);
    List<Integer> noEvents = new ArrayList<>();
    for (int i = 0; i < 5_001; i++) {
      noEvents.add(i);
    }
    assertThatItIsAProblem(ask(BATCH, noEvents.toString()), 413);
    assertThat(ask(BATCH, noEvents.subList(0, 5_000).toString()).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> ask(String mediaType, String body) {
    return platform.ask("POST", EVENTS, body, Map.of("Content-Type", mediaType));
  }

  private static String accepted(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    return answer.body();
  }

  private static void assertThatItIsAProblem(HttpResponse<String> answer, int status) {
    Problems.assertThatItIsOne(answer, status);
  }

  private static List<Tuple> problems(JsonNode verdict) {
    List<Tuple> problems = new ArrayList<>();
    for (JsonNode problem : verdict.path("problems")) {
      problems.add(tuple(problem.path("field").asText(), problem.path("rule").asText()));
    }
    return problems;
  }

  private static String id(JsonNode event) {
    return event.path("id").asText();
  }
}
