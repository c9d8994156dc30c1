package org.countypulse.producers.persons;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubjectTableTest {

  /**
   * Against a plain map, with hashes that lie near each other so that they get in each other's way.
   */
  @Test
  void itKnowsWhatAMapKnows() {
    SubjectTable table = new SubjectTable();
    Map<List<Byte>, Long> map = new HashMap<>();
    Random random = new Random(7);
    for (int i = 1; i <= 60_000; i++) {
      byte[] hash = hash(random.nextInt(4_000));
      if (random.nextInt(3) > 0) {
        assertThat(table.putIfAbsent(hash, i, secret(i)))
            .isEqualTo(map.putIfAbsent(key(hash), (long) i) == null);
      } else {
        Long id = map.remove(key(hash));
        assertThat(table.remove(hash, id == null ? 5 : id)).isEqualTo(id != null);
      }
    }
    byte[] secret = new byte[32];
    for (int i = 0; i < 4_000; i++) {
      Long id = map.get(key(hash(i)));
      assertThat(table.copy(hash(i), secret)).isEqualTo(id == null ? 0 : id);
      if (id != null) {
        assertThat(secret).isEqualTo(secret(id));
      }
    }
    assertThat(table.size()).isEqualTo(map.size());
  }

  @Test
  void aKeyOfAnotherIdStays() {
    SubjectTable table = new SubjectTable();
    table.putIfAbsent(hash(1), 10, secret(10));

    assertThat(table.putIfAbsent(hash(1), 11, secret(11))).isFalse();
    assertThat(table.remove(hash(1), 11)).isFalse();
    assertThat(table.copy(hash(1), new byte[32])).isEqualTo(10);
  }

  @Test
  void aSubjectTakesLessThanAHundredBytes() {
    SubjectTable table = new SubjectTable();
    Random random = new Random(1);
    byte[] hash = new byte[SubjectTable.HASH_BYTES];
    for (int i = 1; i <= 300_000; i++) {
      random.nextBytes(hash);
      table.putIfAbsent(hash, i, secret(i));
    }
    assertThat(table.bytes() / table.size()).isBetween(56L, 100L);
  }

  private static byte[] hash(int number) {
    byte[] hash = new byte[SubjectTable.HASH_BYTES];
    hash[0] = (byte) (number % 3);
    hash[8] = (byte) (number % 200);
    hash[14] = (byte) (number >> 8);
    hash[15] = (byte) number;
    return hash;
  }

  private static byte[] secret(long seed) {
    byte[] secret = new byte[32];
    new Random(seed).nextBytes(secret);
    return secret;
  }

  private static List<Byte> key(byte[] hash) {
    List<Byte> key = new ArrayList<>();
    for (byte one : hash) {
      key.add(one);
    }
    return key;
  }
}
