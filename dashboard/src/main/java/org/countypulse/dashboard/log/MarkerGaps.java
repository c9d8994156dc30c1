package org.countypulse.dashboard.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.schemas.wire.BriefReading;

/**
 * Tells a group that lags from one that only has transaction markers before it. Markers take
 * offsets but are no records, and a group that was restarted commits nothing past them before the
 * next record comes: by offsets alone it would seem to lag for ever.
 */
final class MarkerGaps implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** A greater gap is not looked into: so many markers with no record between them are unlikely. */
  private static final long WIDEST = 1_000;

  private enum Found {
    ONLY_MARKERS,
    RECORDS,
    UNKNOWN
  }

  private record Gap(long from, long to) {}

  /** What a group has before it in a partition. */
  private record Before(String group, TopicPartition partition) {}

  private final Map<String, Object> config;
  private final Map<Before, Gap> seen = new HashMap<>();
  private final Map<Before, Gap> onlyMarkers = new HashMap<>();
  private final Map<Before, Gap> records = new HashMap<>();
  private KafkaConsumer<byte[], byte[]> consumer;

  MarkerGaps(Properties client) {
    config = BriefReading.settings(client);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "countypulse-dashboard-gaps");
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "16384");
  }

  /**
   * How many offsets of the gap between what a group has read and an end may be records. Looks only
   * at gaps that stay as they are, once.
   */
  long records(String group, TopicPartition partition, long from, long to) {
    Gap gap = new Gap(from, to);
    Before before = new Before(group, partition);
    if (to <= from || gap.equals(onlyMarkers.get(before))) {
      return 0;
    }
    boolean stays = gap.equals(seen.put(before, gap));
    if (stays && to - from <= WIDEST && !gap.equals(records.get(before))) {
      switch (look(partition, gap)) {
        case ONLY_MARKERS -> {
          onlyMarkers.put(before, gap);
          return 0;
        }
        case RECORDS -> records.put(before, gap);
        case UNKNOWN -> {} // asked again the next time
      }
    }
    return to - from;
  }

  private Found look(TopicPartition partition, Gap gap) {
    if (consumer == null) {
      consumer = new KafkaConsumer<>(config);
    }
    consumer.assign(Set.of(partition));
    consumer.seek(partition, gap.from());
    try {
      return read(partition, gap.to());
    } catch (InvalidOffsetException e) {
      return Found.UNKNOWN; // the log's beginning has moved meanwhile
    }
  }

  private Found read(TopicPartition partition, long to) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> first : consumer.poll(Duration.ofMillis(50))) {
        return first.offset() < to ? Found.RECORDS : Found.ONLY_MARKERS;
      }
      if (consumer.position(partition) >= to) {
        return Found.ONLY_MARKERS;
      }
    }
    return Found.UNKNOWN;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
