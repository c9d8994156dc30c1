package org.countypulse.streams;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;

/** How far versions have counted the event topics: the offsets that their groups have committed. */
public final class CountedOffsets {

  private final Admin admin;

  public CountedOffsets(Admin admin) {
    this.admin = admin;
  }

  /** The next offset of each partition of the event topics that a version has begun with. */
  public Map<TopicPartition, Long> of(Version version) {
    return of(List.of(version)).get(version);
  }

  /** The same of several, asked at once. */
  public Map<Version, Map<TopicPartition, Long>> of(Collection<Version> versions) {
    Map<Version, Map<TopicPartition, Long>> counted = new HashMap<>();
    Map<String, ListConsumerGroupOffsetsSpec> groups =
        versions.stream()
            .map(version -> StreamsProcess.applicationId(version.id()))
            .distinct()
            .collect(Collectors.toMap(id -> id, id -> new ListConsumerGroupOffsetsSpec()));
    var answers = admin.listConsumerGroupOffsets(groups);
    for (Version version : versions) {
      String group = StreamsProcess.applicationId(version.id());
      try {
        counted.put(version, ofEvents(answers.partitionsToOffsetAndMetadata(group).get()));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof GroupIdNotFoundException)) {
          throw Topics.failed("ask how far " + version.id() + " has counted", e);
        }
        counted.put(version, Map.of());
      } catch (InterruptedException e) {
        throw Topics.interrupted(e);
      }
    }
    return counted;
  }

  private static Map<TopicPartition, Long> ofEvents(
      Map<TopicPartition, OffsetAndMetadata> committed) {
    return committed.entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .filter(entry -> isOfEvents(entry.getKey().topic()))
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static boolean isOfEvents(String topic) {
    return EventTypes.ALL.stream().anyMatch(type -> type.topic().equals(topic));
  }

  /** How many records a version still has to count to be as far as that. */
  long missing(Version version, Map<TopicPartition, Long> goal) {
    Map<TopicPartition, Long> counted = of(version);
    Set<String> read =
        version
            .definition()
            .map(view -> view.sources().stream().map(EventType::topic).collect(Collectors.toSet()))
            .orElse(Set.of());
    return goal.entrySet().stream()
        // what a new definition does not read it need not have counted
        .filter(e -> read.isEmpty() || read.contains(e.getKey().topic()))
        .mapToLong(e -> Math.max(0, e.getValue() - counted.getOrDefault(e.getKey(), 0L)))
        .sum();
  }

  /** Where partitions end. */
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    try {
      return admin
          .listOffsets(
              partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> offset(e.getValue())));
    } catch (ExecutionException e) {
      throw Topics.failed("ask where the event topics end", e);
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }

  private static long offset(ListOffsetsResultInfo info) {
    return info.offset();
  }
}
