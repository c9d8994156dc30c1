package org.countypulse.schemas.wire;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;

/**
 * Somebody else's serializer and deserializer, named by the settings. They are Confluent's or work
 * like them, but nothing here needs their classes: only the one who names them must have them.
 */
final class NamedFormat implements ValueFormat {

  /** The way of Confluent's deserializer to be told the class, and with it the schema, to read. */
  private static final String SPECIFIC = "specific.avro.reader";

  private static final String SPECIFIC_TYPE = "specific.avro.value.type";

  /**
   * What we want otherwise than these classes do where the settings are silent. A stream thread is
   * the one that asks again, and must not be held up for longer than a transaction may last.
   */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          AvroSerializer.AUTO_REGISTER,
          "false",
          "http.connect.timeout.ms",
          "3000",
          "http.read.timeout.ms",
          "3000",
          "max.retries",
          "0");

  private final OwnFormat own;
  private final Map<String, Object> settings;
  private final Optional<Serializer<Object>> serializer;
  private final boolean ownDecoders;

  private NamedFormat(OwnFormat own, Map<String, Object> settings) {
    this.own = own;
    this.settings = settings;
    this.ownDecoders = isOurs(settings.get(DESERIALIZER));
    this.serializer =
        isOurs(settings.get(SERIALIZER))
            ? Optional.empty()
            : Optional.of(configured(SERIALIZER, new HashMap<>(settings)));
    if (!ownDecoders) {
      newDeserializer(new HashMap<>(settings)).close(); // so that a wrong one is refused at once
    }
  }

  static NamedFormat of(SchemaRegistry registry, Map<String, ?> given) {
    TrustedRecords.vouch();
    Map<String, Object> settings = new HashMap<>(DEFAULTS);
    settings.putAll(given);
    // A strategy that we don't know is the serializer's own affair.
    SubjectNames subjects = SubjectNames.find(given).orElse(SubjectNames.TOPIC);
    return new NamedFormat(new OwnFormat(registry, subjects), settings);
  }

  static boolean isWanted(Map<String, ?> settings) {
    return !isOurs(settings.get(SERIALIZER)) || !isOurs(settings.get(DESERIALIZER));
  }

  private static boolean isOurs(Object named) {
    return named == null || className(named).equals(AvroSerializer.class.getName());
  }

  private static String className(Object named) {
    return named instanceof Class<?> type ? type.getName() : named.toString().strip();
  }

  @Override
  public SubjectNames subjects() {
    return own.subjects();
  }

  @Override
  public byte[] encode(String topic, IndexedRecord row) {
    if (serializer.isEmpty()) {
      return own.encode(topic, row);
    }
    try {
      return serializer.get().serialize(topic, row);
    } catch (RuntimeException e) {
      throw ForeignFailure.of(e).asExceptionOfWriting(topic);
    }
  }

  @Override
  public ValueEncoder encoder(String topic, Schema schema) {
    return serializer.isEmpty() ? own.encoder(topic, schema) : row -> encode(topic, row);
  }

  @Override
  public <T extends IndexedRecord> ValueDecoder<T> decoder(String topic, Schema wanted) {
    if (ownDecoders) {
      return own.decoder(topic, wanted);
    }
    Map<String, Object> forThis = new HashMap<>(settings);
    Class<?> type = SpecificData.getForSchema(wanted).getClass(wanted);
    if (type != null) {
      forThis.put(SPECIFIC, "true");
      forThis.put(SPECIFIC_TYPE, type.getName());
    }
    return new Decoder<>(
        topic,
        wanted,
        type == null ? IndexedRecord.class : type,
        newDeserializer(forThis),
        own.registry());
  }

  private static Deserializer<Object> newDeserializer(Map<String, Object> settings) {
    return configured(DESERIALIZER, settings);
  }

  /** Made and configured as Kafka's own clients do it. */
  @SuppressWarnings("unchecked")
  private static <S> S configured(String setting, Map<String, Object> settings) {
    String name = className(settings.get(setting));
    try {
      Class<?> kind = setting.equals(SERIALIZER) ? Serializer.class : Deserializer.class;
      Object made = Utils.newInstance(name, kind);
      if (made instanceof Serializer<?> serializer) {
        serializer.configure(settings, false);
      } else {
        ((Deserializer<?>) made).configure(settings, false);
      }
      return (S) made;
    } catch (ClassNotFoundException e) {
      throw new ConfigException(
          setting
              + " names "
              + name
              + ", which is not on the class path. Build with the Maven profile that adds it"
              + " (-Pconfluent for Confluent's), or give its jars in COUNTYPULSE_CLASSPATH.");
    } catch (KafkaException | ClassCastException | LinkageError e) {
      throw new ConfigException(
          setting + "=" + name + " can't be used: " + ForeignFailure.rootMessage(e));
    }
  }

  @Override
  public void close() {
    serializer.ifPresent(Serializer::close);
  }

  private static final class Decoder<T extends IndexedRecord> implements ValueDecoder<T> {

    private final String topic;
    private final Schema wanted;
    private final Class<?> type;
    private final Deserializer<Object> deserializer;
    private final SchemaRegistry registry;
    private final Set<Integer> checked = new HashSet<>();

    Decoder(
        String topic,
        Schema wanted,
        Class<?> type,
        Deserializer<Object> deserializer,
        SchemaRegistry registry) {
      this.topic = topic;
      this.wanted = wanted;
      this.type = type;
      this.deserializer = deserializer;
      this.registry = registry;
    }

    /** It does not tell the schema that wrote a value, nor does it look for numbers misread. */
    private void check(byte[] value) {
      if (!WireFormat.hasSchemaId(value) || checked.contains(WireFormat.schemaId(value))) {
        return;
      }
      int id = WireFormat.schemaId(value);
      try {
        Schema written = registry.byId(id);
        if (written.getFullName().equals(wanted.getFullName())) {
          LogicalTypesMatch.check(written, wanted);
        }
      } catch (UnknownSchemaException e) {
        // The deserializer knows better what these bytes are, or says so too.
      }
      checked.add(id);
    }

    @Override
    public T decode(byte[] value) {
      Object record;
      try {
        record = deserializer.deserialize(topic, value);
      } catch (RuntimeException e) {
        throw ForeignFailure.of(e).asExceptionOfReading();
      }
      if (!(record instanceof IndexedRecord read)) {
        throw new UndecodableException("The value is not an Avro record.");
      }
      check(value);
      return wanted(read);
    }

    @SuppressWarnings("unchecked")
    private T wanted(IndexedRecord read) {
      return type.isInstance(read) && read.getSchema().equals(wanted)
          ? (T) read
          : WireFormat.decode(
              WireFormat.body(read), 0, WireFormat.reader(read.getSchema(), wanted));
    }

    @Override
    public void close() {
      deserializer.close();
    }
  }
}
