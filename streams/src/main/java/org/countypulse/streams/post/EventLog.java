package org.countypulse.streams.post;

/** The event topics, where a record can be read again by its position. */
@FunctionalInterface
public interface EventLog {

  /**
   * The value of a record as it was sent.
   *
   * @return null if the log no longer has it
   * @throws org.apache.kafka.common.KafkaException if it does not answer, which says nothing about
   *     what it has
   */
  byte[] valueAt(String topic, int partition, long offset);
}
