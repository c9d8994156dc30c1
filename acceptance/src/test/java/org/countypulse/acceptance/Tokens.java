package org.countypulse.acceptance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.countypulse.schemas.PersonReferences;

/** Opens tokens with stolen keys, written from DESIGN.md and not from the code that makes them. */
final class Tokens {

  private Tokens() {}

  /** What a token stands for, if one of the keys opens it. */
  static Optional<String> open(String token, Collection<byte[]> keys) {
    byte[] bytes = Base64.getUrlDecoder().decode(token.substring(PersonReferences.PREFIX.length()));
    byte[] vector = Arrays.copyOfRange(bytes, 8, 24);
    byte[] encrypted = Arrays.copyOfRange(bytes, 24, bytes.length);
    try {
      for (byte[] key : keys) {
        Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
        aes.init(
            Cipher.DECRYPT_MODE,
            new SecretKeySpec(key, 16, 16, "AES"),
            new IvParameterSpec(vector));
        byte[] plain = aes.doFinal(encrypted);
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(key, 0, 16, "HmacSHA256"));
        hmac.update(bytes, 0, 8);
        if (Arrays.equals(Arrays.copyOf(hmac.doFinal(plain), 16), vector)) {
          return Optional.of(new String(plain, StandardCharsets.UTF_8));
        }
      }
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
