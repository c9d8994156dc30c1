package org.countypulse.streams.post;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.schemas.wire.BriefReading;

/** What earlier commits left of a store. */
public final class Changelog {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int RECORDS_A_POLL = 5_000;

  private Changelog() {}

  /** Shows every row of the first partitions of a topic. */
  public static void read(
      Map<String, Object> client,
      String topic,
      int partitions,
      BiConsumer<byte[], byte[]> visitor) {
    read(
        client,
        partitions(topic, partitions),
        (partition, key, value) -> visitor.accept(key, value));
  }

  private static List<TopicPartition> partitions(String topic, int partitions) {
    return IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  /** Is shown the rows. */
  public interface Visitor {
    void visit(int partition, byte[] key, byte[] value);
  }

  /** Shows every committed row of the partitions, a partition's in their order. */
  public static void read(
      Map<String, Object> client, List<TopicPartition> partitions, Visitor visitor) {
    readWhile(
        client,
        partitions,
        record -> {
          visitor.visit(record.partition(), record.key(), record.value());
          return true;
        });
  }

  /** Whether nothing was ever committed; what was begun and ended without a commit is nothing. */
  public static boolean isEmpty(Map<String, Object> client, String topic, int partitions) {
    return readWhile(client, partitions(topic, partitions), record -> false);
  }

  /**
   * @return whether it came to the end
   */
  private static boolean readWhile(
      Map<String, Object> client,
      List<TopicPartition> partitions,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    Map<String, Object> config = BriefReading.settings(client);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_POLL); // however slow the rest is
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (!wanted.test(record)) {
            return false;
          }
        }
      }
      return true;
    }
  }
}
