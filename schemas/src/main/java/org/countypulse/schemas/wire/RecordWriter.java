package org.countypulse.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/** Writes many records of one schema. Not safe for use by several threads. */
public final class RecordWriter {

  private static final int EXPECTED_BYTES = 256;

  private final DatumWriter<IndexedRecord> writer;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(EXPECTED_BYTES);
  private BinaryEncoder encoder;

  public RecordWriter(Schema schema) {
    TrustedRecords.vouch();
    this.writer = new SpecificDatumWriter<>(schema, SpecificData.getForSchema(schema));
  }

  /** The record as Avro binary alone, without a header. */
  public byte[] body(IndexedRecord record) {
    bytes.reset();
    return written(record);
  }

  /** The record under that schema id, in Confluent's wire format. */
  public byte[] value(int schemaId, IndexedRecord record) {
    bytes.reset();
    bytes.write(WireFormat.MAGIC);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes.write(schemaId >>> shift);
    }
    return written(record);
  }

  private byte[] written(IndexedRecord record) {
    try {
      encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
      writer.write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
  }
}
