package org.countypulse.producers.persons;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.countypulse.schemas.PersonReferences;
import org.junit.jupiter.api.Test;

class ReferenceCipherTest {

  private static final long ID = 77L << 16 | 0xBEEF;
  private static final byte[] SECRET = secret(1);

  @Test
  void equalReferencesGiveEqualTokensUnderOneKeyAndOthersUnderAnother() {
    assertThat(ReferenceCipher.encrypt(ID, SECRET, "s-1"))
        .isEqualTo(ReferenceCipher.encrypt(ID, SECRET, "s-1"))
        .isNotEqualTo(ReferenceCipher.encrypt(ID, SECRET, "s-2"))
        .isNotEqualTo(ReferenceCipher.encrypt(ID, secret(2), "s-1"))
        .isNotEqualTo(ReferenceCipher.encrypt(ID + 1, SECRET, "s-1"));
  }

  @Test
  void theKeyAndNoOtherGivesTheReferenceBack() {
    for (String reference : List.of("s-1", "学生-0042", "x".repeat(100), "😀".repeat(50))) {
      String token = ReferenceCipher.encrypt(ID, SECRET, reference);

      assertThat(PersonReferences.isToken(token)).as(token).isTrue();
      assertThat(PersonReferences.keyNumber(token)).isEqualTo(77);
      assertThat(token).doesNotContain(reference);
      assertThat(ReferenceCipher.decrypt(SECRET, token)).contains(reference);
      for (int other = 2; other < 50; other++) {
        assertThat(ReferenceCipher.decrypt(secret(other), token)).isEmpty();
      }
    }
  }

  @Test
  void aTokenThatWasChangedIsNoToken() {
    String token = ReferenceCipher.encrypt(ID, SECRET, "s-7f3a");
    for (int i = PersonReferences.PREFIX.length(); i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(ReferenceCipher.decrypt(SECRET, changed)).as(changed).isEmpty();
    }
  }

  private static byte[] secret(int seed) {
    byte[] secret = new byte[ReferenceCipher.SECRET_BYTES];
    new Random(seed).nextBytes(secret);
    return secret;
  }
}
