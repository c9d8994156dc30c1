package org.countypulse.streams.post;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The postings to one county between two commits, combined: one amount a cell. As bytes, for each
 * cell: epoch day (4), the measure's number in its view (2), amount (8).
 */
public final class PostingBatch {

  public interface Visitor {
    void visit(LocalDate day, int measure, long amount);
  }

  private static final int BYTES_A_CELL = Integer.BYTES + Short.BYTES + Long.BYTES;

  /** Keeps a record well under the megabyte that a broker takes by default. */
  private static final int MOST_CELLS = 20_000;

  private static final int FIRST_ROOM = 64;

  /** Cells by open addressing, as "day, then measure"; there are some for every event. */
  private long[] cells = new long[FIRST_ROOM];

  private long[] amounts = new long[FIRST_ROOM];
  private boolean[] taken = new boolean[FIRST_ROOM];
  private int size;

  public void add(LocalDate day, int measure, long amount) {
    add(day.toEpochDay() << Short.SIZE | measure, amount);
  }

  private void add(long cell, long amount) {
    int place = place(cell);
    if (!taken[place]) {
      taken[place] = true;
      cells[place] = cell;
      size++;
    }
    amounts[place] = Math.addExact(amounts[place], amount);
    if (size > cells.length >> 1) {
      grow();
    }
  }

  private int place(long cell) {
    int mask = cells.length - 1;
    int place = (int) ((cell * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (taken[place] && cells[place] != cell) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldCells = cells;
    long[] oldAmounts = amounts;
    boolean[] oldTaken = taken;
    cells = new long[oldCells.length * 2];
    amounts = new long[cells.length];
    taken = new boolean[cells.length];
    size = 0;
    for (int i = 0; i < oldCells.length; i++) {
      if (oldTaken[i]) {
        add(oldCells[i], oldAmounts[i]);
      }
    }
  }

  /** Shows each cell that did not come to nothing. */
  public void each(Visitor visitor) {
    for (int i = 0; i < cells.length; i++) {
      if (amounts[i] != 0) {
        visitor.visit(LocalDate.ofEpochDay(cells[i] >> Short.SIZE), (short) cells[i], amounts[i]);
      }
    }
  }

  /** The values of the records that carry the batch; cells that came to nothing are left out. */
  public List<byte[]> values() {
    List<byte[]> values = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(size, MOST_CELLS) * BYTES_A_CELL);
    for (int i = 0; i < cells.length; i++) {
      if (amounts[i] != 0) {
        if (!bytes.hasRemaining()) {
          values.add(written(bytes));
        }
        bytes.putInt((int) (cells[i] >> Short.SIZE));
        bytes.putShort((short) cells[i]);
        bytes.putLong(amounts[i]);
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

  public static void read(byte[] value, Visitor visitor) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    while (bytes.hasRemaining()) {
      visitor.visit(LocalDate.ofEpochDay(bytes.getInt()), bytes.getShort(), bytes.getLong());
    }
  }
}
