package org.countypulse.dashboard.log;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The offsets of topics and groups at one time: what groups have committed, then where the
 * partitions end. In this order, so that what a group produced before it committed lies before the
 * ends. Topics and groups that don't exist have none.
 */
final class Offsets {

  private final Admin admin;
  private final Map<String, Integer> partitionCounts = new TreeMap<>();
  private final Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
  private Map<TopicPartition, Long> beginnings = Map.of();
  private Map<TopicPartition, Long> ends = Map.of();
  private Map<TopicPartition, Long> endsOfNewest = Map.of();
  private long newestMillis = -1;

  Offsets(Admin admin) {
    this.admin = admin;
  }

  /** Looks again. */
  void look(Set<String> topics, List<String> groups)
      throws ExecutionException, InterruptedException {
    countPartitions(topics);
    partitionCounts.keySet().retainAll(topics);
    lookAtGroups(groups);
    List<TopicPartition> all =
        partitionCounts.keySet().stream().flatMap(t -> partitions(t).stream()).toList();
    ends = list(all, OffsetSpec.latest());
    beginnings = list(all, OffsetSpec.earliest());
  }

  /** Asks for every topic again the next time. */
  void forget() {
    partitionCounts.clear();
  }

  private void countPartitions(Set<String> topics) throws ExecutionException, InterruptedException {
    List<String> unknown =
        topics.stream().filter(topic -> !partitionCounts.containsKey(topic)).toList();
    if (unknown.isEmpty()) {
      return;
    }
    DescribeTopicsResult answer = admin.describeTopics(unknown);
    for (var topic : answer.topicNameValues().entrySet()) {
      var description = orNull(topic.getValue());
      if (description != null) {
        partitionCounts.put(topic.getKey(), description.partitions().size());
      }
    }
  }

  private void lookAtGroups(List<String> groups) throws ExecutionException, InterruptedException {
    ListConsumerGroupOffsetsResult answer =
        admin.listConsumerGroupOffsets(
            groups.stream()
                .collect(
                    Collectors.toMap(
                        Function.identity(), group -> new ListConsumerGroupOffsetsSpec())));
    committed.clear();
    for (String group : groups) {
      var offsets = orNull(answer.partitionsToOffsetAndMetadata(group));
      committed.put(group, offsets == null ? Map.of() : offsets);
    }
  }

  private Map<TopicPartition, Long> list(Collection<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (var entry : listInfo(partitions, spec).entrySet()) {
      offsets.put(entry.getKey(), entry.getValue().offset());
    }
    return offsets;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> listInfo(
      Collection<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> found = new HashMap<>();
    ListOffsetsResult answer =
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> spec)));
    for (TopicPartition partition : partitions) {
      ListOffsetsResultInfo info = orNull(answer.partitionResult(partition));
      if (info == null) {
        partitionCounts.remove(partition.topic());
      } else {
        found.put(partition, info);
      }
    }
    return found;
  }

  /** The answer; null if there is no such topic or group. */
  private static <T> T orNull(KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof GroupIdNotFoundException) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Where partitions ended at an instant: before the first record that was appended then or later.
   * A partition to which nothing has been appended since is left out.
   */
  Map<TopicPartition, Long> endsAt(Collection<TopicPartition> partitions, Instant instant)
      throws ExecutionException, InterruptedException {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, Long> found =
        new HashMap<>(list(partitions, OffsetSpec.forTimestamp(instant.toEpochMilli())));
    found.values().removeIf(offset -> offset < 0);
    return found;
  }

  boolean exists(String topic) {
    return partitionCounts.containsKey(topic);
  }

  /** None if the topic doesn't exist. */
  List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, partitionCounts.getOrDefault(topic, 0))
        .mapToObj(i -> new TopicPartition(topic, i))
        .toList();
  }

  long beginning(TopicPartition partition) {
    return beginnings.getOrDefault(partition, 0L);
  }

  long end(TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /** The next offset a group reads; the partition's beginning if it has read nothing yet. */
  long committed(String group, TopicPartition partition) {
    OffsetAndMetadata offset = committed.get(group).get(partition);
    return Math.max(offset == null ? 0 : offset.offset(), beginning(partition));
  }

  /** The greatest timestamp in some partitions, in milliseconds since 1970, or −1 if none. */
  long newestMillis(List<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> now =
        partitions.stream().collect(Collectors.toMap(p -> p, this::end));
    List<TopicPartition> grown =
        partitions.stream().filter(p -> !now.get(p).equals(endsOfNewest.get(p))).toList();
    if (!grown.isEmpty()) {
      for (ListOffsetsResultInfo info : listInfo(grown, OffsetSpec.maxTimestamp()).values()) {
        newestMillis = Math.max(newestMillis, info.timestamp());
      }
    }
    endsOfNewest = now;
    return newestMillis;
  }
}
