package org.countypulse.platform.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.countypulse.platform.UserError;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The key and certificate with which the server speaks HTTPS. Its text shows no secret. */
public final class Tls {
  private final Path keystore;
  private final String password;

  private Tls(Path keystore, String password) {
    this.keystore = keystore;
    this.password = password;
  }

  /**
   * @param keystore PKCS12 or JKS, with one key
   * @throws UserError if it can't be opened with the password in that file
   */
  public static Tls of(Path keystore, Path passwordFile) {
    String password;
    try {
      password = Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new UserError(
          "Cannot read the password file " + passwordFile + " (--tls-password-file).", e);
    }
    try {
      KeyStore.getInstance(keystore.toFile(), password.toCharArray());
      return new Tls(keystore, password);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new UserError(
          "Cannot open the keystore %s with the password in %s (--tls-keystore, --tls-password-file)."
              .formatted(keystore, passwordFile),
          e);
    }
  }

  SslContextFactory.Server contextFactory() {
    var factory = new SslContextFactory.Server();
    factory.setKeyStorePath(keystore.toAbsolutePath().toString());
    factory.setKeyStorePassword(password);
    return factory;
  }

  @Override
  public String toString() {
    return "TLS with " + keystore;
  }
}
