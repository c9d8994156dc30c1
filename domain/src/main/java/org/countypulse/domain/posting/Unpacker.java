package org.countypulse.domain.posting;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Reads what {@link Packer} wrote. */
final class Unpacker {

  private final byte[] bytes;
  private int at;

  Unpacker(byte[] bytes) {
    this(bytes, 0);
  }

  Unpacker(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  /** Where it reads next. */
  int at() {
    return at;
  }

  int single() {
    return bytes[at++];
  }

  long number() {
    long value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  long unsigned() {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  byte[] raw(int length) {
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  byte[] blob() {
    return raw((int) number());
  }

  String text() {
    return new String(blob(), StandardCharsets.UTF_8);
  }

  UUID uuid() {
    return new UUID(plain(), plain());
  }

  long sortedLong() {
    return plain() ^ Long.MIN_VALUE;
  }

  int sortedInt() {
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = (value << 8) | (bytes[at++] & 0xFF);
    }
    return value ^ Integer.MIN_VALUE;
  }

  private long plain() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[at++] & 0xFF);
    }
    return value;
  }
}
