package org.countypulse.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countypulse.producers.Cast.drill;
import static org.countypulse.producers.Cast.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.LocalKafka.Sent;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.wire.AvroSerializer;
import org.junit.jupiter.api.Test;

class SchoolClientTest {

  @Test
  void anEventIsAcknowledgedAndStandsInItsTopicUnderItsSchool() throws Exception {
    Event drill = event(drill().put("subject", "client-1"));

    Receipt receipt;
    try (SchoolClient client = client(LocalKafka.shared().settings())) {
      receipt = client.send(drill).get(10, TimeUnit.SECONDS);
    }

    Sent sent = only(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, "client-1"));
    assertThat(sent.event()).isEqualTo(drill);
    assertThat(sent.record().offset()).isEqualTo(receipt.offset());
    assertThat(sent.record().partition()).isEqualTo(receipt.partition());
    assertThat(receipt.partition())
        .as("where the stream looks for it")
        .isEqualTo(
            Utils.toPositive(Utils.murmur2("client-1".getBytes(StandardCharsets.UTF_8)))
                % LocalKafka.PARTITIONS);
  }

  @Test
  void anEventThatBreaksARuleIsNotSent() throws Exception {
    Event drill = event(drill().put("subject", "client-2"));
    Event impossible =
        new Event(
            drill.type(),
            drill.eventId(),
            drill.schoolId(),
            drill.day().plusDays(100),
            drill.happenedAt(),
            drill.recordedAt(),
            drill.source(),
            null,
            false,
            new SafetyDrillData(DrillKind.FIRE, -3, null));

    try (SchoolClient client = client(LocalKafka.shared().settings())) {
      CompletableFuture<Receipt> receipt = client.send(impossible);

      assertThat(receipt).isCompletedExceptionally();
      assertThatThrownBy(receipt::get)
          .cause()
          .isInstanceOfSatisfying(
              RejectedEventException.class,
              e -> assertThat(e.problems()).extracting("rule").contains("range", "too-far-ahead"));
    }
    assertThat(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, "client-2")).isEmpty();
  }

  @Test
  void manyEventsOfASchoolStandInTheOrderInWhichTheyWereSent() throws Exception {
    List<String> ids = new ArrayList<>();
    try (SchoolClient client = client(LocalKafka.shared().settings())) {
      for (int i = 0; i < 500; i++) {
        ids.add(new UUID(0, i).toString());
        ObjectNode drill = drill(ids.get(i)).put("subject", "client-3");
        client.send(event(drill));
      }
      client.flush();
    }

    assertThat(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, "client-3"))
        .extracting(sent -> sent.event().eventId())
        .isEqualTo(ids);
  }

  /** Most wait for keys, some don't, and some are about nobody. */
  @Test
  void eventsAboutPersonsStandEncryptedInTheOrderInWhichTheyWereSent() throws Exception {
    List<String> ids = new ArrayList<>();
    try (SchoolClient client = client(LocalKafka.shared().settings())) {
      for (int i = 0; i < 2_000; i++) {
        ids.add(new UUID(1, i).toString());
        client.send(event(enrollment(ids.get(i), "client-6", "client-pupil-" + i / 3)));
        client.send(event(drill(ids.get(i)).put("subject", "client-6")));
      }
      client.flush();
    }

    List<Sent> sent = LocalKafka.shared().events(EventTypes.ENROLLMENT, "client-6");
    assertThat(sent).extracting(one -> one.event().eventId()).isEqualTo(ids);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(((EnrollmentData) sent.get(i).event().data()).getStudentRef())
          .isEqualTo("client-pupil-" + i / 3);
      assertThat(new String(sent.get(i).record().value(), StandardCharsets.ISO_8859_1))
          .contains(PersonReferences.PREFIX)
          .doesNotContain("client-pupil");
    }
    assertThat(LocalKafka.shared().events(EventTypes.SAFETY_DRILL, "client-6"))
        .extracting(one -> one.event().eventId())
        .isEqualTo(ids);
  }

  @Test
  void whatLooksLikeATokenIsNotLetIn() throws Exception {
    String token = PersonReferences.PREFIX + "A".repeat(40);
    ObjectNode enrollment = enrollment(new UUID(2, 0).toString(), "client-7", token);
    assertThat(Cast.DOOR.read(enrollment))
        .isInstanceOfSatisfying(
            EventReading.Rejected.class,
            rejected ->
                assertThat(rejected.problems())
                    .extracting(problem -> problem.field() + " " + problem.rule())
                    .containsExactly("data.studentRef token"));
  }

  private static ObjectNode enrollment(String id, String school, String student) {
    ObjectNode enrollment = drill(id).put("subject", school).put("type", "enrollment");
    enrollment.set(
        "data",
        Cast.json(
            "{\"studentRef\":\"%s\",\"grade\":\"7\",\"change\":\"NEW_ENTRY\"}".formatted(student)));
    return enrollment;
  }

  @Test
  void withoutABrokerSendingFailsWithinABound() {
    Properties nowhere = new Properties();
    nowhere.put("bootstrap.servers", "127.0.0.1:1");
    nowhere.put("max.block.ms", "300");
    nowhere.put(AvroSerializer.REGISTRY_URL, "memory:nowhere");

    try (SchoolClient client = client(nowhere)) {
      assertThat(client.send(event(drill())))
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .withMessageContaining("not present in metadata");
    }
  }

  @Test
  void aSchemaThatTheRegistryDoesNotKnowIsNotInvented() throws Exception {
    Properties settings = LocalKafka.shared().settings();
    settings.put(AvroSerializer.REGISTRY_URL, "memory:empty");

    try (SchoolClient client = client(settings)) {
      assertThat(client.send(event(drill().put("subject", "client-4"))))
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .withMessageContaining("no such schema");
    }
  }

  @Test
  void anotherSerializerIsAMatterOfSettings() throws Exception {
    Properties settings = LocalKafka.shared().settings();
    settings.put("value.serializer", OwnSerializer.class.getName());
    settings.put("acks", "0");
    settings.put("enable.idempotence", "false");

    try (SchoolClient client = client(settings)) {
      Receipt receipt =
          client.send(event(drill().put("subject", "client-5"))).get(10, TimeUnit.SECONDS);

      assertThat(receipt.offset()).as("acknowledged all the same").isNotNegative();
      assertThat(OwnSerializer.asked).isTrue();
    }
  }

  /** In the place of Confluent's. */
  public static final class OwnSerializer implements Serializer<IndexedRecord> {
    private static volatile boolean asked;

    private final AvroSerializer ours = new AvroSerializer();

    @Override
    public void configure(java.util.Map<String, ?> configs, boolean isKey) {
      ours.configure(configs, isKey);
    }

    @Override
    public byte[] serialize(String topic, IndexedRecord data) {
      asked = true;
      return ours.serialize(topic, data);
    }
  }

  private static SchoolClient client(Properties settings) {
    return new SchoolClient(settings, Counties.chinese(), Cast.SHANGHAI, Cast.TODAY);
  }

  private static Sent only(List<Sent> sent) {
    assertThat(sent).hasSize(1);
    return sent.get(0);
  }
}
