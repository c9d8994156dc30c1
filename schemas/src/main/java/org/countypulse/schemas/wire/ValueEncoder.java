package org.countypulse.schemas.wire;

import org.apache.avro.generic.IndexedRecord;

/** Writes records of one schema as values of one topic. Not safe for use by several threads. */
public interface ValueEncoder {

  /**
   * The record as a value.
   *
   * @throws SchemaRegistry.UnknownSchemaException if its schema is not registered
   * @throws SchemaRegistry.RegistryUnavailableException if that can't be told now
   */
  byte[] encode(IndexedRecord row);
}
