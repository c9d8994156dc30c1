package org.countypulse.streams.post;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.schemas.wire.BriefReading;

/**
 * Reads single records from Kafka. Only an event that goes into quarantine after others arrived (a
 * conflict that it loses later, a cycle that closes) is asked for, so this may be slow.
 */
public final class KafkaEventLog implements EventLog, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, Object> config;
  private final Duration patience;
  private KafkaConsumer<byte[], byte[]> consumer;

  public KafkaEventLog(Map<String, Object> clientConfig) {
    this(clientConfig, PATIENCE);
  }

  /**
   * @param patience how long an answer may take
   */
  KafkaEventLog(Map<String, Object> clientConfig, Duration patience) {
    this.config = clientConfig;
    this.patience = patience;
  }

  @Override
  public synchronized byte[] valueAt(String topic, int partition, long offset) {
    if (consumer == null) {
      consumer =
          new KafkaConsumer<>(
              readerConfig(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
    TopicPartition where = new TopicPartition(topic, partition);
    consumer.assign(List.of(where));
    consumer.seek(where, offset);
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
      for (ConsumerRecord<byte[], byte[]> record : records) {
        return record.offset() == offset ? record.value() : null;
      }
      if (consumer.position(where, patience) > offset) {
        return null;
      }
    }
    if (consumer.endOffsets(List.of(where), patience).get(where) <= offset) {
      return null;
    }
    throw new TimeoutException(
        "%s could not be read at offset %d within %s".formatted(where, offset, patience));
  }

  private Map<String, Object> readerConfig() {
    Map<String, Object> all = BriefReading.settings(config);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    all.put(ConsumerConfig.CLIENT_ID_CONFIG, "countypulse-event-log");
    return all;
  }

  @Override
  public synchronized void close() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
