package org.countypulse.streams;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.schemas.wire.SubjectNames;
import org.countypulse.schemas.wire.ValueDecoder;
import org.countypulse.schemas.wire.ValueEncoder;
import org.countypulse.schemas.wire.ValueFormat;

/** Reads and writes as another format does, until somebody stumbles: once, at a chosen value. */
record Tripping(ValueFormat format, AtomicInteger valuesLeft, Runnable fall)
    implements ValueFormat {

  private void step() {
    if (valuesLeft.getAndDecrement() == 0) {
      fall.run();
    }
  }

  @Override
  public byte[] encode(String topic, IndexedRecord row) {
    step();
    return format.encode(topic, row);
  }

  @Override
  public ValueEncoder encoder(String topic, Schema schema) {
    ValueEncoder encoder = format.encoder(topic, schema);
    return row -> {
      step();
      return encoder.encode(row);
    };
  }

  @Override
  public <T extends IndexedRecord> ValueDecoder<T> decoder(String topic, Schema wanted) {
    ValueDecoder<T> decoder = format.decoder(topic, wanted);
    return value -> {
      step();
      return decoder.decode(value);
    };
  }

  @Override
  public SubjectNames subjects() {
    return format.subjects();
  }
}
