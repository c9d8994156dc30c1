package org.countypulse.producers.persons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.countypulse.producers.LocalKafka;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.ledger.SubjectKey;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.RecordWriter;
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

  @Test
  void theKeysWorkForAProducerWithInterceptors() throws Exception {
    Map<String, Object> settings = settings(LocalKafka.shared());
    settings.put("interceptor.classes", OfAProducer.class.getName());
    try (SubjectKeys keys = new SubjectKeys(settings)) {
      assertThat(token(keys, "intercepted")).isNotNull();
    }
  }

  /** A sender's own. */
  public static final class OfAProducer implements ProducerInterceptor<String, Object> {
    @Override
    public ProducerRecord<String, Object> onSend(ProducerRecord<String, Object> record) {
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }

  @Test
  void aDoorThatWasAwayForTooLongReadsAllKeysAnew() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (KeyLog door = new KeyLog(settings(LocalKafka.shared()), clock(now))) {
      door.make(List.of("away-1")).get(20, TimeUnit.SECONDS);
      byte[] kept = SubjectKeys.hash(door.salt(), "away-1");
      byte[] destroyed = SubjectKeys.hash(door.salt(), "away-2");
      byte[] secret = new byte[ReferenceCipher.SECRET_BYTES];
      // As if the tombstone had come and gone while the door was away.
      door.table().putIfAbsent(destroyed, 77, secret);
      now.updateAndGet(time -> time.plus(KeyLog.MOST_BEHIND).plusSeconds(1));

      door.make(List.of("away-3")).get(20, TimeUnit.SECONDS);
      Awaitility.await().until(() -> door.salt() != null);
      assertThat(door.table().copy(destroyed, secret)).isZero();
      assertThat(door.table().copy(kept, secret)).isNotZero();
    }
  }

  @Test
  void noKeyIsUsedBetweenWakingUpAndReadingAnew() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (LocalKafka kafka = LocalKafka.another();
        KeyLog door = new KeyLog(settings(kafka), clock(now))) {
      door.make(List.of("asleep-1")).get(20, TimeUnit.SECONDS);
      assertThat(door.salt()).isNotNull();
      kafka.close();
      now.updateAndGet(time -> time.plus(KeyLog.MOST_BEHIND).plusSeconds(1));
      assertThat(door.salt()).isNull();
    }
  }

  private static Clock clock(AtomicReference<Instant> now) {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Test
  void anErrorFailsWhoeverWaitsAndTheNextOneIsServed() throws Exception {
    Collection<String> broken =
        new AbstractCollection<>() {
          @Override
          public Iterator<String> iterator() {
            throw new StackOverflowError("for this test");
          }

          @Override
          public int size() {
            return 1;
          }
        };
    try (SubjectKeys keys = keys()) {
      String token = token(keys, "error-1");
      assertThatThrownBy(() -> keys.make(broken).get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(StackOverflowError.class);
      Awaitility.await()
          .ignoreExceptions() // it is failed before the keys are read anew
          .untilAsserted(() -> assertThat(token(keys, "error-1")).isEqualTo(token));
    }
  }

  @Test
  void closingFailsWhatIsBeingDone() throws Exception {
    SubjectKeys keys = keys();
    Collection<String> closing =
        new AbstractCollection<>() {
          @Override
          public Iterator<String> iterator() {
            new Thread(keys::close, "closing").start();
            Awaitility.await().until(() -> keys.make(List.of()).isCompletedExceptionally());
            return List.of("closing-1").iterator();
          }

          @Override
          public int size() {
            return 1;
          }
        };
    assertThatThrownBy(() -> keys.make(closing).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aRowThatStandsThereTwiceIsOneKey() throws Exception {
    try (SubjectKeys keys = keys()) {
      token(keys, "twice");
      ConsumerRecord<String, byte[]> row = rows().get(rows().size() - 1);
      write(LocalKafka.shared(), row.key(), row.value());
      assertThat(forget(keys, "twice").rows()).containsExactly(row.key());
    }
  }

  @Test
  void oneBadRowStopsNoDoorAndWithoutKafkaNothingIsSaidToBeGone() throws Exception {
    try (LocalKafka kafka = LocalKafka.another()) {
      Forgotten forgotten;
      try (SubjectKeys keys = new SubjectKeys(settings(kafka))) {
        token(keys, "among-bad-1");
        RecordWriter writer = new RecordWriter(SubjectKey.getClassSchema());
        byte[] whole = new byte[ReferenceCipher.SECRET_BYTES];
        write(kafka, row(1), new byte[] {1, 2, 3});
        write(kafka, row(2), new byte[] {0, 0, 1, 0, 0, 7}); // of a schema that nobody knows
        write(kafka, row(3), writer.value(id(kafka), key(new byte[5])));
        write(kafka, row(0), writer.value(id(kafka), key(whole)));
        forgotten = forget(keys, "among-bad-1");
        assertThat(forgotten.wasKnown()).isTrue();
      }
      try (SubjectKeys later = new SubjectKeys(settings(kafka))) {
        assertThat(token(later, "among-bad-2")).isNotNull();
        assertThat(later.size()).isOne();
        kafka.close();
        assertThat(later.areGone(forgotten, Duration.ofSeconds(1))).isFalse();
      }
    }
  }

  private static String row(long id) {
    return new KeyRow(new byte[SubjectTable.HASH_BYTES], id).key();
  }

  private static SubjectKey key(byte[] secret) {
    return new SubjectKey(0L, ByteBuffer.wrap(secret));
  }

  private static int id(LocalKafka kafka) {
    return HttpSchemaRegistry.of(settings(kafka))
        .idOf(PersonReferences.KEYS + "-value", SubjectKey.getClassSchema());
  }

  private static void write(LocalKafka kafka, String key, byte[] value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", kafka.settings().get("bootstrap.servers"), "linger.ms", 0),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(PersonReferences.KEYS, key, value)).get();
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
