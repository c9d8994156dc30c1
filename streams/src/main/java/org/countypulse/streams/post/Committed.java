package org.countypulse.streams.post;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.countypulse.schemas.wire.BriefReading;

/**
 * What a transaction has written. A broker answers a commit first, and marks the records as
 * committed a moment later: until then readers of committed records don't see them.
 */
public final class Committed {

  private static final long PAUSE_MILLIS = 5;

  private Committed() {}

  /**
   * Waits for the broker's answer.
   *
   * @throws KafkaException if it refused the record
   */
  public static long offset(Future<RecordMetadata> sent) {
    try {
      return sent.get().offset();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause
          ? cause
          : new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * Waits until a record of a committed transaction can be read.
   *
   * @param clientConfig settings of every Kafka client: {@code bootstrap.servers}, security
   */
  public static void awaitReadable(
      Map<String, Object> clientConfig, TopicPartition partition, long offset) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            BriefReading.settings(clientConfig),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      while (consumer.endOffsets(List.of(partition)).get(partition) <= offset) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
