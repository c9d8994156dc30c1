package org.countypulse.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The broker's append time, whatever it is. Kafka's own extractors throw or drop a record with a
 * negative timestamp; here nothing is dropped.
 */
final class TotalTimestampExtractor implements TimestampExtractor {

  @Override
  public long extract(ConsumerRecord<Object, Object> event, long partitionTime) {
    return Math.max(0, event.timestamp());
  }
}
