package org.countypulse.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Short names for long things: the first 128 bits of a SHA-256. */
public final class Fingerprints {

  private static final int BYTES = 16;

  /** Finding it takes longer than most uses of it. */
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(Fingerprints::sha256);

  private Fingerprints() {}

  /** The fingerprint of a list of lines, in hexadecimal. */
  public static String of(List<String> lines) {
    return HexFormat.of().formatHex(of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
  }

  /** The fingerprint of some bytes: 16 bytes. */
  public static byte[] of(byte[] bytes) {
    return java.util.Arrays.copyOf(SHA_256.get().digest(bytes), BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
