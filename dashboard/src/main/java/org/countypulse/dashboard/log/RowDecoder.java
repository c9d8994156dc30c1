package org.countypulse.dashboard.log;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.countypulse.dashboard.model.QuarantineEntry;
import org.countypulse.dashboard.model.Registry;
import org.countypulse.dashboard.model.Row;
import org.countypulse.dashboard.model.ViewLedger;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.QuarantineHeaders;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns records of the ledger topics into rows. Used by one thread. */
final class RowDecoder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RowDecoder.class);

  /** The rows of one topic: whose they are, and how they are read. */
  private record OfTopic(ViewLedger ledger, ValueDecoder<IndexedRecord> decoder) {}

  private final ValueFormat format;
  private final Map<String, OfTopic> ledgerTopics = new HashMap<>();
  private final ValueDecoder<ViewVersion> views;
  private final ValueDecoder<Certificate> certificates;
  private final ValueDecoder<QuarantineDecision> decisions;

  RowDecoder(ValueFormat format) {
    this.format = format;
    this.views = format.decoder(LedgerTopics.VIEWS, ViewVersion.getClassSchema());
    this.certificates = format.decoder(LedgerTopics.CERTIFICATES, Certificate.getClassSchema());
    this.decisions =
        format.decoder(LedgerTopics.QUARANTINE_DECISIONS, QuarantineDecision.getClassSchema());
  }

  void knows(ViewLedger ledger) {
    Map<String, Schema> schemas = ledger.topics().schemas();
    for (String topic : ledger.topics().forFigures()) {
      ledgerTopics.put(topic, new OfTopic(ledger, format.decoder(topic, schemas.get(topic))));
    }
  }

  void forget(ViewLedger ledger) {
    for (String topic : ledger.topics().forFigures()) {
      OfTopic of = ledgerTopics.get(topic);
      if (of != null && of.ledger() == ledger) {
        ledgerTopics.remove(topic).decoder().close();
      }
    }
  }

  /**
   * The row that a record says; empty if it can't be read, which is said in the log: only our own
   * streams write these topics, so it never happens to a sound platform.
   *
   * @throws SchemaRegistry.RegistryUnavailableException if it can't be told now
   */
  Optional<Row> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(row(record));
    } catch (UndecodableException | UnknownSchemaException | IllegalArgumentException e) {
      LOG.error(
          "The row at {}-{}@{} can't be read and is left out: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    views.close();
    certificates.close();
    decisions.close();
    ledgerTopics.values().forEach(of -> of.decoder().close());
  }

  private Row row(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (record.topic().equals(LedgerTopics.QUARANTINE)) {
      return quarantine(key, record);
    }
    if (record.value() == null) {
      throw new IllegalArgumentException("It has no value.");
    }
    if (record.topic().equals(LedgerTopics.VIEWS)) {
      return new Row.OfViews(views.decode(record.value()));
    }
    if (record.topic().equals(LedgerTopics.QUARANTINE_DECISIONS)) {
      return new Row.Decided(decisions.decode(record.value()));
    }
    if (record.topic().equals(LedgerTopics.CERTIFICATES)) {
      return new Row.Certified(key, certificates.decode(record.value()));
    }
    OfTopic of = ledgerTopics.get(record.topic());
    IndexedRecord value = of.decoder().decode(record.value());
    if (value instanceof SchoolHistory history) {
      Registry.life(history); // refused here if it makes no sense, not in the middle of a batch
    }
    return new Row.OfLedger(of.ledger(), key, value);
  }

  private static Row quarantine(String key, ConsumerRecord<byte[], byte[]> record) {
    if (header(record, QuarantineHeaders.STATUS).equals(QuarantineHeaders.RELEASED)) {
      return new Row.Released(key);
    }
    return new Row.Quarantined(
        key,
        new QuarantineEntry(
            header(record, QuarantineHeaders.VIEW),
            Integer.parseInt(header(record, QuarantineHeaders.VERSION)),
            header(record, QuarantineHeaders.TOPIC),
            Integer.parseInt(header(record, QuarantineHeaders.PARTITION)),
            Long.parseLong(header(record, QuarantineHeaders.OFFSET)),
            header(record, QuarantineHeaders.EVENT_TYPE),
            header(record, QuarantineHeaders.SCHOOL),
            header(record, QuarantineHeaders.EVENT_ID),
            header(record, QuarantineHeaders.SOURCE),
            header(record, QuarantineHeaders.REASON),
            header(record, QuarantineHeaders.FIELD),
            header(record, QuarantineHeaders.DETAIL),
            header(record, QuarantineHeaders.ARRIVED_AT),
            record.value() == null ? 0 : record.value().length));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
