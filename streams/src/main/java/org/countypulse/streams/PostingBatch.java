package org.countypulse.streams;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The postings to one county between two commits, combined: one amount a cell. As bytes, for each
 * cell: epoch day (4), the measure's number in its view (2), amount (8).
 */
final class PostingBatch {

  /** A cell of a county. */
  record DayAndMeasure(int day, short measure) {}

  interface Visitor {
    void visit(LocalDate day, int measure, long amount);
  }

  private static final int BYTES_A_CELL = Integer.BYTES + Short.BYTES + Long.BYTES;

  /** Keeps a record well under the megabyte that a broker takes by default. */
  private static final int MOST_CELLS = 20_000;

  private final Map<DayAndMeasure, Long> amounts = new HashMap<>();

  void add(LocalDate day, int measure, long amount) {
    amounts.merge(
        new DayAndMeasure((int) day.toEpochDay(), (short) measure), amount, Math::addExact);
  }

  /** The values of the records that carry the batch; cells that came to nothing are left out. */
  List<byte[]> values() {
    List<byte[]> values = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(amounts.size(), MOST_CELLS) * BYTES_A_CELL);
    for (Map.Entry<DayAndMeasure, Long> entry : amounts.entrySet()) {
      if (entry.getValue() != 0) {
        if (!bytes.hasRemaining()) {
          values.add(written(bytes));
        }
        bytes.putInt(entry.getKey().day());
        bytes.putShort(entry.getKey().measure());
        bytes.putLong(entry.getValue());
      }
    }
    if (bytes.position() > 0) {
      values.add(written(bytes));
    }
    return values;
  }

  private static byte[] written(ByteBuffer bytes) {
    byte[] value = new byte[bytes.position()];
    bytes.flip().get(value);
    bytes.clear();
    return value;
  }

  static void read(byte[] value, Visitor visitor) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    while (bytes.hasRemaining()) {
      visitor.visit(LocalDate.ofEpochDay(bytes.getInt()), bytes.getShort(), bytes.getLong());
    }
  }
}
