package org.countypulse.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads drills from the wire format as Avro's generic records. For one thread. */
final class DrillReader {

  private static final int HEADER_BYTES = 5;

  private final GenericDatumReader<GenericRecord> reader;
  private BinaryDecoder decoder;
  private GenericRecord reused;

  /**
   * @param written file with the schema that the drills were written with
   * @param wanted file with the schema to read them as
   */
  DrillReader(String written, String wanted) {
    this.reader = new GenericDatumReader<>(schema(written), schema(wanted));
  }

  private static Schema schema(String file) {
    try {
      return new Schema.Parser().parse(Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next drill; it is good until the one after it. */
  GenericRecord read(byte[] value) {
    try {
      decoder =
          DecoderFactory.get()
              .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, decoder);
      reused = reader.read(reused, decoder);
      return reused;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String county(GenericRecord drill) {
    return drill.get("schoolId").toString().substring(0, 6);
  }
}
