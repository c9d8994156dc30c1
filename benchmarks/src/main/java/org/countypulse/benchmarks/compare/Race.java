package org.countypulse.benchmarks.compare;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.platform.process.ChildProcess;

/**
 * Takes the time of one contender from outside, the same way for all. The time begins with the
 * first offsets that its group commits, so starting costs nobody anything, and the events before
 * them do not count. It ends when a reader of committed results has seen all of them, and each is
 * right.
 *
 * @param groups the contender's consumer groups
 * @param events the topics that it counts
 * @param count how many events are in there
 * @param results the topics that it writes
 * @param findings what must come out
 * @param reader hands a record of the results to the findings
 */
record Race(
    Cluster cluster,
    Set<String> groups,
    Set<String> events,
    long count,
    Set<String> results,
    Findings findings,
    BiConsumer<ConsumerRecord<byte[], byte[]>, Findings> reader) {

  private static final Duration POLL = Duration.ofMillis(10);
  private static final long LOOK_NANOS = 25_000_000;
  private static final long STANDSTILL_NANOS = 90_000_000_000L;
  private static final long ENDED_NANOS = 5_000_000_000L;

  /** What went wrong, in words for whoever started the comparison. */
  static final class LostException extends RuntimeException {
    LostException(String message) {
      super(message);
    }
  }

  /** Where a contender was at a moment. */
  private record Mark(long nanoTime, long events) {}

  /**
   * Watches until all results are there.
   *
   * @throws LostException if the process ends, stands still, or its results are wrong
   */
  Figure watch(ChildProcess process) {
    Mark start = null;
    Mark last = new Mark(System.nanoTime(), 0);
    long looked = 0;
    long memory = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = resultsConsumer()) {
      while (!findings.complete()) {
        boolean moved = false;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          reader.accept(record, findings);
          moved = true;
        }
        long now = System.nanoTime();
        if (now - looked > LOOK_NANOS) {
          looked = now;
          memory = Math.max(memory, Machine.mostMemory(process.pid()));
          long committed = committed();
          moved |= committed > last.events();
          if (moved) {
            last = new Mark(now, committed);
          }
          if (start == null && committed > 0) {
            start = last;
          }
        }
        check(process, last);
      }
    }
    long end = System.nanoTime();
    if (start == null || start.events() >= count) {
      throw new LostException("It was done before its first commit was seen: give it more events.");
    }
    return new Figure(count - start.events(), (end - start.nanoTime()) / 1e9, memory);
  }

  private void check(ChildProcess process, Mark last) {
    // Those that end by themselves may have written more than has been read yet.
    boolean ended = !process.isAlive();
    if (System.nanoTime() - last.nanoTime() > (ended ? ENDED_NANOS : STANDSTILL_NANOS)) {
      throw new LostException(
          "%s after %,d of %,d events; %s"
              .formatted(
                  ended ? "The process has ended" : "Nothing moves",
                  last.events(),
                  count,
                  findings.differences()));
    }
  }

  private KafkaConsumer<byte[], byte[]> resultsConsumer() {
    Map<String, Object> config = new HashMap<>(cluster.client());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        results.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** How many events have been committed, each by at least one of the groups. */
  long committed() {
    ListConsumerGroupOffsetsSpec all = new ListConsumerGroupOffsetsSpec();
    Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
    groups.forEach(group -> asked.put(group, all));
    ListConsumerGroupOffsetsResult answer = cluster.admin().listConsumerGroupOffsets(asked);
    Map<TopicPartition, Long> furthest = new HashMap<>();
    for (String group : groups) {
      offsets(answer, group)
          .forEach(
              (partition, offset) -> {
                if (offset != null && events.contains(partition.topic())) {
                  furthest.merge(partition, offset.offset(), Math::max);
                }
              });
    }
    return furthest.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(
      ListConsumerGroupOffsetsResult answer, String group) {
    try {
      return answer.partitionsToOffsetAndMetadata(group).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw Cluster.interrupted(e);
    }
  }
}
