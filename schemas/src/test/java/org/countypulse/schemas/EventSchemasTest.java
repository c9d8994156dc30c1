package org.countypulse.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.ViewVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemasTest {

  static List<EventType> types() {
    return EventTypes.ALL;
  }

  static Stream<Schema> schemas() {
    return Stream.concat(
        EventTypes.ALL.stream().map(EventType::schema),
        Stream.of(
            EventNote.getClassSchema(),
            LedgerCell.getClassSchema(),
            SchoolAccount.getClassSchema(),
            SchoolDays.getClassSchema(),
            SchoolHistory.getClassSchema(),
            ViewVersion.getClassSchema()));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyFieldAndEveryTypeWithANameSaysWhatItIs(Schema schema) {
    check(schema, new HashSet<>());
  }

  private static void check(Schema schema, Set<Schema> seen) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema)) {
          assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
          for (Schema.Field field : schema.getFields()) {
            assertThat(field.doc()).as(schema.getFullName() + "." + field.name()).isNotBlank();
            check(field.schema(), seen);
          }
        }
      }
      case ENUM -> assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
      case UNION -> schema.getTypes().forEach(branch -> check(branch, seen));
      case ARRAY -> check(schema.getElementType(), seen);
      default -> {}
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyEventBeginsWithTheSameEnvelope(EventType type) {
    Schema first = EventTypes.ALL.get(0).schema();
    assertThat(type.schema().getFields())
        .extracting(Schema.Field::name)
        .containsExactly(
            "eventId",
            "schoolId",
            "day",
            "happenedAt",
            "recordedAt",
            "source",
            "corrects",
            "voided",
            "data");
    for (int i = 0; i < first.getFields().size() - 1; i++) {
      Schema.Field expected = first.getFields().get(i);
      Schema.Field actual = type.schema().getFields().get(i);
      assertThat(actual.schema()).as(actual.name()).isEqualTo(expected.schema());
      assertThat(actual.doc()).as(actual.name()).isEqualTo(expected.doc());
      assertThat(actual.hasDefaultValue()).as(actual.name()).isEqualTo(expected.hasDefaultValue());
    }
    assertThat(type.schema().getField("day").schema().getLogicalType())
        .isEqualTo(LogicalTypes.date());
    assertThat(type.schema().getField("data").schema().getTypes().get(0).getType())
        .isEqualTo(Schema.Type.NULL);
  }

  /** A void leaves data out, and JSON leaves optional fields out. */
  @ParameterizedTest
  @MethodSource("types")
  void whatMayBeMissingIsNullByDefault(EventType type) {
    for (Schema.Field field : type.dataSchema().getFields()) {
      if (field.schema().isUnion()) {
        assertThat(field.schema().getTypes().get(0).getType())
            .as(field.name())
            .isEqualTo(Schema.Type.NULL);
        assertThat(field.hasDefaultValue()).as(field.name()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void anEventIsReadBackFromItsRecord(EventType type) {
    assertThat(Event.of(type, Samples.of(type).toRecord())).isEqualTo(Samples.of(type));
  }

  @Test
  void noTwoEventTypesShareANameATopicOrASchema() {
    assertThat(EventTypes.ALL).extracting(EventType::topic).doesNotHaveDuplicates();
    assertThat(EventTypes.ALL).extracting(EventType::subject).doesNotHaveDuplicates();
    assertThat(EventTypes.ALL).extracting(t -> t.schema().getFullName()).doesNotHaveDuplicates();
    assertThat(EventTypes.ALL)
        .allMatch(type -> EventTypes.named(type.name()).orElseThrow() == type);
    assertThat(EventTypes.named("no-such-event")).isEmpty();
  }

  @Test
  void topicsAndSubjectsFollowTheDefaultNames() {
    assertThat(EventTypes.SAFETY_DRILL.topic()).isEqualTo("event.safety-drill");
    assertThat(EventTypes.SAFETY_DRILL.subject()).isEqualTo("event.safety-drill-value");
  }
}
