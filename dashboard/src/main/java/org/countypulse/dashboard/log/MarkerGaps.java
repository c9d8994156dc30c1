package org.countypulse.dashboard.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tells a group that lags from one that only has transaction markers before it. Markers take
 * offsets but are no records, and a group that was restarted commits nothing past them before the
 * next record comes: by offsets alone it would seem to lag for ever.
 */
final class MarkerGaps implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private record Gap(long from, long to) {}

  private final Properties config;
  private final Map<TopicPartition, Gap> seen = new HashMap<>();
  private final Map<TopicPartition, Gap> onlyMarkers = new HashMap<>();
  private KafkaConsumer<byte[], byte[]> consumer;

  MarkerGaps(Properties client) {
    config = new Properties();
    config.putAll(client);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "countypulse-dashboard-gaps");
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "16384");
  }

  /** How many offsets of a gap may be records. Looks only at gaps that stay as they are. */
  long records(TopicPartition partition, long from, long to) {
    if (to <= from) {
      return 0;
    }
    Gap gap = new Gap(from, to);
    if (gap.equals(onlyMarkers.get(partition))) {
      return 0;
    }
    if (gap.equals(seen.put(partition, gap)) && holdsNoRecord(partition, gap)) {
      onlyMarkers.put(partition, gap);
      return 0;
    }
    return to - from;
  }

  private boolean holdsNoRecord(TopicPartition partition, Gap gap) {
    if (consumer == null) {
      consumer = new KafkaConsumer<>(config);
    }
    consumer.assign(Set.of(partition));
    consumer.seek(partition, gap.from());
    try {
      return readsNothing(partition, gap.to());
    } catch (InvalidOffsetException e) {
      return false; // the log's beginning has moved meanwhile
    }
  }

  private boolean readsNothing(TopicPartition partition, long to) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (!consumer.poll(Duration.ofMillis(50)).isEmpty()) {
        return false;
      }
      if (consumer.position(partition) >= to) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
