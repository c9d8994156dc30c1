package org.countypulse.streams.rebuild;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.streams.post.LedgerRow;

/**
 * Writes within the transaction. A record that can't be written fails the commit, so nobody has to
 * wait for each.
 */
final class Sink {

  private static final Callback AT_THE_COMMIT = (metadata, failure) -> {};

  private final LedgerTopics topics;
  private final KafkaProducer<byte[], byte[]> producer;

  Sink(CountyView view, KafkaProducer<byte[], byte[]> producer) {
    this.topics = view.topics();
    this.producer = producer;
  }

  void row(LedgerRow kind, byte[] key, byte[] value, long timestamp, Headers headers) {
    row(kind.topic(topics), key, value, timestamp, headers);
  }

  /** A row for readers, where Kafka's own clients would look for its key. */
  void row(String topic, byte[] key, byte[] value, long timestamp, Headers headers) {
    producer.send(new ProducerRecord<>(topic, null, timestamp, key, value, headers), AT_THE_COMMIT);
  }

  /** A row of a changelog: of the task whose store it is, whatever the key. */
  void changelog(String topic, int partition, byte[] key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, partition, key, value), AT_THE_COMMIT);
  }
}
