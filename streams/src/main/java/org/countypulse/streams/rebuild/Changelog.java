package org.countypulse.streams.rebuild;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What earlier commits left of a store. */
final class Changelog {

  private static final Duration POLL = Duration.ofMillis(200);

  private Changelog() {}

  /** Shows every row of the first partitions of a topic. */
  static void read(
      Map<String, Object> client,
      String topic,
      int partitions,
      BiConsumer<byte[], byte[]> visitor) {
    read(
        client,
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList(),
        (partition, key, value) -> visitor.accept(key, value));
  }

  interface Visitor {
    void visit(int partition, byte[] key, byte[] value);
  }

  /** Shows every committed row of the partitions, a partition's in their order. */
  static void read(Map<String, Object> client, List<TopicPartition> partitions, Visitor visitor) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          visitor.visit(record.partition(), record.key(), record.value());
        }
      }
    }
  }
}
