package org.countypulse.streams.post;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.schemas.wire.ValueEncoder;
import org.countypulse.schemas.wire.ValueFormat;

/** Rows of one view's ledger topics, as bytes. Not safe for use by several threads. */
public final class Rows {

  private final ValueFormat format;
  private final Map<String, ValueEncoder> encoders = new HashMap<>();

  public Rows(ValueFormat format) {
    this.format = format;
  }

  public static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public byte[] value(String topic, IndexedRecord row) {
    ValueEncoder encoder = encoders.computeIfAbsent(topic, t -> format.encoder(t, row.getSchema()));
    return Patiently.ask(() -> encoder.encode(row));
  }
}
