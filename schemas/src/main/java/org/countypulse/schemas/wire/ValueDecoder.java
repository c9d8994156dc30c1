package org.countypulse.schemas.wire;

import org.apache.avro.generic.IndexedRecord;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.countypulse.schemas.wire.SchemaRegistry.UnknownSchemaException;
import org.countypulse.schemas.wire.WireFormat.UndecodableException;

/**
 * Decodes values of one topic as records of one schema, whichever version of it they were written
 * with. Not safe for use by several threads.
 */
public interface ValueDecoder<T extends IndexedRecord> extends AutoCloseable {

  /**
   * The record that a value says.
   *
   * @throws UndecodableException if the bytes can't be read as such a record; they never will be
   * @throws UnknownSchemaException if the registry doesn't know their schema
   * @throws RegistryUnavailableException if it can't be told now
   */
  T decode(byte[] value);

  @Override
  default void close() {}
}
