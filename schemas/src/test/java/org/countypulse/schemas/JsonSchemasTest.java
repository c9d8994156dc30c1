package org.countypulse.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JsonSchemasTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aDrillsSchemaSaysWhatADrillIs() throws Exception {
    JsonNode drill = JsonSchemas.of(EventTypes.SAFETY_DRILL);

    assertThat(drill.get("required")).isEqualTo(JSON.readTree("[\"kind\",\"participants\"]"));
    assertThat(drill.get("additionalProperties").booleanValue()).isFalse();
    assertThat(drill.at("/properties/kind/enum")).hasSize(6);
    assertThat(drill.at("/properties/participants/type").textValue()).isEqualTo("integer");
    assertThat(drill.at("/properties/participants/maximum").intValue()).isEqualTo(1_000_000);
  }

  @Test
  void anOptionalFieldMayBeNull() throws Exception {
    JsonNode drill = JsonSchemas.of(EventTypes.SAFETY_DRILL);
    JsonNode enrollment = JsonSchemas.of(EventTypes.ENROLLMENT);

    assertThat(drill.at("/properties/evacuationSeconds/type"))
        .isEqualTo(JSON.readTree("[\"integer\",\"null\"]"));
    assertThat(enrollment.at("/properties/channel/enum"))
        .isEqualTo(JSON.readTree("[\"ONLINE\",\"ONSITE\",null]"));
  }

  @Test
  void aGradeMayBeANumber() throws Exception {
    JsonNode enrollment = JsonSchemas.of(EventTypes.ENROLLMENT);

    assertThat(enrollment.at("/properties/grade/type"))
        .isEqualTo(JSON.readTree("[\"string\",\"integer\"]"));
  }

  @Test
  void aDateIsAnIsoDateAndAListLimitsItsItems() throws Exception {
    JsonNode inspection = JsonSchemas.of(EventTypes.CANTEEN_INSPECTION);

    assertThat(inspection.at("/properties/reinspectionDue/format").textValue()).isEqualTo("date");
    assertThat(inspection.at("/properties/violations/maxItems").intValue()).isEqualTo(500);
    assertThat(inspection.at("/properties/violations/items/maxLength").intValue()).isEqualTo(100);
  }

  @Test
  void aRenamedFieldIsGivenUnderOneOfItsNames() throws Exception {
    JsonNode hazard = JsonSchemas.of(EventTypes.HAZARD_REPORTED);

    assertThat(hazard.at("/properties/deadline/deprecated").booleanValue()).isTrue();
    assertThat(hazard.at("/properties/deadline/format").textValue()).isEqualTo("date");
    assertThat(hazard.get("required").toString()).doesNotContain("rectifyBy", "deadline");
    assertThat(hazard.get("allOf"))
        .isEqualTo(
            JSON.readTree(
                "[{\"oneOf\":[{\"required\":[\"rectifyBy\"]},{\"required\":[\"deadline\"]}]}]"));
  }

  @Test
  void everyEventTypeHasOne() {
    for (EventType type : EventTypes.ALL) {
      JsonNode schema = JsonSchemas.of(type);
      assertThat(schema.get("properties")).as(type.name()).isNotEmpty();
      schema
          .get("properties")
          .forEach(p -> assertThat(p.get("description").textValue()).isNotBlank());
    }
  }
}
