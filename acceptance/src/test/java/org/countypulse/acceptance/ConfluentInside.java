package org.countypulse.acceptance;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Somebody else's program, with Confluent's serializer, Kafka's clients 3.9.2 and another Avro. It
 * is loaded by {@link Confluent} in a world without our versions of these, so it takes and gives
 * nothing but what Java itself has. What is said here stands for what any user of those classes
 * writes.
 */
public final class ConfluentInside {

  private static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
  private static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

  private final Map<Map<String, Object>, Serializer<Object>> serializers = new HashMap<>();
  private final Map<Map<String, Object>, Deserializer<Object>> deserializers = new HashMap<>();

  /** A record (its Avro binary under a schema) as a value, generic or of its generated class. */
  public byte[] serialize(
      Map<String, Object> settings, String topic, String schema, byte[] body, boolean specific)
      throws Exception {
    Serializer<Object> serializer =
        serializers.computeIfAbsent(
            settings,
            s -> {
              Serializer<Object> made = make(SERIALIZER);
              made.configure(s, false);
              return made;
            });
    return serializer.serialize(topic, record(schema, body, specific));
  }

  /** The class and the Avro binary of the record that a value says. */
  public Object[] deserialize(Map<String, Object> settings, String topic, byte[] value)
      throws Exception {
    Deserializer<Object> deserializer =
        deserializers.computeIfAbsent(
            settings,
            s -> {
              Deserializer<Object> made = make(DESERIALIZER);
              made.configure(s, false);
              return made;
            });
    return read((IndexedRecord) deserializer.deserialize(topic, value));
  }

  /** Sends one record, with a producer of its own, and waits until it is acknowledged. */
  public void send(
      Map<String, Object> settings, String topic, String key, String schema, byte[] body)
      throws Exception {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    all.put("value.serializer", SERIALIZER);
    try (KafkaProducer<String, Object> producer = new KafkaProducer<>(all)) {
      producer.send(new ProducerRecord<>(topic, key, record(schema, body, false))).get();
    }
  }

  /** All records of a topic up to its end now: key, class and Avro binary of each. */
  public List<Object[]> consume(Map<String, Object> settings, String topic) throws Exception {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    all.put("value.deserializer", DESERIALIZER);
    all.put("isolation.level", "read_committed");
    all.put("fetch.max.wait.ms", 10); // else its close waits for what may come
    List<Object[]> found = new ArrayList<>();
    try (KafkaConsumer<String, Object> consumer = new KafkaConsumer<>(all)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, Object> record : consumer.poll(Duration.ofMillis(100))) {
          Object[] read = read((IndexedRecord) record.value());
          found.add(
              new Object[] {
                record.key() + "@" + record.partition() + ":" + record.offset(), read[0], read[1]
              });
        }
      }
    }
    return found;
  }

  /** The version of Kafka's clients here. */
  public String kafkaVersion() {
    return org.apache.kafka.common.utils.AppInfoParser.getVersion();
  }

  @SuppressWarnings("unchecked")
  private static <T> T make(String name) {
    try {
      return (T) Class.forName(name).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object record(String schemaText, byte[] body, boolean specific) throws Exception {
    Schema schema = new Schema.Parser().parse(schemaText);
    var decoder = DecoderFactory.get().binaryDecoder(body, null);
    return specific
        ? new SpecificDatumReader<>(schema, schema, SpecificData.getForSchema(schema))
            .read(null, decoder)
        : new GenericDatumReader<>(schema, schema, new GenericData()).read(null, decoder);
  }

  private static Object[] read(IndexedRecord record) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new SpecificDatumWriter<>(
            record.getSchema(),
            record instanceof org.apache.avro.specific.SpecificRecord
                ? SpecificData.getForSchema(record.getSchema())
                : new SpecificData())
        .write(record, encoder);
    encoder.flush();
    return new Object[] {record.getClass().getName(), bytes.toByteArray()};
  }
}
