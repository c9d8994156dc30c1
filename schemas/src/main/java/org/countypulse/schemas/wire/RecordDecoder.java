package org.countypulse.schemas.wire;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;

/**
 * Decodes values in Confluent's wire format, and keeps an eye on every byte: one too many is
 * refused. For one thread.
 */
public final class RecordDecoder<T extends IndexedRecord> implements ValueDecoder<T> {

  private final SchemaRegistry registry;
  private final Schema wanted;
  private final Map<Integer, DatumReader<T>> readers = new HashMap<>();
  private final BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(new byte[0], null);

  public RecordDecoder(SchemaRegistry registry, Schema wanted) {
    this.registry = registry;
    this.wanted = wanted;
  }

  @Override
  public T decode(byte[] value) {
    int id = WireFormat.schemaId(value);
    DatumReader<T> reader = readers.get(id);
    if (reader == null) {
      reader = WireFormat.reader(registry.byId(id), wanted);
      readers.put(id, reader);
    }
    return WireFormat.decode(value, reader, decoder);
  }
}
