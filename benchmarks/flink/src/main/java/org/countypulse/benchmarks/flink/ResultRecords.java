package org.countypulse.benchmarks.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.LocalDateTime;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.types.Row;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes a window's result as text: {@code county/last day} and {@code drills/participants}. */
final class ResultRecords implements KafkaRecordSerializationSchema<Row> {

  private static final long serialVersionUID = 1;

  private final String topic;

  ResultRecords(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Row row, KafkaSinkContext context, Long timestamp) {
    var end = (LocalDateTime) row.getField(1);
    var key = row.getField(0) + "/" + (end.toLocalDate().toEpochDay() - 1);
    var value = row.getField(2) + "/" + row.getField(3);
    return new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8));
  }
}
