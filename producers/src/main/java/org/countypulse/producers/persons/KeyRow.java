package org.countypulse.producers.persons;

import java.util.HexFormat;

/**
 * A row's key in the topic: {@code hash/key id}, both in hexadecimal digits; {@code salt/…} for the
 * salt. The id makes it unique, since compaction keeps the last of equal keys, and of keys made at
 * once for one reference the first must stay.
 */
record KeyRow(byte[] hash, long id) {

  static final String SALT = "salt/";

  /** A row that says nothing: Kafka ends and cleans a segment only when something is written. */
  static final String NUDGE = "nudge";

  private static final int HASH_DIGITS = 2 * SubjectTable.HASH_BYTES;
  private static final int DIGITS = HASH_DIGITS + 1 + 16;

  String key() {
    return HexFormat.of().formatHex(hash) + "/" + SubjectKeys.shown(id);
  }

  /** The row under that key, or null if it is none of a reference's key. */
  static KeyRow of(String key) {
    if (key == null || key.length() != DIGITS || key.charAt(HASH_DIGITS) != '/') {
      return null;
    }
    try {
      byte[] hash = HexFormat.of().parseHex(key, 0, HASH_DIGITS);
      return new KeyRow(hash, HexFormat.fromHexDigitsToLong(key, HASH_DIGITS + 1, DIGITS));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
