package org.countypulse.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class PersonReferencesTest {

  /** Fields that refer to a thing. A new one stands here, or says that its subject is a person. */
  private static final Set<String> THINGS =
      Set.of(
          "batchRef",
          "classRef",
          "hazardRef",
          "partnerRef",
          "projectRef",
          "serviceRef",
          "vehicleRef");

  @Test
  void everyReferenceSaysWhetherItNamesAPerson() {
    for (EventType type : EventTypes.ALL) {
      for (Schema.Field field : type.dataSchema().getFields()) {
        if (field.name().endsWith("Ref") && !PersonReferences.namesAPerson(field)) {
          assertThat(THINGS)
              .as(
                  "%s.%s: if it names a person, give the field \"subject\": \"person\"; if it does"
                      + " not, list it here.",
                  type, field.name())
              .contains(field.name());
        }
      }
    }
  }

  @Test
  void studentsTeachersAndInspectorsAreNamedInFourTypes() {
    assertThat(EventTypes.ALL)
        .filteredOn(type -> PersonReferences.positions(type).length > 0)
        .containsExactlyInAnyOrder(
            EventTypes.ENROLLMENT,
            EventTypes.STUDENT_AID_GRANTED,
            EventTypes.TEACHER_TRANSFER,
            EventTypes.CANTEEN_INSPECTION);
  }

  @Test
  void aTokenIsToldFromAPlainReferenceByItsForm() {
    String token = token(77, 12);
    assertThat(PersonReferences.isToken(token)).isTrue();
    for (String plain :
        List.of("s-7f3a", "", "~1~", "~1~abc", token.substring(1), token + "=", token + "学")) {
      assertThat(PersonReferences.isToken(plain)).as(plain).isFalse();
    }
  }

  @Test
  void aTokenTellsItsKeysNumber() {
    for (long number : new long[] {0, 1, 77, 1L << 31, (1L << 48) - 1}) {
      assertThat(PersonReferences.keyNumber(token(number, 1))).isEqualTo(number);
    }
  }

  private static String token(long number, int encryptedBytes) {
    byte[] bytes = ByteBuffer.allocate(24 + encryptedBytes).putLong(number << 16 | 0xBEEF).array();
    return PersonReferences.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
