package org.countypulse.producers.persons;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.countypulse.schemas.PersonReferences;

/**
 * Encrypts references so that equal ones give equal tokens under one key: synthetic initialisation
 * vectors (SIV) as Rogaway and Shrimpton made them, and as RFC 5297 has them, with HMAC-SHA-256 in
 * the place of CMAC, which Java lacks. The vector is the first 16 bytes of the HMAC of key id and
 * reference under the key's first half; the reference is then encrypted with AES in counter mode
 * under the second half, beginning at the vector. Who decrypts computes the vector again, and so
 * knows whether key and token belong together.
 */
final class ReferenceCipher {

  static final int SECRET_BYTES = 32;
  private static final int HALF = SECRET_BYTES / 2;
  private static final int VECTOR_BYTES = 16;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private static final ThreadLocal<Mac> HMAC = ThreadLocal.withInitial(ReferenceCipher::hmac);
  private static final ThreadLocal<Cipher> AES = ThreadLocal.withInitial(ReferenceCipher::aes);

  private ReferenceCipher() {}

  /** The token of a reference under a key. */
  static String encrypt(long keyId, byte[] secret, String reference) {
    byte[] plain = reference.getBytes(StandardCharsets.UTF_8);
    byte[] vector = vector(keyId, secret, plain);
    byte[] encrypted = counterMode(Cipher.ENCRYPT_MODE, secret, vector, plain);
    byte[] token =
        ByteBuffer.allocate(Long.BYTES + VECTOR_BYTES + encrypted.length)
            .putLong(keyId)
            .put(vector)
            .put(encrypted)
            .array();
    return PersonReferences.PREFIX + TEXT.encodeToString(token);
  }

  /** The reference, if that key made the token. */
  static Optional<String> decrypt(byte[] secret, String token) {
    if (!PersonReferences.isToken(token)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token.substring(PersonReferences.PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // its length is none of base64's
    }
    int from = Long.BYTES + VECTOR_BYTES;
    byte[] vector = Arrays.copyOfRange(bytes, Long.BYTES, from);
    byte[] encrypted = Arrays.copyOfRange(bytes, from, bytes.length);
    byte[] plain = counterMode(Cipher.DECRYPT_MODE, secret, vector, encrypted);
    byte[] again = vector(ByteBuffer.wrap(bytes).getLong(), secret, plain);
    return MessageDigest.isEqual(vector, again)
        ? Optional.of(new String(plain, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static byte[] vector(long keyId, byte[] secret, byte[] plain) {
    try {
      Mac mac = HMAC.get();
      mac.init(new SecretKeySpec(secret, 0, HALF, "HmacSHA256"));
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, keyId));
      return Arrays.copyOf(mac.doFinal(plain), VECTOR_BYTES);
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static byte[] counterMode(int mode, byte[] secret, byte[] vector, byte[] text) {
    try {
      Cipher cipher = AES.get();
      cipher.init(mode, new SecretKeySpec(secret, HALF, HALF, "AES"), new IvParameterSpec(vector));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static Mac hmac() {
    try {
      return Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static Cipher aes() {
    try {
      return Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static IllegalStateException impossible(GeneralSecurityException e) {
    return new IllegalStateException("Every Java has AES and HMAC with SHA-256", e);
  }
}
