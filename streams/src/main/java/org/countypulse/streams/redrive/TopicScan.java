package org.countypulse.streams.redrive;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.streams.redrive.RedriveException.Obstacle;

/** Reads topics from some offset to their end of now, committed records only. */
final class TopicScan implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MOST_RECORDS_AT_ONCE = "5000";

  private final KafkaConsumer<byte[], byte[]> consumer;

  /** A stretch of a partition: from one offset up to, and without, another one. */
  record Stretch(long from, long to) {
    long length() {
      return to - from;
    }
  }

  /**
   * @param client {@code bootstrap.servers} and security settings
   */
  TopicScan(Map<String, Object> client) {
    Map<String, Object> config = BriefReading.settings(client);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "countypulse-redrive");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS_AT_ONCE);
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The topic's partitions. */
  List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> known = consumer.partitionsFor(topic);
    if (known == null || known.isEmpty()) {
      throw new RedriveException(
          Obstacle.AWAY,
          "The topic "
              + topic
              + " does not exist: start the streams once, or ./countypulse access on a cluster with"
              + " users; they make the topics.",
          null);
    }
    return known.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** What partitions hold now. */
  Map<TopicPartition, Stretch> stretches(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Stretch> stretches = new HashMap<>();
    consumer
        .endOffsets(partitions)
        .forEach((p, end) -> stretches.put(p, new Stretch(beginnings.get(p), end)));
    return stretches;
  }

  /** Shows each record of a topic, in the order of its partition. */
  void readAll(String topic, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    read(stretches(partitions(topic)), visitor);
  }

  /** Shows each record of some stretches. */
  void read(
      Map<TopicPartition, Stretch> stretches, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    consumer.assign(stretches.keySet());
    stretches.forEach((partition, stretch) -> consumer.seek(partition, stretch.from()));
    TreeSet<TopicPartition> unread =
        new TreeSet<>(
            (one, other) -> {
              int byTopic = one.topic().compareTo(other.topic());
              return byTopic != 0 ? byTopic : Integer.compare(one.partition(), other.partition());
            });
    unread.addAll(stretches.keySet());
    long lastProgress = System.nanoTime();
    while (true) {
      unread.removeIf(p -> consumer.position(p) >= stretches.get(p).to());
      if (unread.isEmpty()) {
        return;
      }
      boolean some = false;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        some = true;
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < stretches.get(partition).to()) {
          visitor.accept(record);
        }
      }
      if (some) {
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new RedriveException(
            Obstacle.AWAY, "Kafka does not answer; nothing can be read of " + unread + ".", null);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
