package org.countypulse.streams;

import java.nio.charset.StandardCharsets;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.schemas.wire.ValueFormat;

/** Rows of one view's ledger topics, as bytes. */
final class Rows {

  private final ValueFormat format;

  Rows(ValueFormat format) {
    this.format = format;
  }

  static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] value(String topic, IndexedRecord row) {
    return Patiently.ask(() -> format.encode(topic, row));
  }
}
