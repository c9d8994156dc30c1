package org.countypulse.schemas.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/** Confluent's wire format: one zero byte, the schema's id (4 bytes, big-endian), Avro binary. */
public final class WireFormat {

  static {
    TrustedRecords.vouch();
  }

  static final byte MAGIC = 0;
  private static final int HEADER_BYTES = 5;

  private WireFormat() {}

  /** The record under that schema id. */
  public static byte[] encode(int schemaId, IndexedRecord record) {
    return new RecordWriter(record.getSchema()).value(schemaId, record);
  }

  /** The record as Avro binary alone, without a header. */
  public static byte[] body(IndexedRecord record) {
    return new RecordWriter(record.getSchema()).body(record);
  }

  /**
   * The id of the schema that a value was written with.
   *
   * @throws UndecodableException if the value has no such header
   */
  public static int schemaId(byte[] value) {
    if (!hasSchemaId(value)) {
      throw new UndecodableException(
          "The value does not begin with a zero byte and a schema id (Confluent's wire format).");
    }
    return ByteBuffer.wrap(value).getInt(1);
  }

  static boolean hasSchemaId(byte[] value) {
    return value != null && value.length >= HEADER_BYTES && value[0] == MAGIC;
  }

  /**
   * A reader of values that one schema wrote, as records of another.
   *
   * @throws UndecodableException if numbers of the one would be misread by the other
   */
  public static <T extends IndexedRecord> DatumReader<T> reader(Schema written, Schema wanted) {
    LogicalTypesMatch.check(written, wanted);
    return new SpecificDatumReader<>(written, wanted, SpecificData.getForSchema(wanted));
  }

  /**
   * Reads a value's body.
   *
   * @throws UndecodableException if the bytes are not one record of the reader's schema, and
   *     nothing else
   */
  public static <T extends IndexedRecord> T decode(byte[] value, DatumReader<T> reader) {
    return decode(value, HEADER_BYTES, reader);
  }

  /** Reads Avro binary without a header, from an offset to the end. */
  public static <T extends IndexedRecord> T decode(byte[] value, int from, DatumReader<T> reader) {
    return decode(
        DecoderFactory.get().binaryDecoder(value, from, value.length - from, null), reader);
  }

  /** Reads a value's body with a decoder that has read others before. */
  static <T extends IndexedRecord> T decode(
      byte[] value, DatumReader<T> reader, BinaryDecoder decoder) {
    return decode(
        DecoderFactory.get()
            .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, decoder),
        reader);
  }

  private static <T extends IndexedRecord> T decode(BinaryDecoder decoder, DatumReader<T> reader) {
    try {
      T record = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new UndecodableException("Bytes are left over behind the record.");
      }
      return record;
    } catch (IOException e) {
      throw new UndecodableException("The bytes end in the middle of the record.");
    } catch (UndecodableException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UndecodableException("The bytes do not follow their schema: " + e.getMessage());
    }
  }

  /** Bytes that can't be read as what they should be. */
  public static final class UndecodableException extends RuntimeException {
    public UndecodableException(String message) {
      super(message);
    }
  }
}
