package org.countypulse.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.testing.BatchLedger;
import org.countypulse.domain.testing.CollectingSink;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.wire.BriefReading;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.SchemaRegistry;

/** Reads a platform's topics as any Kafka client could: the log, and the ledgers made of it. */
final class LedgersOnKafka {

  private final String bootstrap;
  private final SchemaRegistry registry;

  LedgersOnKafka(RunningPlatform platform) {
    this(platform.bootstrap(), platform.registryUrl());
  }

  LedgersOnKafka(String bootstrap, String registryUrl) {
    this.bootstrap = bootstrap;
    this.registry = new HttpSchemaRegistry(registryUrl);
  }

  /** What a view's ledger topics say. */
  Ledger written(CountyView view) {
    LedgerTopics topics = view.topics();
    CollectingSink sink = new CollectingSink(view);
    List<String> measures = view.posted().stream().map(measure -> measure.name()).toList();
    this.<LedgerCell>rows(topics.cells(), LedgerCell.getClassSchema())
        .values()
        .forEach(
            row ->
                sink.post(
                    row.getCounty(),
                    row.getDay(),
                    measures.indexOf(row.getMeasure()),
                    row.getAmount()));
    if (view == Views.REGISTRY_ENROLLMENT) {
      this.<SchoolHistory>rows(topics.schools(), SchoolHistory.getClassSchema())
          .forEach((school, row) -> sink.life(school, life(row)));
    } else {
      this.<SchoolDays>rows(topics.schools(), SchoolDays.getClassSchema())
          .values()
          .forEach(sink::days);
    }
    if (topics.slotted()) {
      this.<SchoolSlot>rows(topics.slots(), SchoolSlot.getClassSchema())
          .values()
          .forEach(sink::slot);
    }
    this.<SchoolAccount>rows(topics.accounts(), SchoolAccount.getClassSchema())
        .values()
        .forEach(sink::account);
    this.<EventNote>rows(topics.notes(), EventNote.getClassSchema()).forEach(sink::note);
    return sink.ledger();
  }

  /** What a plain batch computation says of the view's event topics, as they are in the log. */
  Ledger computed(CountyView view) {
    List<Received> records = new ArrayList<>();
    for (EventType type : view.sources()) {
      RecordDecoder<SpecificRecord> decoder = new RecordDecoder<>(registry, type.schema());
      for (ConsumerRecord<String, byte[]> record : read(type.topic())) {
        records.add(
            new Received(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                Event.of(type, decoder.decode(record.value()))));
      }
    }
    Ledger ledger = BatchLedger.of(view, Counties.chinese(), records);
    return view == Views.REGISTRY_ENROLLMENT
        ? ledger
        : new Ledger(
            ledger.cells(),
            ledger.days(),
            ledger.slots(),
            new TreeMap<>(),
            ledger.accounts(),
            ledger.fates());
  }

  /** The digest that the platform should give for a ledger. */
  static String digest(Ledger ledger) {
    LedgerDigest digest = LedgerDigest.EMPTY;
    for (Map.Entry<Ledger.Cell, Long> cell : ledger.cells().entrySet()) {
      digest =
          digest.add(
              cell.getKey().county(),
              cell.getKey().day(),
              cell.getKey().measure(),
              cell.getValue());
    }
    return digest.hex();
  }

  private static SchoolLife life(SchoolHistory row) {
    return new SchoolLife(row.getEntries().stream().map(SchoolEntry::of).toList());
  }

  private <T extends IndexedRecord> Map<String, T> rows(String topic, Schema schema) {
    RecordDecoder<T> decoder = new RecordDecoder<>(registry, schema);
    Map<String, T> rows = new LinkedHashMap<>();
    read(topic).forEach(record -> rows.put(record.key(), decoder.decode(record.value())));
    return rows;
  }

  /** All committed records of a topic, up to its end now. */
  List<ConsumerRecord<String, byte[]>> read(String topic) {
    Map<String, Object> config = BriefReading.settings(Map.of("bootstrap.servers", bootstrap));
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
}
