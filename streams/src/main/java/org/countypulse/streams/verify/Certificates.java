package org.countypulse.streams.verify;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.TopicsException;
import org.countypulse.streams.post.Patiently;
import org.countypulse.streams.post.Rows;

/** The topic {@code certificates}: what came out whenever versions were compared. */
public final class Certificates {

  private final Map<String, Object> client;
  private final ValueFormat format;

  public Certificates(Map<String, Object> client, ValueFormat format) {
    this.client = client;
    this.format = format;
  }

  /**
   * Keeps one for ever.
   *
   * @throws TopicsException if it could not be written
   */
  public void keep(Certificate certificate) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    byte[] value = new Rows(format).value(LedgerTopics.CERTIFICATES, certificate);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(LedgerTopics.CERTIFICATES, key(certificate), value)).get();
    } catch (ExecutionException e) {
      throw new TopicsException(
          "Could not write to topic "
              + LedgerTopics.CERTIFICATES
              + ": "
              + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsException("Interrupted while talking to Kafka");
    }
  }

  static String key(Certificate certificate) {
    return "%s/v%d/v%d/%s"
        .formatted(
            certificate.getView(),
            certificate.getVersion(),
            certificate.getAgainst(),
            certificate.getAt());
  }

  /** All of a view's, in the order in which they were written. */
  public List<Certificate> of(String view) {
    Map<String, Object> config = BriefReading.settings(client);
    TopicPartition topic = new TopicPartition(LedgerTopics.CERTIFICATES, 0);
    Map<String, Certificate> last = new LinkedHashMap<>();
    try (ValueDecoder<Certificate> decoder =
            format.decoder(LedgerTopics.CERTIFICATES, Certificate.getClassSchema());
        KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      long end = consumer.endOffsets(List.of(topic)).get(topic);
      while (consumer.position(topic) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.key().startsWith(view + "/")) {
            last.put(record.key(), Patiently.ask(() -> decoder.decode(record.value())));
          }
        }
      }
    }
    return List.copyOf(last.values());
  }

  /** A certificate's members, by the names of its schema, as numbers, texts, lists and maps. */
  public static Map<String, Object> members(Certificate certificate) {
    return members((IndexedRecord) certificate);
  }

  private static Map<String, Object> members(IndexedRecord record) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (Schema.Field field : record.getSchema().getFields()) {
      members.put(field.name(), plain(record.get(field.pos())));
    }
    return members;
  }

  private static Object plain(Object value) {
    if (value instanceof IndexedRecord record) {
      return members(record);
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(Certificates::plain).toList();
    }
    return value instanceof Number || value instanceof Boolean || value instanceof Map
        ? value
        : String.valueOf(value);
  }
}
