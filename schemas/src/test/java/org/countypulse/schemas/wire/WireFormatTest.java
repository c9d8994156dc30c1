package org.countypulse.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigException;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.Samples;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {

  private static final EventType INSPECTION = EventTypes.CANTEEN_INSPECTION;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

  static List<EventType> types() {
    return EventTypes.ALL;
  }

  private byte[] encoded(EventType type) {
    int id = registry.register(type.subject(), type.schema());
    return WireFormat.encode(id, Samples.of(type).toRecord());
  }

  private Event decoded(EventType type, byte[] value) {
    return Event.of(type, new RecordDecoder<>(registry, type.schema()).decode(value));
  }

  private void assertUndecodable(EventType type, byte[] value) {
    assertThatThrownBy(() -> decoded(type, value))
        .as(HexFormat.of().formatHex(value))
        .isInstanceOf(UndecodableException.class)
        .hasMessageNotContaining(": null");
  }

  // --- the format ---

  /** From Confluent's own KafkaAvroSerializer 7.9.5. */
  @Test
  void theBytesAreThoseOfTheGenuineSerializer() {
    Schema schema =
        SchemaBuilder.record("Golden")
            .fields()
            .requiredString("school")
            .requiredInt("n")
            .requiredLong("at")
            .endRecord();
    GenericRecord record =
        new GenericRecordBuilder(schema)
            .set("school", "S-1")
            .set("n", 42)
            .set("at", 1_700_000_000_000L)
            .build();
    assertThat(HexFormat.of().formatHex(WireFormat.encode(1, record)))
        .isEqualTo("000000000106532d315480a0abfef962");
  }

  @Test
  void theIdIsFourBytesBigEndian() {
    byte[] value = WireFormat.encode(0x01020304, Samples.of(INSPECTION).toRecord());
    assertThat(Arrays.copyOf(value, 5)).containsExactly(0, 1, 2, 3, 4);
    assertThat(WireFormat.schemaId(value)).isEqualTo(0x01020304);
  }

  @ParameterizedTest
  @MethodSource("types")
  void anEventGoesThroughTheWireUnchanged(EventType type) {
    assertThat(decoded(type, encoded(type))).isEqualTo(Samples.of(type));
  }

  // --- the serializer ---

  @ParameterizedTest
  @MethodSource("types")
  void theSerializerWritesWhatTheDecoderReads(EventType type) {
    try (AvroSerializer serializer = new AvroSerializer(registry, true)) {
      byte[] value = serializer.serialize(type.topic(), Samples.of(type).toRecord());
      assertThat(decoded(type, value)).isEqualTo(Samples.of(type));
      assertThat(serializer.serialize(type.topic(), null)).isNull();
    }
  }

  @Test
  void aStrictSerializerInventsNoSchema() {
    try (AvroSerializer serializer = new AvroSerializer()) {
      serializer.configure(Map.of(AvroSerializer.REGISTRY_URL, "memory:strict"), false);
      IndexedRecord record = Samples.of(INSPECTION).toRecord();
      assertThatThrownBy(() -> serializer.serialize(INSPECTION.topic(), record))
          .isInstanceOf(UnknownSchemaException.class);
      InMemorySchemaRegistry.named("strict").register(INSPECTION.subject(), INSPECTION.schema());
      assertThat(serializer.serialize(INSPECTION.topic(), record)).isNotEmpty();
    }
  }

  @Test
  void aSerializerThatMayDoesRegister() {
    try (AvroSerializer serializer = new AvroSerializer()) {
      serializer.configure(
          Map.of(AvroSerializer.REGISTRY_URL, "memory:open", AvroSerializer.AUTO_REGISTER, "true"),
          false);
      serializer.serialize(INSPECTION.topic(), Samples.of(INSPECTION).toRecord());
      assertThat(
              InMemorySchemaRegistry.named("open").idOf(INSPECTION.subject(), INSPECTION.schema()))
          .isPositive();
    }
  }

  @Test
  void aSerializerWithoutARegistrySaysWhichSettingIsMissing() {
    try (AvroSerializer serializer = new AvroSerializer()) {
      assertThatThrownBy(() -> serializer.configure(Map.of(), false))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("schema.registry.url");
    }
  }

  // --- schemas that change ---

  @Test
  void aFieldThatWasAddedHasItsDefaultInOldEvents() {
    Schema before = SchemaBuilder.record("Lunch").fields().requiredInt("meals").endRecord();
    Schema after =
        SchemaBuilder.record("Lunch")
            .fields()
            .requiredInt("meals")
            .name("milk")
            .type()
            .intType()
            .intDefault(7)
            .endRecord();
    int id = registry.register("lunch-value", before);
    byte[] value = WireFormat.encode(id, new GenericRecordBuilder(before).set("meals", 3).build());
    IndexedRecord lunch = new RecordDecoder<IndexedRecord>(registry, after).decode(value);
    assertThat(lunch.get(0)).isEqualTo(3);
    assertThat(lunch.get(1)).isEqualTo(7);
  }

  // --- what can't be read ---

  @Test
  void anEventThatWasCutOffAnywhereIsUndecodable() {
    byte[] value = encoded(INSPECTION);
    for (int length = 0; length < value.length; length++) {
      assertUndecodable(INSPECTION, Arrays.copyOf(value, length));
    }
  }

  @Test
  void bytesBehindTheEventAreNotIgnored() {
    byte[] value = encoded(INSPECTION);
    assertUndecodable(INSPECTION, Arrays.copyOf(value, value.length + 1));
  }

  @Test
  void jsonIsNotInTheWireFormat() {
    assertUndecodable(INSPECTION, "{\"id\":1}".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        -1,
        Long.MIN_VALUE,
        100,
        100_000_000,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        1L << 40,
        Long.MAX_VALUE
      })
  void aLengthThatTheBytesDoNotHoldTakesNoMemory(long length) {
    byte[] value = encoded(INSPECTION);
    byte[] longText = concat(Arrays.copyOf(value, 5), varint(length), new byte[] {'x'});
    assertUndecodable(INSPECTION, longText);
    int violations = indexOf(value, new byte[] {4, 6, 'A', '-', '1'});
    byte[] longList =
        concat(Arrays.copyOf(value, violations), varint(length), new byte[] {0, 0, 0});
    assertUndecodable(INSPECTION, longList);
  }

  @Test
  void aSymbolThatAnEnumDoesNotHaveIsUndecodable() {
    byte[] value = encoded(EventTypes.SAFETY_DRILL);
    int end = value.length - 1 - varint(154).length - varint(812).length;
    value[end - 1] = 100;
    assertUndecodable(EventTypes.SAFETY_DRILL, value);
  }

  @Test
  void anEventOfAnotherTypeIsUndecodable() {
    assertUndecodable(EventTypes.SAFETY_DRILL, encoded(INSPECTION));
  }

  /** Avro itself would read 1.500 as 15.00. */
  @Test
  void aNumberWithAnotherScaleIsNotMisread() {
    EventType type = EventTypes.STUDENT_AID_GRANTED;
    String published = type.schema().toString();
    Schema thirds = new Schema.Parser().parse(published.replace("\"scale\":2", "\"scale\":3"));
    byte[] value = encoded(type);
    ByteBuffer.wrap(value).putInt(1, registry.register(type.subject(), thirds));

    assertThatThrownBy(() -> decoded(type, value))
        .isInstanceOf(UndecodableException.class)
        .hasMessage(
            "The value's schema writes data.amount as a decimal number of scale 3, which would be"
                + " misread: here it is a decimal number of scale 2. Send it again under the same"
                + " id with the published schema.");
  }

  @Test
  void microsecondsAreNotReadAsMilliseconds() {
    String published = INSPECTION.schema().toString();
    Schema micros =
        new Schema.Parser().parse(published.replace("timestamp-millis", "timestamp-micros"));
    byte[] value = encoded(INSPECTION);
    ByteBuffer.wrap(value).putInt(1, registry.register(INSPECTION.subject(), micros));

    assertThatThrownBy(() -> decoded(INSPECTION, value))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("happenedAt as timestamp-micros");
  }

  @Test
  void anIdThatNobodyRegisteredIsUnknownAndNotUndecodable() {
    byte[] value = WireFormat.encode(4_711, Samples.of(INSPECTION).toRecord());
    assertThatThrownBy(() -> decoded(INSPECTION, value)).isInstanceOf(UnknownSchemaException.class);
  }

  /** Either it is still an event, or it is undecodable; nothing else may come of noise. */
  @ParameterizedTest
  @MethodSource("types")
  void noiseIsAnEventOrUndecodable(EventType type) {
    byte[] value = encoded(type);
    RecordDecoder<IndexedRecord> decoder = new RecordDecoder<>(registry, type.schema());
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] noisy = value.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        noisy[5 + random.nextInt(noisy.length - 5)] = (byte) random.nextInt(256);
      }
      try {
        Event.of(type, decoder.decode(noisy));
      } catch (UndecodableException e) {
        assertThat(e).hasMessageNotContaining("Exception");
      }
    }
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i <= bytes.length - part.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("The bytes are not as this test expects them.");
  }
}
