package org.countypulse.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import org.countypulse.domain.county.Counties;
import org.countypulse.platform.http.BearerToken;
import org.countypulse.platform.http.HttpServer;
import picocli.CommandLine.Option;

/** The flags that {@code up} and {@code demo} share. */
final class PlatformOptions {
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
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder for everything that is kept (default: .data/demo or .data/up beside the script).")
  private Path data;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Use this Kafka cluster instead of the embedded broker.")
  private String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "Use this schema registry (Confluent's REST API) instead of the embedded one.")
  private String registry;

  @Option(
      names = "--counties",
      paramLabel = "FILE",
      description = "Reference list of counties (default: GB/T 2260).")
  private Path counties;

  @Option(
      names = "--zone",
      defaultValue = "Asia/Shanghai",
      paramLabel = "ZONE",
      description = "Time zone of the counties' days (default: Asia/Shanghai).")
  private String zone;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "Port of the embedded broker (default: a free one, remembered in DIR).")
  private Integer kafkaPort;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      description = "Port of the embedded registry (default: a free one, remembered in DIR).")
  private Integer registryPort;

  /**
   * Everything checked that can be checked before anything is started.
   *
   * @param command names the default data folder
   * @throws UserError naming the flag that is wrong
   */
  PlatformSettings toSettings(String command) {
    if (registry != null && !registry.matches("https?://.+")) {
      throw new UserError("--registry takes a URL such as http://127.0.0.1:8081, not " + registry);
    }
    return new PlatformSettings(
        new HttpServer.Settings(host, port("--port", port), Tokens.find(tokenFile)),
        data == null ? Installation.defaultData(command) : data,
        Optional.ofNullable(bootstrap),
        Optional.ofNullable(registry),
        Optional.ofNullable(counties).map(Path::toAbsolutePath),
        countiesFrom(counties),
        zone(zone),
        kafkaPort == null ? OptionalInt.empty() : OptionalInt.of(port("--kafka-port", kafkaPort)),
        registryPort == null
            ? OptionalInt.empty()
            : OptionalInt.of(port("--registry-port", registryPort)));
  }

  private static int port(String flag, int port) {
    if (port < 0 || port > 65535) {
      throw new UserError(flag + " takes a number from 0 to 65535, not " + port);
    }
    return port;
  }

  /** Null gives the Chinese list. */
  static Counties countiesFrom(Path file) {
    if (file == null) {
      return Counties.chinese();
    }
    try {
      return Counties.parse(Files.readString(file));
    } catch (IOException e) {
      throw new UserError("Cannot read the county list " + file + " (--counties).", e);
    } catch (IllegalArgumentException e) {
      throw new UserError(file + ": " + e.getMessage(), e);
    }
  }

  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new UserError(
          "There is no time zone " + name + " (--zone); one is called Asia/Shanghai.", e);
    }
  }

  /** Where a bearer token may come from. */
  static final class Tokens {
    private Tokens() {}

    static Optional<BearerToken> find(Path file) {
      return file == null
          ? Optional.ofNullable(System.getenv("COUNTYPULSE_TOKEN"))
              .filter(token -> !token.isBlank())
              .map(BearerToken::of)
          : Optional.of(BearerToken.fromFile(file));
    }
  }
}
