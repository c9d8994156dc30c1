package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.testing.Histories;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.Samples;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.AvroSerializer;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Confluent's own serializer and deserializer, in a world of their own with Kafka's clients 3.9.2,
 * write what we write, read what we write, and are counted.
 */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LAST)
class ConfluentSerializerTest {

  private static final int RANDOM_RECORDS_OF_A_TYPE = 8;
  private static final EventType DRILL = EventTypes.SAFETY_DRILL;

  private final RunningPlatform platform;
  private final Confluent confluent = Confluent.alone();

  ConfluentSerializerTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @AfterEach
  void close() {
    confluent.close();
  }

  static List<EventType> types() {
    return EventTypes.ALL;
  }

  private Map<String, Object> settings(String... further) {
    Map<String, Object> all = new HashMap<>();
    all.put("schema.registry.url", platform.registryUrl());
    all.put("bootstrap.servers", platform.bootstrap());
    for (int i = 0; i < further.length; i += 2) {
      all.put(further[i], further[i + 1]);
    }
    return all;
  }

  private static Map<String, Object> with(Map<String, Object> settings, String name, String value) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(name, value);
    return all;
  }

  /** The type's sample, with every field, and whatever random histories hold of it. */
  private static List<SpecificRecord> records(EventType type) {
    List<SpecificRecord> records = new ArrayList<>();
    records.add(Samples.of(type).toRecord());
    CountyView view = Views.owning(type);
    int enough = RANDOM_RECORDS_OF_A_TYPE * 4 * view.eventTypes().size();
    Histories.of(view, 7, enough).stream()
        .map(received -> received.event())
        .filter(event -> event.type().equals(type))
        .limit(RANDOM_RECORDS_OF_A_TYPE)
        .forEach(event -> records.add(event.toRecord()));
    assertThat(records).as("records of " + type).hasSizeGreaterThan(3);
    return records;
  }

  // --- the same bytes ---

  @ParameterizedTest
  @MethodSource("types")
  void bothWriteTheSameBytesUnderTheSameIds(EventType type) {
    try (AvroSerializer ours = new AvroSerializer()) {
      ours.configure(settings(), false);
      for (SpecificRecord record : records(type)) {
        byte[] value = ours.serialize(type.topic(), record);
        for (String register : List.of("true", "false")) {
          Map<String, Object> theirs = settings("auto.register.schemas", register);
          assertThat(confluent.serialize(theirs, type.topic(), record, false)).isEqualTo(value);
          assertThat(confluent.serialize(theirs, type.topic(), record, true)).isEqualTo(value);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Confluent.TOPIC_NAME, Confluent.RECORD_NAME, Confluent.TOPIC_RECORD_NAME})
  void bothFindTheSameIdsUnderEachNameStrategy(String strategy) {
    Map<String, Object> theirs = settings(Confluent.STRATEGY, strategy);
    for (EventType type : EventTypes.ALL) {
      SpecificRecord record = Samples.of(type).toRecord();
      byte[] value = confluent.serialize(theirs, type.topic(), record, false);
      try (AvroSerializer strict = new AvroSerializer();
          AvroSerializer registering = new AvroSerializer()) {
        strict.configure(theirs, false);
        registering.configure(with(theirs, "auto.register.schemas", "true"), false);
        assertThat(strict.serialize(type.topic(), record)).isEqualTo(value);
        assertThat(registering.serialize(type.topic(), record)).isEqualTo(value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"use.latest.version=true", "normalize.schemas=true", "auto.register.schemas=true"})
  void writersOfOtherHabitsFindOurSchemas(String habit) {
    Map<String, Object> theirs =
        with(settings("auto.register.schemas", "false"), habit.split("=")[0], habit.split("=")[1]);
    for (EventType type : EventTypes.ALL) {
      for (SpecificRecord record : records(type)) {
        byte[] value = confluent.serialize(theirs, type.topic(), record, false);
        assertThat(decoded(type, value)).isEqualTo(record);
      }
    }
  }

  @Test
  void aStrictWriterIsToldThatAForeignSchemaIsNotRegistered() {
    Schema other =
        new Schema.Parser()
            .parse(DRILL.schema().toString().replace("A school held a safety drill.", "Another."));
    SpecificRecord record = Samples.of(DRILL).toRecord();
    assertThatThrownBy(
            () ->
                confluent.send(
                    settings("auto.register.schemas", "false"),
                    DRILL.topic(),
                    "1409020001",
                    other.toString(),
                    record))
        .hasMessageContaining("40403");
  }

  // --- each reads the other ---

  @ParameterizedTest
  @MethodSource("types")
  void eachReadsWhatTheOtherWrites(EventType type) {
    Map<String, Object> generic = settings();
    Map<String, Object> specific = settings("specific.avro.reader", "true");
    try (AvroSerializer ours = new AvroSerializer()) {
      ours.configure(settings(), false);
      for (SpecificRecord record : records(type)) {
        List<Byte> body = Confluent.list(WireFormat.body(record));
        byte[] value = ours.serialize(type.topic(), record);
        assertThat(confluent.deserialize(generic, type.topic(), value))
            .isEqualTo(new Confluent.Read("org.apache.avro.generic.GenericData$Record", body));
        assertThat(confluent.deserialize(specific, type.topic(), value))
            .isEqualTo(new Confluent.Read(record.getClass().getName(), body));
        assertThat(decoded(type, confluent.serialize(settings(), type.topic(), record, true)))
            .isEqualTo(record);
      }
    }
  }

  private SpecificRecord decoded(EventType type, byte[] value) {
    try (RecordDecoder<SpecificRecord> decoder =
        new RecordDecoder<>(new HttpSchemaRegistry(platform.registryUrl()), type.schema())) {
      return decoder.decode(value);
    }
  }

  // --- counted ---

  @Test
  void whatConfluentsProducerSendsIsCounted() {
    assertThat(confluent.kafkaVersion()).as("another Kafka than ours").isEqualTo("3.9.2");
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered());
    send(school, settings(), DRILL.schema().toString(), 11);
    send(school, settings("auto.register.schemas", "false"), DRILL.schema().toString(), 12);
    send(school, settings("use.latest.version", "true"), DRILL.schema().toString(), 13);
    platform.awaitFigure(school.county(), "drills-held", 3);
    platform.awaitFigure(school.county(), "drill-participants", 36);
  }

  @ParameterizedTest
  @ValueSource(strings = {Confluent.TOPIC_NAME, Confluent.RECORD_NAME, Confluent.TOPIC_RECORD_NAME})
  void aWriterWithASchemaOfItsOwnIsCountedUnderEachNameStrategy(String strategy) {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered());
    String bare = ForeignSchemas.bare(DRILL.schema());
    Map<String, Object> registering = settings(Confluent.STRATEGY, strategy);
    send(school, registering, bare, 21);
    send(school, registering, DRILL.schema().toString(), 22);
    platform.awaitFigure(school.county(), "drills-held", 2);
    platform.awaitFigure(school.county(), "drill-participants", 43);
    assertThat(idsOf(school)).as("two ids for one shape").hasSize(2);
  }

  private void send(
      ToldSchool school, Map<String, Object> settings, String schema, int participants) {
    Event drill = school.avroDrill("test/confluent", participants);
    confluent.send(settings, DRILL.topic(), school.id(), schema, drill.toRecord());
  }

  private List<Integer> idsOf(ToldSchool school) {
    return new LedgersOnKafka(platform)
        .read(DRILL.topic()).stream()
            .filter(record -> record.key().equals(school.id()))
            .map(record -> WireFormat.schemaId(record.value()))
            .distinct()
            .toList();
  }

  // --- the ledgers ---

  @Test
  void confluentsConsumerReadsEveryLedgerTopic() {
    ToldSchool school = ToldSchool.alone();
    platform.send(
        school.registered(), school.drill("2019-05-12", 5), school.drill("2019-05-13", 6));
    platform.awaitFigure(school.county(), "drills-held", 2);
    for (CountyView view : Views.ALL) {
      LedgerTopics topics = view.topics();
      topics.schemas().forEach((topic, schema) -> assertThatBothReadTheSame(topic, schema));
    }
    assertThatBothReadTheSame(LedgerTopics.VIEWS, ViewVersion.getClassSchema());
    assertThat(
            new LedgersOnKafka(platform)
                .read(Views.named("safety-drills").orElseThrow().topics().cells()))
        .isNotEmpty();
  }

  private void assertThatBothReadTheSame(String topic, Schema schema) {
    RecordDecoder<SpecificRecord> decoder =
        new RecordDecoder<>(new HttpSchemaRegistry(platform.registryUrl()), schema);
    for (String specific : List.of("false", "true")) {
      Map<String, Confluent.Read> theirs = new HashMap<>();
      confluent
          .consume(settings("specific.avro.reader", specific), topic)
          .forEach(row -> theirs.put(row.getKey(), row.getValue()));
      for (ConsumerRecord<String, byte[]> record : new LedgersOnKafka(platform).read(topic)) {
        Confluent.Read read =
            theirs.get(record.key() + "@" + record.partition() + ":" + record.offset());
        if (read == null) {
          continue; // written, or compacted away, between the two readings
        }
        SpecificRecord row = decoder.decode(record.value());
        assertThat(read.body()).as(record.key()).isEqualTo(Confluent.list(WireFormat.body(row)));
        if (specific.equals("true")) {
          assertThat(read.type()).isEqualTo(row.getClass().getName());
        }
      }
      assertThat(theirs.isEmpty())
          .as(topic)
          .isEqualTo(new LedgersOnKafka(platform).read(topic).isEmpty());
    }
  }
}
