package org.countypulse.producers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.countypulse.producers.persons.OpenedTokens;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.PersonReferences;
import org.countypulse.schemas.ledger.SubjectKey;
import org.countypulse.schemas.wire.AvroSerializer;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;

/** A real broker in this process, with the event topics and a registry that knows the schemas. */
public final class LocalKafka implements AutoCloseable {

  public static final int PARTITIONS = 3;
  private static final String REGISTRY = "producers-tests";
  private static LocalKafka shared;

  private final KafkaClusterTestKit kit;
  private boolean closed;

  private LocalKafka(List<EventType> types) throws Exception {
    kit =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setNumControllerNodes(1).setNumBrokerNodes(1).build())
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("offsets.topic.num.partitions", "1")
            .setConfigProp("group.initial.rebalance.delay.ms", "0")
            .setConfigProp("auto.create.topics.enable", "false")
            .build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kit.bootstrapServers()))) {
      List<NewTopic> topics = new ArrayList<>();
      topics.add(
          new NewTopic(PersonReferences.KEYS, 1, (short) 1)
              .configs(Map.of("cleanup.policy", "compact")));
      types.forEach(
          type ->
              topics.add(
                  new NewTopic(type.topic(), PARTITIONS, (short) 1)
                      .configs(Map.of("message.timestamp.type", "LogAppendTime"))));
      admin.createTopics(topics).all().get();
    }
    InMemorySchemaRegistry registry = InMemorySchemaRegistry.named(REGISTRY);
    EventTypes.ALL.forEach(type -> registry.register(type.subject(), type.schema()));
    registry.register(PersonReferences.KEYS + "-value", SubjectKey.getClassSchema());
  }

  /** The broker that all tests of this JVM share; it ends with the JVM. */
  public static synchronized LocalKafka shared() throws Exception {
    if (shared == null) {
      shared = new LocalKafka(EventTypes.ALL);
    }
    return shared;
  }

  /** A broker of one's own, to break, with the topics of some types. */
  public static LocalKafka another(EventType... types) throws Exception {
    return new LocalKafka(List.of(types));
  }

  /** What a client needs to know. */
  public Properties settings() {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", kit.bootstrapServers());
    settings.put(AvroSerializer.REGISTRY_URL, "memory:" + REGISTRY);
    return settings;
  }

  public record Sent(Event event, ConsumerRecord<String, byte[]> record) {}

  /** The events of a school that stand in a topic, with references where tokens are. */
  public List<Sent> events(EventType type, String school) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", kit.bootstrapServers());
    var decoder = new RecordDecoder<>(InMemorySchemaRegistry.named(REGISTRY), type.schema());
    List<Sent> found = new ArrayList<>();
    OpenedTokens opened = new OpenedTokens(settings());
    try (var consumer =
        new KafkaConsumer<>(
            BriefReading.settings(settings),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(type.topic()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record -> {
                  if (record.key().equals(school)) {
                    Event event = Event.of(type, decoder.decode(record.value()));
                    found.add(new Sent(opened.in(event), record));
                  }
                });
      }
    }
    return found;
  }

  @Override
  public void close() throws Exception {
    if (!closed) {
      closed = true;
      kit.close();
    }
  }
}
