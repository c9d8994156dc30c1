package org.countypulse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Only reads, with one consumer on one thread: what nobody can beat who reads through Kafka's
 * client. With {@code decodes=drills} it makes whole records of the bytes and sums them up by
 * county and day; with {@code decodes=everything} it makes records of all event types.
 */
public final class PlainConsumer {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long COMMIT_NANOS = Course.COMMIT_MILLIS * 1_000_000L;

  private final Map<String, String> settings;
  private final Map<String, long[]> sums = new HashMap<>();
  private long count;

  private PlainConsumer(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * @param arguments as {@link Peer} gives them
   */
  public static void main(String[] arguments) {
    new PlainConsumer(Arguments.of(arguments)).run();
  }

  private void run() {
    long wanted = Long.parseLong(settings.get("count"));
    Consumer<byte[]> decoding = decoding();
    long committed = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.subscribe(List.of(settings.get("events").split(",")));
      while (count < wanted) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          count++;
          decoding.accept(record.value());
        }
        if (count > 0 && System.nanoTime() - committed > COMMIT_NANOS) {
          consumer.commitAsync();
          committed = System.nanoTime();
        }
      }
      consumer.commitSync();
      writeResults();
    }
  }

  private Consumer<byte[]> decoding() {
    switch (settings.get("decodes")) {
      case "drills":
        DrillReader drills = new DrillReader(settings.get("written"), settings.get("written"));
        return value -> add(drills.read(value));
      case "everything":
        RecordReader all = new RecordReader(settings.get("registry"));
        return all::read;
      default:
        return value -> {};
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>();
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.get("bootstrap"));
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.get("group"));
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void add(GenericRecord drill) {
    String key = DrillReader.county(drill) + "/" + drill.get("day");
    long[] sum = sums.computeIfAbsent(key, k -> new long[2]);
    sum[0]++;
    sum[1] += (int) ((GenericRecord) drill.get("data")).get("participants");
  }

  private void writeResults() {
    Map<String, Object> config =
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.get("bootstrap"));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      if (sums.isEmpty()) {
        send(producer, "all/0", Long.toString(count));
      }
      sums.forEach((key, sum) -> send(producer, key, sum[0] + "/" + sum[1]));
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, String key, String value) {
    producer.send(
        new ProducerRecord<>(settings.get("results"), key.getBytes(UTF_8), value.getBytes(UTF_8)));
  }
}
