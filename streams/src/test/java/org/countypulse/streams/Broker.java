package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.awaitility.Awaitility;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;

/** A real broker in this process, for one test class. */
final class Broker implements AutoCloseable {

  private final KafkaClusterTestKit kit;

  private Broker(KafkaClusterTestKit kit) {
    this.kit = kit;
  }

  static Broker start() throws Exception {
    KafkaClusterTestKit kit =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setNumControllerNodes(1).setNumBrokerNodes(1).build())
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("offsets.topic.num.partitions", "1")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .setConfigProp("transaction.state.log.num.partitions", "2")
            .setConfigProp("group.initial.rebalance.delay.ms", "0")
            .setConfigProp("auto.create.topics.enable", "false")
            .setConfigProp("log.cleaner.dedupe.buffer.size", "4194304")
            .build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    return new Broker(kit);
  }

  Map<String, Object> client() {
    return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kit.bootstrapServers());
  }

  Admin admin() {
    return Admin.create(new HashMap<>(client()));
  }

  /** Sends events as any client would, and waits until they are acknowledged. */
  void send(SchemaRegistry registry, List<Event> events) {
    Map<String, Object> config = new HashMap<>(client());
    // A first batch that has to be sent again may otherwise arrive behind its followers, and a
    // broker that knows nothing yet of this producer has then taken those for the first.
    config.put("max.in.flight.requests.per.connection", 1);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (Event event : events) {
        int id = registry.idOf(event.type().subject(), event.type().schema());
        byte[] value = WireFormat.encode(id, event.toRecord());
        sent.add(
            producer.send(new ProducerRecord<>(event.type().topic(), event.schoolId(), value)));
      }
    }
    for (Future<RecordMetadata> record : sent) {
      assertThat(record).as("an event that was sent").succeedsWithin(Duration.ZERO);
    }
  }

  void sendBytes(String topic, Integer partition, String key, byte[] value) {
    Map<String, Object> config = new HashMap<>(client());
    config.put("max.request.size", 10_000_000);
    config.put("compression.type", "gzip");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, partition, key, value));
      producer.flush();
    }
  }

  /** As brokers do with a group that had no members for offsets.retention.minutes. */
  void forgetOffsets(String group) {
    try (Admin admin = admin()) {
      Awaitility.await() // until its last member is gone
          .ignoreExceptions()
          .until(() -> admin.deleteConsumerGroups(List.of(group)).all().get() == null);
    }
  }

  /** All committed records of a topic, up to its end now. */
  List<ConsumerRecord<String, byte[]>> read(String topic) {
    Map<String, Object> config = BriefReading.settings(client());
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  /** The last row of each key of a compacted topic. */
  <T extends IndexedRecord> Map<String, T> rows(
      String topic, SchemaRegistry registry, Schema schema) {
    RecordDecoder<T> decoder = new RecordDecoder<>(registry, schema);
    Map<String, T> rows = new LinkedHashMap<>();
    read(topic).forEach(record -> rows.put(record.key(), decoder.decode(record.value())));
    return rows;
  }

  @Override
  public void close() throws Exception {
    kit.close();
  }
}
