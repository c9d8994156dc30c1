package org.countypulse.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;

/**
 * A short number that two ledgers share if, and as good as only if, they agree cell by cell: Σ
 * amount × h(cell) mod 2¹²⁸, where h is the first 16 bytes of the SHA-256 of {@code
 * county/day/measure}, as an unsigned big-endian number.
 *
 * <p>It is linear: digests of parts add up to the digest of the whole, an amount can be taken out
 * by adding its negative, and a cell of zero is the same as no cell. So it can be kept up to date
 * with each change, in any order, and compared between ledgers that are cut in different ways.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record LedgerDigest(long high, long low) {

  /** The digest of the empty ledger. */
  public static final LedgerDigest EMPTY = new LedgerDigest(0, 0);

  private static final int HEX_DIGITS = 32;

  /**
   * The digest that {@link #hex} wrote.
   *
   * @throws IllegalArgumentException if the text is not 32 hexadecimal digits
   */
  public static LedgerDigest parse(String hex) {
    if (hex.length() != HEX_DIGITS) {
      throw new IllegalArgumentException("A digest is 32 hexadecimal digits, not \"" + hex + "\".");
    }
    return of(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  private static LedgerDigest of(ByteBuffer bytes) {
    return new LedgerDigest(bytes.getLong(), bytes.getLong());
  }

  /** This digest after an amount was added to a cell, or taken out if it is negative. */
  public LedgerDigest add(String county, LocalDate day, String measure, long amount) {
    return amount == 0 ? this : plus(cell(county, day, measure).times(amount));
  }

  /** The digest of a ledger with an amount of one in one cell, and nothing else: h(cell). */
  public static LedgerDigest cell(String county, LocalDate day, String measure) {
    String name = county + "/" + day + "/" + measure;
    return of(ByteBuffer.wrap(Fingerprints.of(name.getBytes(StandardCharsets.UTF_8))));
  }

  /** The digest of both ledgers' cells, added up. */
  public LedgerDigest plus(LedgerDigest other) {
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new LedgerDigest(high + other.high + carry, sum);
  }

  /**
   * The digest of a ledger with so much in each cell. Modulo 2¹²⁸ the signed and the unsigned
   * product are the same.
   */
  public LedgerDigest times(long factor) {
    long upperOfLow = Math.multiplyHigh(low, factor) + ((low >> (Long.SIZE - 1)) & factor);
    return new LedgerDigest(high * factor + upperOfLow, low * factor);
  }

  /** 32 hexadecimal digits. */
  public String hex() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  @Override
  public String toString() {
    return hex();
  }
}
