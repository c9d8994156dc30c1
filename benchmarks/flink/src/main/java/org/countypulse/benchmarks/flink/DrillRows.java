package org.countypulse.benchmarks.flink;

import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * Reads drills from the wire format as Flink's own rows: county, participants, day, and the id if
 * it is wanted, null otherwise. Avro skips the fields that the query does not need, and no row is
 * converted.
 */
final class DrillRows extends AbstractDeserializationSchema<RowData> {

  static final int DAY = 2;
  private static final int ID = 3;

  private static final long serialVersionUID = 1;
  private static final int HEADER_BYTES = 5;
  private static final int COUNTY_BYTES = 6;
  private static final RowType ROW =
      RowType.of(
          new LogicalType[] {
            new VarCharType(VarCharType.MAX_LENGTH),
            new IntType(),
            new IntType(),
            new VarCharType(VarCharType.MAX_LENGTH)
          },
          new String[] {"county", "participants", "day", "id"});

  private final String written;
  private final String wanted;
  private transient GenericDatumReader<GenericRecord> reader;
  private transient BinaryDecoder decoder;
  private transient GenericRecord reused;

  /**
   * @param written the Avro schema that the drills were written with
   * @param wanted the part of it that is read: schoolId, day, data with participants; and eventId,
   *     or not
   */
  DrillRows(String written, String wanted) {
    super(InternalTypeInfo.of(ROW));
    this.written = written;
    this.wanted = wanted;
  }

  @Override
  public void open(InitializationContext context) {
    reader =
        new GenericDatumReader<>(
            new Schema.Parser().parse(written), new Schema.Parser().parse(wanted));
  }

  @Override
  public RowData deserialize(byte[] value) throws IOException {
    decoder =
        DecoderFactory.get()
            .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, decoder);
    reused = reader.read(reused, decoder);
    GenericRecord data = (GenericRecord) reused.get(2);
    return GenericRowData.of(county(reused.get(0)), data.get(0), reused.get(1), id(reused));
  }

  private static BinaryStringData id(GenericRecord drill) {
    if (drill.getSchema().getFields().size() <= ID) {
      return null;
    }
    Utf8 id = (Utf8) drill.get(ID);
    return BinaryStringData.fromBytes(Arrays.copyOf(id.getBytes(), id.getByteLength()));
  }

  /** A generated school's id begins with its county's code; real ones would need the registry. */
  private static BinaryStringData county(Object school) {
    return BinaryStringData.fromBytes(Arrays.copyOf(((Utf8) school).getBytes(), COUNTY_BYTES));
  }
}
