package org.countypulse.platform.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.countypulse.platform.UserError;

/** The secret that callers must show, as {@code Authorization: Bearer …} (RFC 6750). */
public final class BearerToken {
  private static final int SHORTEST = 16;

  private final byte[] digest;

  private BearerToken(String secret) {
    this.digest = sha256(secret);
  }

  /**
   * @throws UserError if it is too short to be secret, or can't stand in a header
   */
  public static BearerToken of(String secret) {
    if (!secret.matches("[A-Za-z0-9._~+/=-]{" + SHORTEST + ",512}")) {
      throw new UserError(
          "The token must be %d to 512 letters, digits or ._~+/=- ; try: openssl rand -hex 24"
              .formatted(SHORTEST));
    }
    return new BearerToken(secret);
  }

  /**
   * @throws UserError if the file can't be read or holds no good token
   */
  public static BearerToken fromFile(Path file) {
    try {
      return of(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UserError("Cannot read the token file " + file + ".", e);
    }
  }

  /** The hash of the token that an Authorization header shows, if it shows one. */
  static Optional<byte[]> digestIn(String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        ? Optional.of(sha256(authorization.substring(7).strip()))
        : Optional.empty();
  }

  /** Takes as long for a near miss as for a far one. */
  boolean hasDigest(byte[] other) {
    return MessageDigest.isEqual(other, digest);
  }

  /** The hash under which a {@link NamedToken} is kept. */
  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
