package org.countypulse.streams.post;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.countypulse.streams.post.Arrivals.Arrival;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final String REGISTRY = "event.school-registered";
  private static final String DRILLS = "event.safety-drill";

  private final Arrivals arrivals = new Arrivals(REGISTRY, 1 << 20);
  private final List<String> shown = new ArrayList<>();
  private final List<List<Arrival>> schools = new ArrayList<>(List.of(new ArrayList<>()));

  private static String print(
      String topic, int partition, long offset, long at, byte[] key, byte[] value) {
    return "%s-%d@%d %d %s %s"
        .formatted(topic, partition, offset, at, Arrays.toString(key), Arrays.toString(value));
  }

  private void drain() {
    arrivals.drain(
        a -> {
          shown.add(print(a.topic(), a.partition(), a.offset(), a.timestamp(), a.key(), a.value()));
          schools.get(schools.size() - 1).add(a);
        },
        () -> schools.add(new ArrayList<>()));
    schools.removeIf(List::isEmpty);
    schools.add(new ArrayList<>());
  }

  @Test
  void showsEachRecordAsItCameSchoolBySchool() {
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      List<String> came = new ArrayList<>();
      shown.clear();
      schools.clear();
      schools.add(new ArrayList<>());
      for (int i = 0; i < random.nextInt(500); i++) {
        String topic = random.nextInt(5) == 0 ? REGISTRY : DRILLS;
        byte[] key =
            random.nextInt(9) == 0
                ? null
                : ("school-" + random.nextInt(30)).getBytes(StandardCharsets.UTF_8);
        byte[] value = random.nextInt(9) == 0 ? null : new byte[random.nextInt(5_000)];
        if (value != null) {
          random.nextBytes(value);
        }
        long offset = random.nextLong();
        long at = random.nextInt(1_000_000);
        arrivals.add(topic, i % 3, offset, at, key, value);
        came.add(print(topic, i % 3, offset, at, key, value));
      }
      drain();
      assertThat(shown).containsExactlyInAnyOrderElementsOf(came);
      Set<String> seen = new HashSet<>();
      for (List<Arrival> group : schools) {
        group.stream()
            .map(a -> Arrays.toString(a.key()))
            .distinct()
            .forEach(key -> assertThat(seen.add(key)).as(key + " comes but once").isTrue());
        assertThat(group.stream().map(a -> Arrays.toString(a.key())).distinct().count())
            .as("schools in one group")
            .isLessThanOrEqualTo(1);
        assertThat(group.stream().map(a -> a.topic().equals(REGISTRY) ? 0 : 1).toList())
            .as("registrations come first")
            .isSorted();
      }
    }
  }

  @Test
  void isFullBeforeMuchMemoryIsTaken() {
    byte[] key = {1};
    int records = 0;
    while (!arrivals.isFull()) {
      arrivals.add(DRILLS, 0, records++, 0, key, new byte[1_000]);
    }
    assertThat(records).isBetween(10, 1_100);
    drain();
    assertThat(shown).hasSize(records);
    assertThat(arrivals.isFull()).isFalse();
  }

  @Test
  void keysThatNobodyElseHasTakeMemoryAsWell() {
    int records = 0;
    while (!arrivals.isFull()) {
      byte[] key = new byte[1_000];
      Arrays.fill(key, (byte) records);
      key[0] = (byte) (records >> 8);
      arrivals.add(DRILLS, 0, records++, 0, key, null);
    }
    assertThat(records).isBetween(10, 1_100);
    drain();
    assertThat(shown).hasSize(records);
    assertThat(arrivals.waitingBytes()).isZero();
  }

  @Test
  void aRecordLargerThanTheRoomHasRoom() {
    byte[] value = new byte[3 << 20];
    Arrays.fill(value, (byte) 7);
    arrivals.add(DRILLS, 0, 1, 0, new byte[] {1}, value);
    assertThat(arrivals.isFull()).isTrue();
    drain();
    assertThat(shown).containsExactly(print(DRILLS, 0, 1, 0, new byte[] {1}, value));
  }

  @Test
  void aRebuildTakesAsMuchAsThereIsRoomFor() {
    Arrivals large = Arrivals.unpaced(REGISTRY, 4 << 20);
    int records = 0;
    while (!large.isFull()) {
      large.add(DRILLS, 0, records++, 0, new byte[] {1}, new byte[1_000]);
    }
    assertThat(records).isBetween(3_000, 4_500);
  }
}
