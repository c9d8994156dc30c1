package org.countypulse.streams;

import java.nio.charset.StandardCharsets;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;

/** Rows of one view's ledger topics, as bytes. */
final class Rows {

  private final SchemaRegistry registry;

  Rows(SchemaRegistry registry) {
    this.registry = registry;
  }

  static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] value(String topic, IndexedRecord row) {
    return WireFormat.encode(
        Patiently.ask(() -> registry.idOf(topic + "-value", row.getSchema())), row);
  }

  /** Whether a view keeps the schools' registry for its readers. */
  static boolean keepsRegistry(CountyView view) {
    return view.eventTypes().contains(EventTypes.SCHOOL_REGISTERED);
  }

  static LedgerTopics topics(CountyView view) {
    return new LedgerTopics(view.name(), view.version());
  }
}
