package org.countypulse.streams.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.streams.TopicsException;

/**
 * How far groups have read, and where topics end. Markers of transactions take offsets and are no
 * records: whether a group that stands before an end lags is found out by reading.
 */
final class GroupProgress implements AutoCloseable {

  private static final Duration PROBE = Duration.ofMillis(500);

  private record Gap(long from, long to) {}

  /** What a group has before it in a partition; two groups of one topic may stand apart. */
  private record Before(String group, TopicPartition partition) {}

  private final Map<String, Object> client;
  private final Admin admin;
  private final Map<Before, Gap> seen = new HashMap<>();
  private final Map<Before, Gap> empty = new HashMap<>();
  private KafkaConsumer<byte[], byte[]> probe;

  GroupProgress(Map<String, Object> client) {
    this.client = client;
    this.admin = Admin.create(new HashMap<>(client));
  }

  /** The partitions of those topics that exist. */
  Map<String, List<TopicPartition>> partitions(Collection<String> topics) {
    Map<String, List<TopicPartition>> found = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      TopicDescription description = orNull(topic.getValue(), "look at topic " + topic.getKey());
      if (description != null) {
        found.put(
            topic.getKey(),
            IntStream.range(0, description.partitions().size())
                .mapToObj(i -> new TopicPartition(topic.getKey(), i))
                .toList());
      }
    }
    return found;
  }

  /** Where partitions end, open transactions and all. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec) {
    try {
      return admin
          .listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> spec)))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    } catch (ExecutionException e) {
      throw failed("ask where topics end", e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** The next offset of each partition that a group reads. */
  Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        orNull(
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
            "ask how far " + group + " has read");
    Map<TopicPartition, Long> committed = new HashMap<>();
    if (offsets != null) {
      offsets.forEach(
          (partition, offset) -> {
            if (offset != null) {
              committed.put(partition, offset.offset());
            }
          });
    }
    return committed;
  }

  /** Whether a group has read all records that stood before those ends. */
  boolean hasRead(String group, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> committed = committed(group);
    Set<TopicPartition> behind =
        ends.keySet().stream()
            .filter(partition -> committed.getOrDefault(partition, 0L) < ends.get(partition))
            .collect(Collectors.toSet());
    if (behind.isEmpty()) {
      return true;
    }
    Map<TopicPartition, Long> beginnings = offsets(behind, OffsetSpec.earliest());
    boolean all = true;
    for (TopicPartition partition : new ArrayList<>(behind)) {
      long from = Math.max(committed.getOrDefault(partition, 0L), beginnings.get(partition));
      all &= holdsNoRecord(new Before(group, partition), new Gap(from, ends.get(partition)));
    }
    return all;
  }

  /** Looks only into gaps that stay as they are: others are about to be read. */
  private boolean holdsNoRecord(Before before, Gap gap) {
    if (gap.from() >= gap.to() || gap.equals(empty.get(before))) {
      return true;
    }
    if (gap.equals(seen.put(before, gap)) && readsNothing(before.partition(), gap)) {
      empty.put(before, gap);
      return true;
    }
    return false;
  }

  private boolean readsNothing(TopicPartition partition, Gap gap) {
    KafkaConsumer<byte[], byte[]> reader = probe();
    reader.assign(List.of(partition));
    reader.seek(partition, gap.from());
    long deadline = System.nanoTime() + PROBE.toNanos();
    while (System.nanoTime() < deadline) {
      for (var record : reader.poll(Duration.ofMillis(50))) {
        return record.offset() >= gap.to();
      }
      if (reader.position(partition) >= gap.to()) {
        return true;
      }
    }
    return false;
  }

  private KafkaConsumer<byte[], byte[]> probe() {
    if (probe == null) {
      Map<String, Object> config = BriefReading.settings(client);
      config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
      config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16 << 10);
      probe = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
    return probe;
  }

  /** The offsets of some topics, as a certificate names them: topic/partition. */
  Map<String, Long> committed(String group, Collection<String> topics) {
    Map<String, Long> named = new TreeMap<>();
    committed(group)
        .forEach(
            (partition, offset) -> {
              if (topics.contains(partition.topic())) {
                named.put(partition.topic() + "/" + partition.partition(), offset);
              }
            });
    return named;
  }

  /** The answer; null if there is no such topic or group. */
  private static <T> T orNull(KafkaFuture<T> answer, String what) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof GroupIdNotFoundException) {
        return null;
      }
      throw failed(what, e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static TopicsException failed(String what, ExecutionException e) {
    return new TopicsException("Could not " + what + ": " + e.getCause().getMessage());
  }

  private static TopicsException interrupted() {
    Thread.currentThread().interrupt();
    return new TopicsException("Interrupted while talking to Kafka");
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
    if (probe != null) {
      probe.close();
    }
  }
}
