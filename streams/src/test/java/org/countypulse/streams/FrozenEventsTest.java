package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.posting.SharedMemory;
import org.countypulse.domain.testing.BatchLedger;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.Frozen;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.Samples;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events of every schema that was ever published, through the topologies of today. */
class FrozenEventsTest {

  private static final Counties COUNTIES = Counties.chinese();
  private static final Instant ARRIVAL = Instant.parse("2019-07-01T00:00:00Z");

  @TempDir Path folder;
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

  static List<Frozen> versions() {
    return Frozen.all();
  }

  /** What a view has written. */
  private record Written(
      Map<String, Long> cells,
      List<SchoolAccount> accounts,
      List<TestRecord<String, byte[]>> quarantine) {}

  @ParameterizedTest
  @MethodSource("versions")
  void anOldEventCountsAsItDidAndACopyInTodaysSchemaIsItsDuplicate(Frozen frozen) {
    CountyView view = Views.owning(frozen.type());
    Event event = frozen.asOfToday();
    byte[] today =
        WireFormat.encode(
            registry.register(event.type().subject(), event.type().schema()), event.toRecord());

    Written once = written(view, event, frozen.value(registry));
    Written twice = written(view, event, frozen.value(registry), today);

    assertThat(once.cells()).isEqualTo(expected(view, event));
    assertThat(twice.cells()).isEqualTo(once.cells());
    SchoolAccount account = twice.accounts().get(twice.accounts().size() - 1);
    assertThat(account.getEventType()).isEqualTo(frozen.type().name());
    assertThat(account.getDuplicate()).isEqualTo(1);
    assertThat(account.getQuarantined()).isZero();
    assertThat(twice.quarantine()).isEmpty();
  }

  @Test
  void anAmountOfAnotherScaleIsQuarantinedWithWhatToDo() {
    EventType type = EventTypes.STUDENT_AID_GRANTED;
    String published = type.schema().toString();
    Schema thirds = new Schema.Parser().parse(published.replace("\"scale\":2", "\"scale\":3"));
    byte[] value = WireFormat.encode(0, Samples.of(type).toRecord());
    ByteBuffer.wrap(value).putInt(1, registry.register(type.subject(), thirds));

    Written written = written(Views.owning(type), Samples.of(type), value);

    assertThat(written.cells().values()).allMatch(amount -> amount == 0);
    assertThat(written.quarantine()).hasSize(1);
    assertThat(header(written.quarantine().get(0), QuarantineHeaders.REASON))
        .isEqualTo("undecodable");
    assertThat(header(written.quarantine().get(0), QuarantineHeaders.DETAIL))
        .contains("data.amount as a decimal number of scale 3", "Send it again");
  }

  private static String header(TestRecord<String, byte[]> record, String name) {
    return new String(
        record.headers().lastHeader(name).value(), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** By the batch computation, from the event as it should be read. */
  private static Map<String, Long> expected(CountyView view, Event event) {
    List<Received> history =
        event.type().equals(EventTypes.SCHOOL_REGISTERED)
            ? List.of(new Received(0, 0, ARRIVAL, event))
            : List.of(
                new Received(0, 0, ARRIVAL, registration()), new Received(0, 0, ARRIVAL, event));
    Map<String, Long> cells = new TreeMap<>();
    Ledger ledger = BatchLedger.of(view, COUNTIES, history);
    ledger
        .cells()
        .forEach(
            (cell, amount) ->
                cells.put(cell.county() + "/" + cell.day() + "/" + cell.measure(), amount));
    return cells;
  }

  private static Event registration() {
    Event sample = Samples.of(EventTypes.SCHOOL_REGISTERED);
    return new Event(
        sample.type(),
        "0b0e0000-0000-4000-8000-00000000000a",
        sample.schoolId(),
        LocalDate.parse("2019-01-01"),
        Instant.parse("2019-01-01T02:00:00Z"),
        Instant.parse("2019-01-01T03:00:00Z"),
        sample.source(),
        null,
        false,
        sample.data());
  }

  private Written written(CountyView view, Event event, byte[]... values) {
    Topics.registerSubjects(registry, ValueFormat.of(registry));
    Topics.registerLedgers(registry, ValueFormat.of(registry), List.of(view));
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-" + System.nanoTime());
    config.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            new ViewTopology(
                    view,
                    COUNTIES,
                    ValueFormat.of(registry),
                    (topic, partition, offset) -> values[(int) offset],
                    1,
                    new SharedMemory(1 << 20))
                .build(),
            config)) {
      if (!event.type().equals(EventTypes.SCHOOL_REGISTERED)) {
        Event first = registration();
        int id = registry.idOf(first.type().subject(), first.type().schema());
        topic(driver, first.type())
            .pipeInput(first.schoolId(), WireFormat.encode(id, first.toRecord()), ARRIVAL);
      }
      for (byte[] value : values) {
        topic(driver, event.type()).pipeInput(event.schoolId(), value, ARRIVAL);
      }
      return read(view, event, driver);
    }
  }

  private static TestInputTopic<String, byte[]> topic(TopologyTestDriver driver, EventType type) {
    return driver.createInputTopic(type.topic(), new StringSerializer(), new ByteArraySerializer());
  }

  private Written read(CountyView view, Event event, TopologyTestDriver driver) {
    Map<String, Long> cells = new TreeMap<>();
    RecordDecoder<LedgerCell> cell = decoder(LedgerCell.getClassSchema());
    for (TestRecord<String, byte[]> record : records(driver, view.topics().cells())) {
      cells.put(record.key(), cell.decode(record.value()).getAmount());
    }
    cells.values().removeIf(amount -> amount == 0);
    RecordDecoder<SchoolAccount> account = decoder(SchoolAccount.getClassSchema());
    List<SchoolAccount> accounts =
        records(driver, view.topics().accounts()).stream()
            .map(record -> account.decode(record.value()))
            .filter(row -> row.getEventType().equals(event.type().name()))
            .toList();
    return new Written(
        cells, accounts, records(driver, org.countypulse.schemas.LedgerTopics.QUARANTINE));
  }

  private <T extends IndexedRecord> RecordDecoder<T> decoder(Schema schema) {
    return new RecordDecoder<>(registry, schema);
  }

  private static List<TestRecord<String, byte[]>> records(TopologyTestDriver driver, String topic) {
    return driver
        .createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }
}
