package org.countypulse.producers.importing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUIDs of version 5 (RFC 9562): the same name always has the same one. */
final class NameIds {

  /** The project's own namespace; changing it would make every imported event a new one. */
  private static final UUID NAMESPACE = UUID.fromString("6f1d5a54-0f5b-5c1e-9d0c-6a3f2b8e7c10");

  private static final int VERSION_5 = 0x5000;

  private NameIds() {}

  static UUID of(String name) {
    return of(NAMESPACE, name);
  }

  static UUID of(UUID namespace, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer hashed =
        ByteBuffer.wrap(
            sha1(
                ByteBuffer.allocate(2 * Long.BYTES + text.length)
                    .putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits())
                    .put(text)
                    .array()));
    long high = hashed.getLong() & ~0xF000L | VERSION_5;
    long low = hashed.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1", e);
    }
  }
}
