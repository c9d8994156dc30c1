package org.countypulse.streams.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.domain.explain.ExplainException;
import org.countypulse.domain.explain.ExplainException.Why;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.streams.post.Arrivals;
import org.countypulse.streams.post.Arrivals.Arrival;

/** Reads stretches of event topics, as fast as a plain consumer can. Used by one thread. */
final class LogReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MOST_RECORDS_A_POLL = 5_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final long deadlineNanos;

  /**
   * @param patience after which reading is given up
   */
  LogReader(Map<String, Object> client, Duration patience) {
    Map<String, Object> config = BriefReading.settings(client);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "countypulse-explain");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS_A_POLL);
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  int partitions(String topic) {
    return consumer.partitionsFor(topic).size();
  }

  Map<TopicPartition, Long> beginnings(List<TopicPartition> partitions) {
    return consumer.beginningOffsets(partitions);
  }

  Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    return consumer.endOffsets(partitions);
  }

  /** The first offsets that were appended at a time or later; the ends where there are none. */
  Map<TopicPartition, Long> at(List<TopicPartition> partitions, long millis) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, millis));
    Map<TopicPartition, Long> offsets = ends(partitions);
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted);
    found.forEach(
        (partition, offset) -> {
          if (offset != null) {
            offsets.put(partition, offset.offset());
          }
        });
    return offsets;
  }

  /**
   * Shows all committed records of some partitions.
   *
   * @param from where to begin
   * @param to before which offset to end
   */
  void read(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Arrivals.Visitor visitor) {
    List<TopicPartition> left = new ArrayList<>();
    from.forEach(
        (partition, start) -> {
          if (start < to.get(partition)) {
            left.add(partition);
          }
        });
    consumer.assign(left);
    consumer.resume(left); // those of the last time are still held
    left.forEach(partition -> consumer.seek(partition, from.get(partition)));
    while (!left.isEmpty()) {
      if (System.nanoTime() > deadlineNanos) {
        throw new ExplainException(
            Why.TOO_LARGE,
            "Reading the log again took too long. Ask for one school (school=ID): then only its"
                + " partition is read.");
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < to.get(new TopicPartition(record.topic(), record.partition()))) {
          visitor.visit(arrival(record));
        }
      }
      left.removeIf(partition -> isRead(partition, to.get(partition)));
    }
  }

  private boolean isRead(TopicPartition partition, long end) {
    boolean read = consumer.position(partition) >= end;
    if (read) {
      consumer.pause(List.of(partition));
    }
    return read;
  }

  private static Arrival arrival(ConsumerRecord<byte[], byte[]> record) {
    return new Arrival(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
