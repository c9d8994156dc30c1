package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.domain.testing.BatchLedger;
import org.countypulse.domain.testing.CollectingSink;
import org.countypulse.domain.testing.Histories;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;
import org.countypulse.streams.post.EventLog;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Through the real topology: the ledger topics say what a plain batch computation says. */
class SetNotSequenceTest {

  private static final Counties COUNTIES = Counties.chinese();
  private static final int RECORDS = 120;

  @TempDir Path folder;
  private final SchemaRegistry registry = new InMemorySchemaRegistry();

  static Stream<Arguments> viewsAndSeeds() {
    return Views.ALL.stream()
        .flatMap(view -> LongStream.range(0, 6).mapToObj(seed -> Arguments.of(view, seed)));
  }

  @ParameterizedTest
  @MethodSource("viewsAndSeeds")
  void theLedgerIsAFunctionOfTheSetOfEvents(CountyView view, long seed) {
    List<Received> history = Histories.of(view, seed, RECORDS);
    Ledger expected = written(view, BatchLedger.of(view, COUNTIES, history));

    assertThat(ledger(view, history)).isEqualTo(expected);
    assertThat(ledger(view, Histories.shuffled(history, seed + 1))).isEqualTo(expected);
    assertThat(expected.accounts().values()).allMatch(Ledger.Account::balances);
  }

  /** Only the registry's view writes the schools' lives for its readers. */
  private static Ledger written(CountyView view, Ledger ledger) {
    return view.topics().registry()
        ? ledger
        : new Ledger(
            ledger.cells(),
            ledger.days(),
            ledger.slots(),
            new TreeMap<>(),
            ledger.accounts(),
            ledger.fates());
  }

  private Ledger ledger(CountyView view, List<Received> history) {
    Topics.registerSubjects(registry, ValueFormat.of(registry));
    Topics.registerLedgers(registry, ValueFormat.of(registry), List.of(view));
    EventBytes log = new EventBytes();
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-" + System.nanoTime());
    config.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            new ViewTopology(
                    view, COUNTIES, ValueFormat.of(registry), log, 1, new SharedMemory(1 << 20))
                .build(),
            config)) {
      Map<EventType, TestInputTopic<String, byte[]>> topics = new HashMap<>();
      for (Received record : history) {
        EventType type = record.event().type();
        byte[] value =
            WireFormat.encode(
                registry.idOf(type.subject(), type.schema()), record.event().toRecord());
        log.append(type.topic(), value);
        topics
            .computeIfAbsent(
                type,
                t ->
                    driver.createInputTopic(
                        t.topic(), new StringSerializer(), new ByteArraySerializer()))
            .pipeInput(record.event().schoolId(), value, record.appendedAt());
      }
      return read(view, driver);
    }
  }

  private Ledger read(CountyView view, TopologyTestDriver driver) {
    LedgerTopics topics = view.topics();
    CollectingSink sink = new CollectingSink(view);
    List<String> measures = view.posted().stream().map(m -> m.name()).toList();
    this.<LedgerCell>rows(driver, topics.cells(), LedgerCell.getClassSchema())
        .values()
        .forEach(
            row ->
                sink.post(
                    row.getCounty(),
                    row.getDay(),
                    measures.indexOf(row.getMeasure()),
                    row.getAmount()));
    if (view.topics().registry()) {
      this.<SchoolHistory>rows(driver, topics.schools(), SchoolHistory.getClassSchema())
          .forEach((school, row) -> sink.life(school, life(row)));
    } else {
      this.<SchoolDays>rows(driver, topics.schools(), SchoolDays.getClassSchema())
          .values()
          .forEach(sink::days);
    }
    if (topics.slotted()) {
      this.<SchoolSlot>rows(driver, topics.slots(), SchoolSlot.getClassSchema())
          .values()
          .forEach(sink::slot);
    }
    this.<SchoolAccount>rows(driver, topics.accounts(), SchoolAccount.getClassSchema())
        .values()
        .forEach(sink::account);
    this.<EventNote>rows(driver, topics.notes(), EventNote.getClassSchema()).forEach(sink::note);
    return sink.ledger();
  }

  private static SchoolLife life(SchoolHistory row) {
    return new SchoolLife(row.getEntries().stream().map(SchoolEntry::of).toList());
  }

  private <T extends IndexedRecord> Map<String, T> rows(
      TopologyTestDriver driver, String topic, Schema schema) {
    RecordDecoder<T> decoder = new RecordDecoder<>(registry, schema);
    Map<String, T> rows = new LinkedHashMap<>();
    driver
        .createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .forEach(record -> rows.put(record.key(), decoder.decode(record.value())));
    return rows;
  }

  /** What has been piped in, by its position. */
  private static final class EventBytes implements EventLog {
    private final Map<String, Map<Long, byte[]>> topics = new HashMap<>();

    void append(String topic, byte[] value) {
      Map<Long, byte[]> records = topics.computeIfAbsent(topic, t -> new HashMap<>());
      records.put((long) records.size(), value);
    }

    @Override
    public byte[] valueAt(String topic, int partition, long offset) {
      byte[] value = topics.get(topic).get(offset);
      assertThat(value).as(() -> "record %s of %s".formatted(offset, topic)).isNotNull();
      return value;
    }
  }
}
