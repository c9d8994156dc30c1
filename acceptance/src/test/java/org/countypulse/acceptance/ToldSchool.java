package org.countypulse.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.SafetyDrillData;

/** A school of one test, of which no other test tells, and the CloudEvents that it sends. */
record ToldSchool(String id, String county) {

  private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

  /** Counties that no test names: those of Hebei. */
  private static final Iterator<String> UNNAMED_COUNTIES =
      Counties.chinese().all(Level.COUNTY).stream()
          .filter(county -> county.code().startsWith("13") && !county.abolished())
          .map(Place::code)
          .iterator();

  /** A school in a county of which no other test tells, so that its figures are this test's. */
  static ToldSchool alone() {
    return in(UNNAMED_COUNTIES.next());
  }

  static ToldSchool in(String county) {
    return new ToldSchool(county + NUMBERS.incrementAndGet(), county);
  }

  String name() {
    return "School " + id;
  }

  /** Its registration of 1 September 2018: a primary school with a canteen. */
  ObjectNode registered() {
    return registered("2018-09-01", "PRIMARY", "TOWNSHIP", 40);
  }

  ObjectNode registered(String day, String stage, String setting, int eligibleStaff) {
    return event("school-registered", day, entry(name(), county, stage, setting, eligibleStaff));
  }

  /** What a registration says. */
  static String entry(String name, String county, String stage, String setting, int eligibleStaff) {
    return """
        {"name":"%s","countyCode":"%s","stage":"%s","ownership":"PUBLIC",
         "setting":"%s","boarding":false,"hasCanteen":true,"busCount":0,"eligibleStaff":%d}"""
        .formatted(name, county, stage, setting, eligibleStaff);
  }

  ObjectNode drill(String day, int participants) {
    return event(
        "safety-drill",
        day,
        "{\"kind\":\"FIRE\",\"participants\":%d,\"evacuationSeconds\":150}"
            .formatted(participants));
  }

  /** A drill for programs that write Avro themselves. */
  Event avroDrill(String source, int participants) {
    Instant at = Instant.parse("2019-05-12T02:00:00Z");
    return new Event(
        EventTypes.SAFETY_DRILL,
        UUID.randomUUID().toString(),
        id,
        LocalDate.parse("2019-05-12"),
        at,
        at,
        source,
        null,
        false,
        SafetyDrillData.newBuilder().setKind(DrillKind.FIRE).setParticipants(participants).build());
  }

  /** Sends bytes as a drill of this school, whatever they are, straight to Kafka. */
  void sendAsDrill(RunningPlatform platform, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", platform.bootstrap()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(EventTypes.SAFETY_DRILL.topic(), id, value)).get();
    }
  }

  /** An event with an id of its own, at ten in the morning. */
  ObjectNode event(String type, String day, String data) {
    ObjectNode event = (ObjectNode) RunningPlatform.json("{\"specversion\":\"1.0\"}");
    event.put("id", UUID.randomUUID().toString());
    event.put("source", "test/acceptance");
    event.put("type", type);
    event.put("subject", id);
    event.put("time", day + "T10:00:00+08:00");
    event.set("data", RunningPlatform.json(data));
    return event;
  }

  /** The event, to take the place of another. */
  static ObjectNode correcting(ObjectNode original, ObjectNode event) {
    return event.put("corrects", original.path("id").asText());
  }

  /** An event that withdraws another. */
  ObjectNode voiding(ObjectNode original) {
    ObjectNode event = event(original.path("type").asText(), "2019-01-01", "null");
    event.remove("data");
    return correcting(original, event.put("voided", true));
  }
}
