package org.countypulse.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;

/** Reads events of all types from the wire format as Avro's generic records. For one thread. */
final class RecordReader {

  private static final int HEADER_BYTES = 5;

  private final HttpSchemaRegistry registry;
  private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
  private BinaryDecoder decoder;

  RecordReader(String registryUrl) {
    this.registry = new HttpSchemaRegistry(registryUrl);
  }

  GenericRecord read(byte[] value) {
    try {
      decoder =
          DecoderFactory.get()
              .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, decoder);
      return readers
          .computeIfAbsent(
              WireFormat.schemaId(value), id -> new GenericDatumReader<>(registry.byId(id)))
          .read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
