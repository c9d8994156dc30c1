package org.countypulse.producers.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.producers.Cast.TODAY;
import static org.countypulse.producers.Cast.drill;
import static org.countypulse.producers.Cast.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.UUID;
import org.countypulse.domain.Problem;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.LocalKafka;
import org.countypulse.schemas.EventTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A caller who may send the events of one school only. */
class SendingRightTest {

  private static final String ONE = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String OWN = "right-own";
  private static final String FOREIGN = "right-foreign";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static TestDoor door;
  private static TestDoor openDoor;

  @BeforeAll
  static void open() throws Exception {
    SendingRight ownSchool =
        events ->
            events.stream()
                .map(
                    event ->
                        event.schoolId().equals(OWN)
                            ? Optional.<Problem>empty()
                            : Optional.of(new Problem("subject", "forbidden", "Not yours.")))
                .toList();
    door = door(ownSchool);
    openDoor = door(SendingRight.EVERYTHING);
  }

  private static TestDoor door(SendingRight right) throws Exception {
    return new TestDoor(
        LocalKafka.shared().settings(), Counties.chinese(), TODAY, school -> false, right, 16);
  }

  @AfterAll
  static void shut() {
    door.close();
    openDoor.close();
  }

  @Test
  void ofABatchOnlyTheForeignSchoolsEventsAreRefused() throws Exception {
    ArrayNode batch = JSON.createArrayNode();
    batch.add(drill(id(1)).put("subject", OWN));
    batch.add(drill(id(2)).put("subject", FOREIGN));
    batch.add(drill(id(3)).put("subject", OWN).put("type", "drill"));
    batch.add(drill(id(4)).put("subject", OWN));

    HttpResponse<String> answer = door.post(BATCH, batch);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode json = JSON.readTree(answer.body());
    assertThat(json.path("results").findValuesAsText("status"))
        .containsExactly("accepted", "rejected", "rejected", "accepted");
    assertThat(json.at("/results/1"))
        .isEqualTo(
            JSON.readTree(
                "{\"id\":\"%s\",\"status\":\"rejected\",\"code\":403,\"problems\":[{\"field\":\"subject\",\"rule\":\"forbidden\",\"detail\":\"Not yours.\"}]}"
                    .formatted(id(2))));
    assertThat(json.at("/results/2").has("code")).as("another reason than rights").isFalse();
    assertThat(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, FOREIGN)).isEmpty();
    assertThat(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, OWN))
        .extracting(sent -> sent.event().eventId())
        .contains(id(1), id(4));
  }

  @Test
  void aSingleForeignEventIsForbiddenWithItsVerdict() throws Exception {
    HttpResponse<String> answer = door.post(ONE, drill(id(5)).put("subject", FOREIGN));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode json = JSON.readTree(answer.body());
    assertThat(json.path("status").asInt()).isEqualTo(403);
    assertThat(json.path("title").asText()).isEqualTo("Forbidden");
    assertThat(json.path("detail").asText()).isEqualTo("Not yours.");
    assertThat(json.path("rejected").asInt()).isEqualTo(1);
    assertThat(json.at("/results/0/code").asInt()).isEqualTo(403);
    assertThat(json.at("/results/0/id").asText()).isEqualTo(id(5));
  }

  @Test
  void nothingIsToldOrRememberedOfAForeignEvent() throws Exception {
    ObjectNode foreign = drill(id(6)).put("subject", FOREIGN);
    HttpResponse<String> first = door.post(ONE, foreign);
    HttpResponse<String> second = door.post(ONE, foreign);

    assertThat(second.body()).isEqualTo(first.body()).doesNotContain("warnings", "duplicate\":1");
  }

  @Test
  void aForeignRegistrationSilencesNoWarning() throws Exception {
    ArrayNode batch = JSON.createArrayNode();
    batch.add(registration().put("id", id(7)).put("subject", FOREIGN));
    batch.add(drill(id(8)).put("subject", OWN));

    JsonNode json = JSON.readTree(door.post(BATCH, batch).body());

    assertThat(json.at("/results/0/code").asInt()).isEqualTo(403);
    assertThat(json.at("/results/1/warnings/0/rule").asText()).isEqualTo("not-registered");
  }

  @Test
  void whatIsNotKnownYetIsToBeAskedAgainAndNothingIsTakenIn() throws Exception {
    SendingRight unknown =
        events -> {
          throw new SendingRight.NotKnownYetException("Later, please.");
        };
    try (TestDoor waiting = door(unknown)) {
      HttpResponse<String> answer = waiting.post(ONE, drill(id(9)).put("subject", "right-unknown"));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, "right-unknown")).isEmpty();
    }
  }

  @Test
  void whoMaySendEverythingIsNotHindered() throws Exception {
    assertThat(openDoor.post(ONE, drill(id(10)).put("subject", "right-any")).statusCode())
        .isEqualTo(200);
  }

  private static String id(int number) {
    return new UUID(11, number).toString();
  }
}
