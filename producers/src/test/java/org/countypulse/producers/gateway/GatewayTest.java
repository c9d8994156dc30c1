package org.countypulse.producers.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.producers.Cast.TODAY;
import static org.countypulse.producers.Cast.drill;
import static org.countypulse.producers.Cast.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.LocalKafka;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.AvroSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {

  private static final String ONE = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> REGISTERED = Set.of("1409020001");

  private static TestDoor door;

  @BeforeAll
  static void open() throws Exception {
    door =
        new TestDoor(
            LocalKafka.shared().settings(), Counties.chinese(), TODAY, REGISTERED::contains, 16);
  }

  @AfterAll
  static void shut() {
    door.close();
  }

  @Test
  void anAcceptedEventIsInKafkaWhenTheAnswerComes() throws Exception {
    JsonNode answer = json(door.post(ONE, drill(id(1)).put("subject", "door-1")));

    assertThat(answer.get("accepted").intValue()).isEqualTo(1);
    assertThat(answer.at("/results/0/status").textValue()).isEqualTo("accepted");
    assertThat(answer.at("/results/0/id").textValue()).isEqualTo(id(1));
    assertThat(answer.at("/results/0/problems")).isEmpty();
    assertThat(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, "door-1")).hasSize(1);
  }

  @Test
  void aBatchGetsAVerdictForEachEventInItsOrder() throws Exception {
    ArrayNode batch = JSON.createArrayNode();
    batch.add(drill(id(2)).put("subject", "door-2"));
    batch.add(drill(id(3)).put("subject", "door-2").put("type", "drill"));
    batch.add(drill(id(2)).put("subject", "door-2").put("source", "another"));
    batch.add(7);
    ObjectNode nameless = drill().put("subject", "door-2");
    nameless.remove("id");
    batch.add(nameless);

    JsonNode answer = json(door.post(BATCH + "; charset=UTF-8", batch));

    assertThat(answer.get("results").findValuesAsText("status"))
        .containsExactly("accepted", "rejected", "duplicate", "rejected", "rejected");
    assertThat(answer.get("accepted").intValue()).isEqualTo(1);
    assertThat(answer.get("duplicate").intValue()).isEqualTo(1);
    assertThat(answer.get("rejected").intValue()).isEqualTo(3);
    assertThat(answer.at("/results/4/id").isNull()).isTrue();
    assertThat(answer.at("/results/4/problems/0/field").textValue()).isEqualTo("id");
    assertThat(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, "door-2"))
        .as("a duplicate is sent too: the stream accounts for it")
        .hasSize(2);
  }

  @Test
  void aSecondTimeAnEventIsADuplicateAndWithOtherContentAConflict() throws Exception {
    ObjectNode drill = drill(id(4)).put("subject", "1409020001");
    json(door.post(ONE, drill));

    assertThat(json(door.post(ONE, drill)).get("duplicate").intValue()).isEqualTo(1);
    ((ObjectNode) drill.get("data")).put("participants", 813);
    JsonNode conflict = json(door.post(ONE, drill)).at("/results/0");
    assertThat(conflict.get("status").textValue()).isEqualTo("accepted");
    assertThat(conflict.at("/warnings/0/rule").textValue()).isEqualTo("conflicting");
  }

  @Test
  void anEventOfAnUnregisteredSchoolIsAcceptedWithAWarning() throws Exception {
    JsonNode waits = json(door.post(ONE, drill(id(5)).put("subject", "door-5"))).at("/results/0");
    JsonNode counts =
        json(door.post(ONE, drill(id(6)).put("subject", "1409020001"))).at("/results/0");

    assertThat(waits.at("/warnings/0/detail").textValue())
        .startsWith("School not registered: will wait");
    assertThat(counts.has("warnings")).isFalse();
  }

  @Test
  void whatWaitsForNoRegistrationIsNotSaidToWait() throws Exception {
    ObjectNode voided =
        drill(id(90)).put("subject", "door-9").put("voided", true).put("corrects", id(91));
    voided.remove("data");
    ArrayNode batch = JSON.createArrayNode().add(voided);
    batch.add(
        JSON.readTree(
            """
            {"specversion":"1.0","id":"0b0e0000-0000-4000-8000-0000000a0001","source":"bureau",
             "type":"target-set","subject":"140902","time":"2019-05-12T10:00:00+08:00",
             "data":{"measure":"drills-held","from":"2019-01-01","to":"2019-12-31","value":4}}
            """));

    JsonNode answer = json(door.post(BATCH, batch));

    assertThat(answer.get("accepted").intValue()).as(answer.toString()).isEqualTo(2);
    assertThat(answer.findValues("warnings")).isEmpty();
  }

  @Test
  void aSchoolRegisteredInTheSameBatchIsRegistered() throws Exception {
    ArrayNode batch = JSON.createArrayNode();
    batch.add(drill(id(7)).put("subject", "door-7"));
    batch.add(registration().put("subject", "door-7"));

    JsonNode answer = json(door.post(BATCH, batch));

    assertThat(answer.get("accepted").intValue()).isEqualTo(2);
    assertThat(answer.findValues("warnings")).isEmpty();
  }

  @Test
  void anAbolishedCountyIsAcceptedAndItsSuccessorNamed() throws Exception {
    ObjectNode registration = registration().put("subject", "door-8");
    ((ObjectNode) registration.get("data")).put("countyCode", "371626");

    JsonNode result = json(door.post(ONE, registration)).at("/results/0");

    assertThat(result.get("status").textValue()).isEqualTo("accepted");
    assertThat(result.at("/warnings/0/field").textValue()).isEqualTo("data.countyCode");
    assertThat(result.at("/warnings/0/detail").textValue()).contains("replaced by 371681");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ONE + " | not JSON | 400",
        ONE + " | [] | 400",
        ONE + " | '' | 400",
        ONE + " | 7 | 400",
        ONE + " | {} {} | 400",
        ONE + " | {\"id\":1,\"id\":1} | 400",
        ONE + " | {\"id\":NaN} | 400",
        ONE + " | {} | 200",
        ONE + ";charset=utf-8 | {} | 200",
        ONE + ";charset=gbk | {} | 415",
        BATCH + " | {} | 400",
        BATCH + " | [{}, | 400",
        BATCH + " | [] [] | 400",
        BATCH + " | [] | 200",
        "application/json | {} | 415",
        "text/csv | a | 415",
      })
  void theDoorSaysWhatItTakes(String mediaType, String body, int status) throws Exception {
    HttpResponse<String> answer = door.post(mediaType, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("Exception");
  }

  @Test
  void anEmptyBatchHasNoVerdicts() throws Exception {
    assertThat(door.post(BATCH, "[]").body())
        .isEqualTo("{\"accepted\":0,\"duplicate\":0,\"rejected\":0,\"results\":[]}");
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 10_000})
  void absurdNestingIsNotAccepted(int depth) throws Exception {
    String nested = "{\"data\":" + "[".repeat(depth) + "]".repeat(depth) + "}";

    assertThat(door.post(ONE, nested).statusCode()).isEqualTo(400);
  }

  @Test
  void aNumberOfThousandDigitsIsNotAccepted() throws Exception {
    String body = drill().toString().replace("812", "9".repeat(2_000));

    assertThat(door.post(ONE, body).statusCode()).isEqualTo(400);
  }

  @Test
  void tooManyEventsAreNotTaken() throws Exception {
    String most = "[" + "{},".repeat(BatchReader.MOST_EVENTS - 1) + "{}]";

    assertThat(door.post(BATCH, most).statusCode()).isEqualTo(200);
    assertThat(door.post(BATCH, most.replace("]", ",{}]")).statusCode()).isEqualTo(413);
  }

  @Test
  void tooLargeABodyIsReadToItsEndAndNotTaken() throws Exception {
    String most = " ".repeat(RequestBody.MOST_BYTES - 2) + "[]";

    assertThat(door.post(BATCH, most).statusCode()).isEqualTo(200);
    assertThat(door.post(BATCH, " " + most).statusCode()).isEqualTo(413);
    assertThat(door.post(BATCH, most + " ".repeat(30_000_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void compressedBodiesAreNotTaken() throws Exception {
    HttpRequest request =
        door.request(ONE)
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofString("x"))
            .build();

    assertThat(door.send(request).statusCode()).isEqualTo(415);
  }

  @Test
  void whenAllPlacesAreTakenTheSenderIsAskedToComeAgain() throws Exception {
    try (TestDoor full =
        new TestDoor(
            LocalKafka.shared().settings(), Counties.chinese(), TODAY, REGISTERED::contains, 0)) {
      HttpResponse<String> answer = full.post(ONE, drill(id(9)));

      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void withoutABrokerNothingIsClaimedAccepted() throws Exception {
    Properties nowhere = LocalKafka.shared().settings();
    nowhere.put("bootstrap.servers", "127.0.0.1:1");
    nowhere.put("max.block.ms", "300");
    try (TestDoor door =
        new TestDoor(nowhere, Counties.chinese(), TODAY, REGISTERED::contains, 16)) {
      ArrayNode batch = JSON.createArrayNode();
      batch.add(drill(id(10)));
      batch.add(drill(id(11)));

      assertIsUnavailable(door.post(BATCH, batch));
      assertThat(door.post(ONE, "{}").statusCode()).as("needs no broker").isEqualTo(200);
    }
  }

  @Test
  void whenTheBrokerGoesAwayNothingIsClaimedAccepted() throws Exception {
    try (LocalKafka kafka = LocalKafka.another(EventTypes.SAFETY_DRILL)) {
      Properties settings = kafka.settings();
      settings.put("request.timeout.ms", "500");
      settings.put("delivery.timeout.ms", "1000");
      try (TestDoor door =
          new TestDoor(settings, Counties.chinese(), TODAY, REGISTERED::contains, 16)) {
        assertThat(door.post(ONE, drill(id(12))).statusCode()).isEqualTo(200);
        kafka.close();

        assertIsUnavailable(door.post(ONE, drill(id(13))));
      }
    }
  }

  @Test
  void withoutARegistryNothingIsClaimedAccepted() throws Exception {
    Properties settings = LocalKafka.shared().settings();
    settings.put(AvroSerializer.REGISTRY_URL, "http://127.0.0.1:1");
    try (TestDoor door =
        new TestDoor(settings, Counties.chinese(), TODAY, REGISTERED::contains, 16)) {
      assertIsUnavailable(door.post(ONE, drill(id(14))));
    }
  }

  @Test
  void theDoorCountsItsVerdictsByTypeAndRule() throws Exception {
    try (TestDoor door =
        new TestDoor(
            LocalKafka.shared().settings(), Counties.chinese(), TODAY, REGISTERED::contains, 16)) {
      ObjectNode bad = drill(id(15));
      ((ObjectNode) bad.get("data")).put("kind", "WAR");
      door.post(ONE, drill(id(15)));
      door.post(ONE, drill(id(15)));
      door.post(ONE, bad);
      door.post(ONE, "{\"type\":\"made-up-by-a-sender\"}");

      assertThat(door.count("countypulse.gateway.events", "status", "accepted")).isEqualTo(1);
      assertThat(door.count("countypulse.gateway.events", "status", "duplicate")).isEqualTo(1);
      assertThat(door.count("countypulse.gateway.events", "type", "unknown")).isEqualTo(1);
      assertThat(door.count("countypulse.gateway.problems", "type", "safety-drill")).isEqualTo(1);
      assertThat(door.meters.getMeters()).anyMatch(m -> m.getId().getName().startsWith("kafka."));
    }
  }

  private static void assertIsUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("accepted\":1").contains("Send the whole batch again");
  }

  private static String id(int number) {
    return new UUID(7, number).toString();
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    return JSON.readTree(answer.body());
  }
}
