package org.countypulse.schemas.wire;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;

/**
 * Decodes values of one schema, whichever version of it they were written with. Not safe for use by
 * several threads.
 */
public final class RecordDecoder<T extends IndexedRecord> {

  private final SchemaRegistry registry;
  private final Schema wanted;
  private final Map<Integer, DatumReader<T>> readers = new HashMap<>();

  public RecordDecoder(SchemaRegistry registry, Schema wanted) {
    this.registry = registry;
    this.wanted = wanted;
  }

  /**
   * The record that a value says.
   *
   * @throws WireFormat.UndecodableException if it is not in the wire format or not such a record
   * @throws SchemaRegistry.UnknownSchemaException if the registry doesn't know its schema
   * @throws SchemaRegistry.RegistryUnavailableException if the registry can't be asked now
   */
  public T decode(byte[] value) {
    int id = WireFormat.schemaId(value);
    DatumReader<T> reader = readers.get(id);
    if (reader == null) {
      reader = WireFormat.reader(registry.byId(id), wanted);
      readers.put(id, reader);
    }
    return WireFormat.decode(value, reader);
  }
}
