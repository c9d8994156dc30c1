package org.countypulse.producers.persons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.countypulse.producers.LocalKafka;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.wire.BriefReading;
import org.junit.jupiter.api.Test;

/** On a real broker, whose topic of keys all these tests share. */
class SubjectKeysTest {

  @Test
  void aReferenceHasOneTokenAtAllDoorsAndAfterEachStart() throws Exception {
    String token;
    try (SubjectKeys one = keys();
        SubjectKeys other = keys()) {
      token = token(one, "same-1");
      assertThat(token(other, "same-1")).isEqualTo(token);
    }
    try (SubjectKeys later = keys()) {
      assertThat(token(later, "same-1")).isEqualTo(token);
      assertThat(token(later, "same-2")).isNotEqualTo(token);
    }
  }

  @Test
  void doorsThatMakeAReferencesKeyAtOnceAgreeOnOne() throws Exception {
    List<String> references = IntStream.range(0, 500).mapToObj(i -> "race-" + i).toList();
    try (SubjectKeys one = keys();
        SubjectKeys two = keys();
        SubjectKeys three = keys()) {
      List<SubjectKeys> doors = List.of(one, two, three);
      for (SubjectKeys door : doors) {
        token(door, "race"); // they are awake
      }
      CompletableFuture.allOf(
              doors.stream().map(door -> door.make(references)).toArray(CompletableFuture[]::new))
          .get(20, TimeUnit.SECONDS);
      List<String> tokens = references.stream().map(one::tokenNow).toList();
      assertThat(tokens).doesNotContainNull().doesNotHaveDuplicates();
      assertThat(references.stream().map(two::tokenNow)).isEqualTo(tokens);
      assertThat(references.stream().map(three::tokenNow)).isEqualTo(tokens);
      try (SubjectKeys later = keys()) {
        token(later, "race");
        assertThat(references.stream().map(later::tokenNow)).isEqualTo(tokens);
      }
      // Keys that came too late are forgotten, too.
      CompletableFuture.allOf(
              references.stream().map(one::forget).toArray(CompletableFuture[]::new))
          .get(20, TimeUnit.SECONDS);
      assertThat(references.stream().map(one::tokenNow)).containsOnlyNulls();
    }
    try (SubjectKeys later = keys()) {
      token(later, "race");
      assertThat(references.stream().map(later::tokenNow)).containsOnlyNulls();
    }
  }

  @Test
  void whoIsForgottenHasNoKeyAnywhereAndIsSomebodyElseAfterwards() throws Exception {
    try (SubjectKeys one = keys();
        SubjectKeys other = keys()) {
      String before = token(one, "forgotten-1");
      assertThat(token(other, "forgotten-1")).isEqualTo(before);

      Forgotten forgotten = forget(one, "forgotten-1");

      assertThat(forgotten.wasKnown()).isTrue();
      assertThat(forgotten.keys()).hasSize(1);
      assertThat(one.tokenNow("forgotten-1")).isNull();
      Awaitility.await().until(() -> other.tokenNow("forgotten-1") == null);
      String after = token(other, "forgotten-1");
      assertThat(after).isNotEqualTo(before);
      assertThat(PersonReferences.keyNumber(after))
          .isGreaterThan(PersonReferences.keyNumber(before));
      assertThat(forget(one, "never-met").wasKnown()).isFalse();
      assertThat(forget(one, "forgotten-1").wasKnown()).isTrue();
      assertThat(forget(one, "forgotten-1").wasKnown()).isFalse();
    }
  }

  @Test
  void aKeyThatSomebodyElseMadeAMomentAgoIsForgotten() throws Exception {
    Map<String, Object> settings = settings(LocalKafka.shared());
    settings.put("fetch.max.wait.ms", 20);
    try (SubjectKeys one = new SubjectKeys(settings);
        SubjectKeys other = new SubjectKeys(settings)) {
      token(one, "moment");
      for (int i = 0; i < 50; i++) {
        token(other, "moment-" + i);
        assertThat(forget(one, "moment-" + i).wasKnown()).as("of %d", i).isTrue();
      }
    }
  }

  @Test
  void theTopicDoesNotHaveTheReference() throws Exception {
    try (SubjectKeys keys = keys()) {
      token(keys, "in-no-row-of-the-topic");
      forget(keys, "in-no-row-of-the-topic");
    }
    assertThat(rows()).isNotEmpty().allMatch(row -> !says(row, "in-no-row-of-the-topic"));
  }

  @Test
  void withoutTheTopicNothingIsMadeAndTheReasonIsTold() throws Exception {
    try (LocalKafka broken = LocalKafka.another()) {
      try (Admin admin = Admin.create(settings(broken))) {
        admin.deleteTopics(List.of(PersonReferences.KEYS)).all().get();
        Awaitility.await()
            .until(() -> !admin.listTopics().names().get().contains(PersonReferences.KEYS));
      }
      try (SubjectKeys keys = new SubjectKeys(settings(broken))) {
        assertThatThrownBy(() -> keys.make(List.of("s-1")).get(20, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("subject-keys is not there yet");
      }
    }
  }

  private static boolean says(ConsumerRecord<String, byte[]> row, String reference) {
    return Stream.of(row.key(), row.value() == null ? "" : new String(row.value()))
        .anyMatch(text -> text.contains(reference));
  }

  private static List<ConsumerRecord<String, byte[]>> rows() throws Exception {
    Map<String, Object> settings = settings(LocalKafka.shared());
    TopicPartition topic = new TopicPartition(PersonReferences.KEYS, 0);
    List<ConsumerRecord<String, byte[]>> rows = new java.util.ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            BriefReading.settings(settings),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      long end = consumer.endOffsets(List.of(topic)).get(topic);
      while (consumer.position(topic) < end) {
        consumer.poll(java.time.Duration.ofMillis(100)).forEach(rows::add);
      }
    }
    return rows;
  }

  private static String token(SubjectKeys keys, String reference) throws Exception {
    keys.make(List.of(reference)).get(20, TimeUnit.SECONDS);
    return keys.tokenNow(reference);
  }

  private static Forgotten forget(SubjectKeys keys, String reference) throws Exception {
    return keys.forget(reference).get(20, TimeUnit.SECONDS);
  }

  private static SubjectKeys keys() throws Exception {
    return new SubjectKeys(settings(LocalKafka.shared()));
  }

  private static Map<String, Object> settings(LocalKafka kafka) {
    Map<String, Object> settings = new HashMap<>();
    kafka.settings().forEach((name, value) -> settings.put(name.toString(), value));
    return settings;
  }
}
