package org.countypulse.platform;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.countypulse.platform.http.BearerToken;
import org.countypulse.platform.http.HttpServer;
import org.countypulse.platform.http.SmallCells;
import org.countypulse.platform.http.Tls;
import org.countypulse.platform.http.TokenFile;
import picocli.CommandLine.Option;

/** The flags of everything that serves HTTP. */
final class HttpOptions {
  static final String TOKEN_VARIABLE = "COUNTYPULSE_TOKEN";

  @Option(
      names = "--port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description = "Port of the page and the API; 0 takes any free one (default: 8080).")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description =
          "Address to bind to (default: 127.0.0.1). Any but this machine's own needs a token.")
  private String host;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the bearer token that API callers must send; or the variable COUNTYPULSE_TOKEN.")
  private Path tokenFile;

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description =
          "File of named tokens with limited rights, kept with: countypulse token. Sending then needs one.")
  private Path tokensFile;

  @Option(
      names = "--public-reading",
      description = "Anybody may read page and API without a token; sending still needs one.")
  private boolean publicReading;

  @Option(
      names = "--small-cells",
      paramLabel = "auto|hide|show",
      defaultValue = "auto",
      description =
          "Counts of fewer than 5 persons: auto hides them from anonymous readers on other machines and from tokens without that right, hide from this machine's too (as behind a proxy), show from nobody (default: auto).")
  private String smallCells;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description = "Speak HTTPS with the key and certificate in this keystore (PKCS12 or JKS).")
  private Path keystore;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "File with the keystore's password.")
  private Path keystorePassword;

  /**
   * @param zone of the tokens' last days
   * @throws UserError naming the flag that is wrong
   */
  HttpServer.Settings toSettings(ZoneId zone) {
    var settings =
        new HttpServer.Settings(
            host,
            checkedPort("--port", port),
            token(),
            Optional.ofNullable(tokensFile).map(TokenFile::open),
            tls(),
            publicReading,
            smallCells(),
            zone);
    if (settings.smallCells() == SmallCells.HIDE
        && settings.token().isEmpty()
        && settings.tokens().isEmpty()) {
      throw new UserError(
          "With --small-cells hide nobody would see everything: give --token-file FILE or --tokens FILE.");
    }
    if (settings.showsTokens()) {
      System.err.println(
          "countypulse: note: tokens travel unencrypted to "
              + host
              + "; give --tls-keystore, or let a proxy with TLS stand before it.");
    }
    return settings;
  }

  private SmallCells smallCells() {
    for (var rule : SmallCells.values()) {
      if (rule.name().toLowerCase(Locale.ROOT).equals(smallCells)) {
        return rule;
      }
    }
    throw new UserError("--small-cells takes auto, hide or show, not " + smallCells);
  }

  private Optional<Tls> tls() {
    if ((keystore == null) != (keystorePassword == null)) {
      throw new UserError("--tls-keystore and --tls-password-file go together.");
    }
    return Optional.ofNullable(keystore).map(file -> Tls.of(file, keystorePassword));
  }

  private Optional<BearerToken> token() {
    return tokenFile == null
        ? Optional.ofNullable(System.getenv(TOKEN_VARIABLE))
            .filter(token -> !token.isBlank())
            .map(BearerToken::of)
        : Optional.of(BearerToken.fromFile(tokenFile));
  }

  static int checkedPort(String flag, int port) {
    if (port < 0 || port > 65535) {
      throw new UserError(flag + " takes a number from 0 to 65535, not " + port);
    }
    return port;
  }
}
