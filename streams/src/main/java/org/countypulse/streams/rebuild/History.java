package org.countypulse.streams.rebuild;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.EventType;

/** The event topics of a view: where they begin and end, and how far a version has read them. */
final class History {

  private final Admin admin;
  private final List<String> topics;
  private final Optional<Instant> knownAt;

  History(Admin admin, CountyView view, Optional<Instant> knownAt) {
    this.admin = admin;
    this.topics = view.sources().stream().map(EventType::topic).toList();
    this.knownAt = knownAt;
  }

  /** How many partitions each event topic has. */
  int partitions() {
    Map<String, TopicDescription> found = get(admin.describeTopics(topics).allTopicNames());
    return found.get(topics.get(0)).partitions().size();
  }

  /** The partitions that a task of the first step reads. */
  List<TopicPartition> ofTask(int partition) {
    return topics.stream().map(topic -> new TopicPartition(topic, partition)).toList();
  }

  private List<TopicPartition> all() {
    return IntStream.range(0, partitions()).boxed().flatMap(p -> ofTask(p).stream()).toList();
  }

  Map<TopicPartition, Long> begins() {
    return offsets(partition -> OffsetSpec.earliest());
  }

  /**
   * Where the history ends that is wanted. What had arrived by an instant may still lie behind an
   * open transaction; it is waited for, since nobody would read it later.
   */
  Map<TopicPartition, Long> ends() {
    if (knownAt.isEmpty()) {
      return offsets(partition -> OffsetSpec.latest());
    }
    OffsetSpec later = OffsetSpec.forTimestamp(knownAt.get().toEpochMilli() + 1);
    IsolationLevel all = IsolationLevel.READ_UNCOMMITTED;
    Map<TopicPartition, Long> ends = offsets(partition -> OffsetSpec.latest(), all);
    offsets(partition -> later, all)
        .forEach(
            (partition, offset) -> {
              if (offset >= 0) { // none is as young
                ends.merge(partition, offset, Math::min);
              }
            });
    return ends;
  }

  /** Of committed events only. */
  private Map<TopicPartition, Long> offsets(Function<TopicPartition, OffsetSpec> spec) {
    return offsets(spec, IsolationLevel.READ_COMMITTED);
  }

  private Map<TopicPartition, Long> offsets(
      Function<TopicPartition, OffsetSpec> spec, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> asked = all().stream().collect(Collectors.toMap(p -> p, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        get(admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all()).entrySet()) {
      offsets.put(found.getKey(), found.getValue().offset());
    }
    return offsets;
  }

  /** How far a group has committed. */
  Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      for (Map.Entry<TopicPartition, OffsetAndMetadata> found :
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet()) {
        if (found.getValue() != null) {
          offsets.put(found.getKey(), found.getValue().offset());
        }
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw failed(e);
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    return offsets;
  }

  /**
   * Where to go on with each partition.
   *
   * @throws RebuildException if events are missing that were not read yet
   */
  Map<TopicPartition, Long> starts(Map<TopicPartition, Long> committed) {
    Map<TopicPartition, Long> begins = begins();
    Map<TopicPartition, Long> ends = offsets(partition -> OffsetSpec.latest());
    Map<TopicPartition, Long> starts = new HashMap<>();
    begins.forEach(
        (partition, begin) -> {
          long start = committed.getOrDefault(partition, 0L);
          if (begin > start) {
            throw new RebuildException(
                "History is missing from offset %d to %d of %s, partition %d: somebody has deleted"
                        .formatted(start, begin - 1, partition.topic(), partition.partition())
                    + " these events, and no view can be rebuilt without them. Put them back (from"
                    + " a copy of the topic), or keep the version that has counted them.");
          }
          if (start > ends.get(partition)) {
            throw new RebuildException(
                "%s, partition %d, ends at offset %d, but was read up to %d: it was made anew. Cancel this rebuild, and begin another."
                    .formatted(
                        partition.topic(), partition.partition(), ends.get(partition), start));
          }
          starts.put(partition, start);
        });
    return starts;
  }

  static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static KafkaException failed(ExecutionException e) {
    return e.getCause() instanceof KafkaException cause
        ? cause
        : new KafkaException(e.getCause().getMessage(), e.getCause());
  }
}
