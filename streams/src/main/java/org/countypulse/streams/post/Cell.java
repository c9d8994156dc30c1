package org.countypulse.streams.post;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.ledger.LedgerCell;

/**
 * A cell of a view's ledger, as the second step's store and its changelog name it.
 *
 * @param measure its number among the view's posted measures
 */
public record Cell(String county, LocalDate day, int measure) {

  /** The county's code, a zero byte, the epoch day (4) and the measure's number (2). */
  public byte[] storeKey() {
    byte[] code = county.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(code.length + 1 + Integer.BYTES + Short.BYTES)
        .put(code)
        .put((byte) 0)
        .putInt((int) day.toEpochDay())
        .putShort((short) measure)
        .array();
  }

  /** An amount as the store keeps it: 8 bytes. */
  public static byte[] storeValue(long amount) {
    return ByteBuffer.allocate(Long.BYTES).putLong(amount).array();
  }

  /**
   * The amount that the store keeps.
   *
   * @param value null if there is none
   */
  public static long amount(byte[] value) {
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  /** The key of its row in the ledger topic. */
  public byte[] rowKey(CountyView view) {
    return Rows.key(county + "/" + day + "/" + name(view));
  }

  /** Its row in the ledger topic. */
  public IndexedRecord row(CountyView view, long amount) {
    return new LedgerCell(county, day, name(view), amount);
  }

  private String name(CountyView view) {
    return view.posted().get(measure).name();
  }
}
