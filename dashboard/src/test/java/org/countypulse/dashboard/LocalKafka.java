package org.countypulse.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.AvroSerializer;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;

/** A real broker in this process, to which a test writes ledger rows as the streams would. */
final class LocalKafka implements AutoCloseable {

  static final int PARTITIONS = 2;

  private final KafkaClusterTestKit kit;
  private final Admin admin;
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroSerializer serializer = new AvroSerializer(registry, true);
  private final KafkaProducer<String, byte[]> producer;

  LocalKafka() throws Exception {
    kit =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder().setNumControllerNodes(1).setNumBrokerNodes(1).build())
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("offsets.topic.num.partitions", "1")
            .setConfigProp("transaction.state.log.replication.factor", "1")
            .setConfigProp("transaction.state.log.num.partitions", "1")
            .setConfigProp("transaction.state.log.min.isr", "1")
            .setConfigProp("group.initial.rebalance.delay.ms", "0")
            .setConfigProp("auto.create.topics.enable", "false")
            .build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    admin = Admin.create(client());
    producer = new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer());
  }

  Properties client() {
    Properties client = new Properties();
    client.put("bootstrap.servers", kit.bootstrapServers());
    return client;
  }

  InMemorySchemaRegistry registry() {
    return registry;
  }

  Admin admin() {
    return admin;
  }

  /** What the streams do at their start: they make the topics and enter the first versions. */
  void createTopics() throws Exception {
    createTopicsWithoutVersions();
    for (CountyView view : Views.ALL) {
      announce(view, 1, VersionState.LIVE);
      promote(view, 1);
    }
  }

  void createTopicsWithoutVersions() throws Exception {
    createEventTopics();
    List<String> ledgers =
        new ArrayList<>(List.of(LedgerTopics.QUARANTINE, LedgerTopics.QUARANTINE_DECISIONS));
    Views.ALL.forEach(view -> ledgers.addAll(topics(view, view.version()).all()));
    create(ledgers.stream());
    create(Stream.of(LedgerTopics.VIEWS, LedgerTopics.CERTIFICATES), 1);
  }

  void createEventTopics() throws Exception {
    create(EventTypes.ALL.stream().map(EventType::topic));
  }

  void create(Stream<String> topics) throws Exception {
    create(topics, PARTITIONS);
  }

  private void create(Stream<String> topics, int partitions) throws Exception {
    admin
        .createTopics(
            topics
                .map(
                    topic ->
                        new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1))
                            .configs(Map.of("message.timestamp.type", "LogAppendTime")))
                .toList())
        .all()
        .get();
  }

  static LedgerTopics topics(CountyView view, int version) {
    return view.topics(version);
  }

  void write(String topic, String key, IndexedRecord row) throws Exception {
    send(new ProducerRecord<>(topic, key, serializer.serialize(topic, row))).get();
  }

  Future<?> sendRow(String topic, String key, IndexedRecord row) {
    return send(new ProducerRecord<>(topic, key, serializer.serialize(topic, row)));
  }

  Future<?> send(ProducerRecord<String, byte[]> record) {
    return producer.send(record);
  }

  void sendInTransaction(ProducerRecord<String, byte[]> record) throws Exception {
    Properties config = client();
    config.put("transactional.id", "test");
    try (var transactional =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      transactional.initTransactions();
      transactional.beginTransaction();
      transactional.send(record).get();
      transactional.commitTransaction();
    }
  }

  void promote(CountyView view, int version) throws Exception {
    announce(row(view, version).setPromoted(true).build());
  }

  void announce(CountyView view, int version, VersionState state) throws Exception {
    announce(row(view, version).setEntry("v" + version).setState(state).build());
  }

  /** What the topic {@code views} says of a version of today's definition. */
  static ViewVersion.Builder row(CountyView view, int version) {
    return ViewVersion.newBuilder()
        .setView(view.name())
        .setVersion(version)
        .setFingerprint(view.fingerprint())
        .setPromoted(false);
  }

  void commit(String group, TopicPartition partition, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  void announce(ViewVersion row) throws Exception {
    String key = row.getPromoted() ? row.getView() : row.getView() + "/" + row.getEntry();
    write(LedgerTopics.VIEWS, key, row);
  }

  void quarantine(CountyView view, EventType type, long offset, String status, String reason)
      throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            LedgerTopics.QUARANTINE,
            view.name() + "/" + view.version() + "/" + type.topic() + "/0/" + offset,
            new byte[] {1, 2, 3});
    Map<String, String> headers =
        Map.of(
            QuarantineHeaders.STATUS,
            status,
            QuarantineHeaders.VIEW,
            view.name(),
            QuarantineHeaders.VERSION,
            String.valueOf(view.version()),
            QuarantineHeaders.TOPIC,
            type.topic(),
            QuarantineHeaders.PARTITION,
            "0",
            QuarantineHeaders.OFFSET,
            String.valueOf(offset),
            QuarantineHeaders.EVENT_TYPE,
            type.name(),
            QuarantineHeaders.SCHOOL,
            "1409020001",
            QuarantineHeaders.REASON,
            reason,
            QuarantineHeaders.DETAIL,
            "A sentence.");
    headers.forEach((name, value) -> record.headers().add(name, value.getBytes()));
    send(record).get();
  }

  @Override
  public void close() throws Exception {
    producer.close();
    admin.close();
    kit.close();
  }
}
