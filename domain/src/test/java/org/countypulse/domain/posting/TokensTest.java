package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.countypulse.domain.Rules;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.event.AidCategory;
import org.countypulse.schemas.event.StudentAidGrantedData;
import org.junit.jupiter.api.Test;

class TokensTest {

  @Test
  void whatHasTheOlderTokenComesFirstWhateverItsHash() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] older = Tokens.behindOlder(grant(token(4_000 + i, 12)), hash(random));
      byte[] newer = Tokens.behindOlder(grant(token(4_001 + i, 12)), hash(random));
      byte[] plain = Tokens.behindOlder(grant("s-1"), hash(random));

      assertThat(Arrays.compareUnsigned(older, newer)).isNegative();
      assertThat(Arrays.compareUnsigned(plain, older)).isNegative();
    }
  }

  @Test
  void withoutATokenTheHashStaysWhatItWasInEveryLedgerSoFar() {
    byte[] hash = hash(new Random(1));
    assertThat(Tokens.behindOlder(grant("s-1"), hash.clone())).isEqualTo(hash);
    assertThat(Tokens.behindOlder(grant(null), hash.clone())).isEqualTo(hash);
  }

  @Test
  void aTokenMayBeLongerThanTheReferenceThatItStandsFor() {
    assertThat(Rules.check(grant(token(1, 400)), Counties.chinese())).isEmpty();
    assertThat(Rules.check(grant("x".repeat(101)), Counties.chinese())).hasSize(1);
    assertThat(Rules.check(grant(PersonReferences.PREFIX + "x".repeat(700)), Counties.chinese()))
        .hasSize(1);
  }

  private static byte[] hash(Random random) {
    byte[] hash = new byte[16];
    random.nextBytes(hash);
    return hash;
  }

  private static String token(long number, int encryptedBytes) {
    byte[] bytes = ByteBuffer.allocate(24 + encryptedBytes).putLong(number << 16 | 0xABCD).array();
    return PersonReferences.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Event grant(String student) {
    Instant at = Instant.parse("2019-05-12T02:00:00Z");
    return new Event(
        EventTypes.STUDENT_AID_GRANTED,
        "0b0e0000-0000-4000-8000-000000000001",
        "1409020001",
        LocalDate.parse("2019-05-12"),
        at,
        at,
        "test",
        null,
        false,
        new StudentAidGrantedData(AidCategory.GRANT_SENIOR, 1, new BigDecimal("10.00"), student));
  }
}
