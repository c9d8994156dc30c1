package org.countypulse.domain.posting;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Writes values one behind the other. Numbers named "sorted" keep their order as bytes. */
final class Packer {

  private byte[] bytes = new byte[96];
  private int size;

  Packer raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  Packer single(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** A number of any sign; small ones take few bytes. */
  Packer number(long value) {
    return unsigned((value << 1) ^ (value >> 63));
  }

  Packer text(String value) {
    return blob(value.getBytes(StandardCharsets.UTF_8));
  }

  Packer blob(byte[] value) {
    return number(value.length).raw(value);
  }

  Packer uuid(UUID value) {
    return plain(value.getMostSignificantBits()).plain(value.getLeastSignificantBits());
  }

  Packer sortedLong(long value) {
    return plain(value ^ Long.MIN_VALUE);
  }

  Packer sortedInt(int value) {
    return fixed(value ^ Integer.MIN_VALUE);
  }

  /** Four bytes, whatever the value. */
  Packer fixed(int value) {
    room(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  private Packer plain(long value) {
    room(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** A number from 0 on; as one of any sign it would need a bit more. */
  Packer unsigned(long value) {
    long rest = value;
    room(10);
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  int size() {
    return size;
  }

  /** Whether what was written from there on is just that. */
  boolean endsWith(int from, byte[] end) {
    return Arrays.equals(bytes, from, size, end, 0, end.length);
  }

  /** Takes back what was written from there on. */
  void cut(int to) {
    size = to;
  }

  void appendTo(Packer other) {
    other.room(size);
    copyTo(other.bytes, other.size);
    other.size += size;
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, size);
  }

  byte[] done() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
