package org.countypulse.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countypulse.producers.Cast.DOOR;
import static org.countypulse.producers.Cast.SHANGHAI;
import static org.countypulse.producers.Cast.drill;
import static org.countypulse.producers.Cast.event;
import static org.countypulse.producers.Cast.json;
import static org.countypulse.producers.Cast.registration;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.countypulse.domain.Problem;
import org.countypulse.domain.Rules;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.JsonSchemas;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

  @Test
  void aGoodDrillIsRead() {
    Event event = event(drill());

    assertThat(event.type()).isEqualTo(EventTypes.SAFETY_DRILL);
    assertThat(event.day()).isEqualTo("2019-05-12");
    assertThat(event.happenedAt()).isEqualTo("2019-05-12T02:00:00Z");
    assertThat(event.recordedAt()).as("the door's clock").isEqualTo("2019-05-20T04:00:00Z");
    assertThat(event.data()).isEqualTo(new SafetyDrillData(DrillKind.FIRE, 812, 154));
  }

  @ParameterizedTest
  @CsvSource({
    "2019-05-12T23:30:00-07:00, 2019-05-12",
    "2019-05-12T00:30:00+14:00, 2019-05-12",
    "2019-05-12T18:00:00Z, 2019-05-13",
    "2019-05-12T15:59:59.999Z, 2019-05-12",
    "2019-05-12t10:00:00.123456789012+08:00, 2019-05-12",
  })
  void theDayIsTheDateWrittenUnlessItIsWrittenInUtc(String time, LocalDate day) {
    assertThat(event(drill().put("time", time)).day()).isEqualTo(day);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2019-05-12",
        "2019-05-12T10:00:00",
        "2019-02-30T10:00:00+08:00",
        "2019-05-12 10:00:00+08:00",
        "12019-05-12T10:00:00+08:00",
        "yesterday",
        ""
      })
  void anythingElseIsNoTime(String time) {
    assertThat(problems(drill().put("time", time)))
        .singleElement()
        .satisfies(p -> assertThat(p.field() + " " + p.rule()).isEqualTo("time date-time"))
        .satisfies(p -> assertThat(p.detail()).contains("2019-05-12T10:00:00+08:00"));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    JsonNode bad =
        json(
            """
            {"specversion":"1.0","id":"17","source":"sis/xinfu","type":"canteen-inspection",
             "subject":"1409 02","time":"2019-05-12T10:00:00+08:00","corrects":"that one",
             "data":{"score":150,"outcome":"pass","star":4.5,"violations":["A",7],"inspektor":"x"}}
            """);

    assertThat(problems(bad))
        .extracting(p -> p.field() + " " + p.rule())
        .containsExactlyInAnyOrder(
            "id uuid",
            "subject school-id",
            "corrects uuid",
            "data.inspector required",
            "data.inspektor unknown-field",
            "data.score range",
            "data.outcome enumeration",
            "data.star integer",
            "data.violations[1] type");
  }

  @Test
  void anEventWithNothingInItIsToldWhatItNeeds() {
    assertThat(problems(json("{}")))
        .extracting(Problem::field)
        .containsExactlyInAnyOrder("specversion", "type", "id", "subject", "time", "source");
  }

  @Test
  void problemsNameWhatIsAllowedAndWhatWasGiven() {
    ObjectNode drill = drill();
    ((ObjectNode) drill.get("data")).put("kind", "Fire");

    assertThat(problems(drill))
        .singleElement()
        .extracting(Problem::detail)
        .isEqualTo(
            "Must be one of FIRE, EARTHQUAKE, FLOOD, STAMPEDE, VIOLENCE, OTHER; \"Fire\" was"
                + " given.");
  }

  @ParameterizedTest
  @CsvSource({
    "812, ''",
    "812.0, ''",
    "8.12e2, ''",
    "812.5, integer",
    "1e999999999, range",
    "1e-999999999, integer",
    "-1, range",
    "99999999999, range",
    "'\"812\"', type",
    "true, type",
    "{}, type",
  })
  void aNumberOfPeopleIsAWholeNumber(String participants, String rule) {
    String text = drill().toString().replace("812", participants);

    List<String> rules = problems(json(text)).stream().map(Problem::rule).toList();

    assertThat(rules).isEqualTo(rule.isEmpty() ? List.of() : List.of(rule));
  }

  @Test
  void anOptionalFieldMayBeNullARequiredOneMayNot() {
    ObjectNode drill = drill();
    ((ObjectNode) drill.get("data")).putNull("evacuationSeconds").putNull("kind");

    assertThat(problems(drill)).extracting(Problem::field).containsExactly("data.kind");
  }

  @Test
  void aGradeMayBeANumberAndClosedIsFalseIfNotGiven() {
    JsonNode enrollment =
        json(
            """
            {"specversion":"1.0","id":"0b0e0000-0000-4000-8000-000000000003","source":"sis/xinfu",
             "type":"enrollment","subject":"1409020001","time":"2019-05-12T10:00:00+08:00",
             "data":{"studentRef":"s-1","grade":7,"change":"NEW_ENTRY"}}
            """);

    assertThat(((EnrollmentData) event(enrollment).data()).getGrade()).isEqualTo("7");
    assertThat(((SchoolRegisteredData) event(registration()).data()).getClosed()).isFalse();
  }

  @Test
  void aDateFieldIsADate() {
    String text =
        """
        {"specversion":"1.0","id":"0b0e0000-0000-4000-8000-000000000003","source":"sis/xinfu",
         "type":"canteen-inspection","subject":"1409020001","time":"2019-05-12T10:00:00+08:00",
         "data":{"inspector":"office 7","outcome":"FAIL","violations":[],
         "reinspectionDue":"2019-06-31"}}
        """;

    assertThat(problems(json(text))).extracting(Problem::rule).containsExactly("date");
    JsonNode right = json(text.replace("06-31", "06-30"));
    assertThat(((CanteenInspectionData) event(right).data()).getReinspectionDue())
        .isEqualTo("2019-06-30");
  }

  @Test
  void capitalAndSmallLettersAreOneId() {
    ObjectNode drill = drill("0B0E0000-0000-4000-8000-00000000000A");
    drill.put("corrects", "0B0E0000-0000-4000-8000-00000000000B");

    Event event = event(drill);

    assertThat(event.eventId()).isEqualTo("0b0e0000-0000-4000-8000-00000000000a");
    assertThat(event.corrects()).isEqualTo("0b0e0000-0000-4000-8000-00000000000b");
    assertThat(DOOR.read(drill).id()).as("as sent").startsWith("0B0E");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "\"true\""})
  void aVoidNeedsOnlyWhatItWithdraws(String voided) {
    JsonNode json =
        json(
            """
            {"specversion":"1.0","id":"0b0e0000-0000-4000-8000-000000000009","source":"sis/xinfu",
             "type":"safety-drill","subject":"1409020001",
             "corrects":"0b0e0000-0000-4000-8000-000000000001","voided":%s}
            """
                .formatted(voided));

    Event first = event(json);

    assertThat(first.voided()).isTrue();
    assertThat(first.data()).isNull();
    assertThat(problems(((ObjectNode) json).without("corrects")))
        .extracting(p -> p.field() + " " + p.rule())
        .containsExactly("corrects required");
  }

  @Test
  void aVoidsDataIsNotRead() {
    ObjectNode json = drill().put("voided", true).put("corrects", Cast.DRILL_ID);
    json.put("id", "0b0e0000-0000-4000-8000-000000000009").put("data", "none");

    assertThat(event(json).data()).isNull();
  }

  @Test
  void anythingButTrueOrFalseIsNoVoid() {
    assertThat(problems(drill().put("voided", "yes")))
        .extracting(Problem::field)
        .containsExactly("voided");
    assertThat(event(drill().put("voided", "false")).voided()).isFalse();
  }

  @Test
  void anEventCannotCorrectItself() {
    assertThat(problems(drill().put("corrects", Cast.DRILL_ID)))
        .extracting(Problem::rule)
        .containsExactly("itself");
  }

  @Test
  void whatLiesTooFarAheadIsNotBelieved() {
    ObjectNode drill = drill().put("time", "2019-05-22T10:00:00+08:00");
    assertThat(event(drill).day()).isEqualTo("2019-05-22");

    assertThat(problems(drill.put("time", "2019-05-23T10:00:00+08:00")))
        .singleElement()
        .satisfies(p -> assertThat(p.rule()).isEqualTo("too-far-ahead"))
        .satisfies(p -> assertThat(p.detail()).contains("2019-05-22"));
    ObjectNode planned = registration().put("time", "2019-09-01T00:00:00+08:00");
    assertThat(event(planned).day()).isEqualTo("2019-09-01");
  }

  @Test
  void extensionsOfOthersAreIgnoredButSlipsAreNot() {
    assertThat(problems(drill().put("traceparent", "00-1").putNull("corrects"))).isEmpty();
    assertThat(problems(drill().put("recordedTime", "2019-05-12T10:00:00Z")))
        .extracting(p -> p.field() + " " + p.rule())
        .containsExactly("recordedTime unknown-field");
  }

  @Test
  void dataIsJson() {
    assertThat(problems(drill().put("datacontenttype", "application/json; charset=utf-8")))
        .isEmpty();
    assertThat(problems(drill().put("datacontenttype", "text/xml")))
        .extracting(Problem::field)
        .containsExactly("datacontenttype");
    assertThat(problems(((ObjectNode) drill().without("data")).put("data_base64", "AAAA")))
        .extracting(Problem::field)
        .containsExactlyInAnyOrder("data_base64", "data");
    assertThat(problems(drill().put("data", 7)))
        .extracting(p -> p.field() + " " + p.rule())
        .containsExactly("data type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"0.3\"", "1.0", "null"})
  void onlyVersionOneOfCloudEventsIsRead(String version) {
    JsonNode json = json(drill().toString().replace("\"1.0\"", version));

    assertThat(problems(json)).extracting(Problem::field).containsExactly("specversion");
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "1, 49, 0", "1, 50, 1", "0, 3, 1", "51, 0, 1"})
  void blanksFillNoFieldAndSwellNoRecord(int letters, int blanks, int problems) {
    JsonNode enrollment =
        json(
            """
            {"specversion":"1.0","id":"0b0e0000-0000-4000-8000-000000000003","source":"sis/xinfu",
             "type":"enrollment","subject":"1409020001","time":"2019-05-12T10:00:00+08:00",
             "data":{"studentRef":"s-1","grade":"%s","change":"NEW_ENTRY"}}
            """
                .formatted("x".repeat(letters) + " ".repeat(blanks)));

    assertThat(problems(enrollment)).hasSize(problems);
  }

  @Test
  void anUnknownCountyIsNamed() {
    ObjectNode json = registration();
    ((ObjectNode) json.get("data")).put("countyCode", "149999");

    assertThat(problems(json))
        .extracting(p -> p.field() + " " + p.rule())
        .containsExactly("data.countyCode unknown-county");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"id\":1,\"id\":2}", "{\"id\":NaN}", "{} {}", "{", "", "[1,]", "{\"a\":01}"})
  void whatIsNotStrictJsonIsNotRead(String text) {
    assertThatThrownBy(
            () -> {
              if (EventJson.strictMapper().readTree(text).isMissingNode()) {
                throw new JsonProcessingException("empty") {};
              }
            })
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void absurdNestingIsNotRead() {
    assertThatThrownBy(() -> EventJson.strictMapper().readTree("[".repeat(100_000)))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    List<ObjectNode> all =
        List.of(
            drill().put("time", "2019-05-12T23:30:00-07:00"),
            registration().put("recordedtime", "2019-05-12T10:00:00Z"),
            drill().put("voided", true).put("corrects", "0b0e0000-0000-4000-8000-00000000000b"));
    for (ObjectNode json : all) {
      Event event = event(json);
      assertThat(event(EventJson.write(event, SHANGHAI))).isEqualTo(event);
    }
    ObjectNode timeless = all.get(2);
    timeless.remove("time");
    Event event = event(timeless);
    assertThat(EventJson.write(event, SHANGHAI).has("time")).isFalse();
    assertThat(event(EventJson.write(event, SHANGHAI))).isEqualTo(event);
  }

  @Test
  void theJsonSchemasNameTheFieldsAndFormatsThatTheDoorKnows() {
    for (EventType type : EventTypes.ALL) {
      assertThat(DataReader.of(type)).as(type.name()).isNotNull();
    }
    assertThat(
            JsonSchemas.of(EventTypes.TEACHER_TRANSFER)
                .at("/properties/toSchoolId/pattern")
                .textValue())
        .isEqualTo("^" + Rules.SCHOOL_ID.pattern() + "$");
  }

  private static ObjectNode hazard(String names) {
    ObjectNode hazard = drill().put("type", "hazard-reported");
    hazard.set(
        "data",
        json("{\"hazardRef\":\"h\",\"category\":\"FIRE\",\"severity\":\"MINOR\"," + names + "}"));
    return hazard;
  }

  private static Event plainly(JsonNode json) throws IOException {
    try (JsonParser parser = EventJson.plainParsers().createParser(json.toString())) {
      parser.nextToken();
      return DOOR.readPlain(parser) instanceof EventReading.Believed believed
          ? believed.event()
          : null;
    }
  }

  @Test
  void aFieldIsTakenUnderItsFormerNameAsWell() throws IOException {
    JsonNode former = hazard("\"deadline\":\"2019-06-12\"");
    Event today = event(hazard("\"rectifyBy\":\"2019-06-12\""));

    assertThat(event(former)).isEqualTo(today);
    assertThat(plainly(former)).isEqualTo(today);
    assertThat(EventJson.write(today, SHANGHAI).get("data").has("rectifyBy")).isTrue();
  }

  @Test
  void aFieldIsNotTakenUnderTwoNames() throws IOException {
    JsonNode both = hazard("\"rectifyBy\":\"2019-06-12\",\"deadline\":\"2019-06-13\"");

    assertThat(problems(both))
        .singleElement()
        .hasToString(
            new Problem(
                    "data.deadline",
                    "renamed",
                    "Is the former name of rectifyBy, which is given too; leave it out.")
                .toString());
    assertThat(plainly(both)).isNull();
  }

  private static List<Problem> problems(JsonNode json) {
    return DOOR.read(json) instanceof EventReading.Rejected rejected
        ? rejected.problems()
        : List.of();
  }
}
