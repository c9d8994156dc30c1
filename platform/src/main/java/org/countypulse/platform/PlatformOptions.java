package org.countypulse.platform;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that {@code up} and {@code demo} share. */
final class PlatformOptions {
  @Mixin private HttpOptions http;

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

  @Mixin private ClientConfigOptions client;
  @Mixin private CountyOptions counties;
  @Mixin private ObligationOptions obligations;
  @Mixin private ZoneOptions zone;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      paramLabel = "N",
      description = "Partitions of topics that don't exist yet (default: 4).")
  private int partitions;

  @Option(
      names = "--commit-millis",
      defaultValue = "50",
      paramLabel = "N",
      description =
          "How often each view commits what it has counted, and shows it; seldom costs less (default: ${DEFAULT-VALUE}).")
  private int commitMillis;

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
    var config = client.config();
    if (bootstrap == null && config.bootstrap().isEmpty() && config.hasSecurity()) {
      throw new UserError(
          "The embedded broker knows no users and no TLS; --client-config with security.protocol"
              + " or sasl.mechanism goes with --bootstrap.");
    }
    if (commitMillis < 1) {
      throw new UserError("--commit-millis takes a number from 1.");
    }
    return new PlatformSettings(
        http.toSettings(zone.zone()),
        data == null ? Installation.defaultData(command) : data,
        Optional.ofNullable(bootstrap).or(config::bootstrap),
        Optional.ofNullable(registry).or(config::registry).map(ClusterOptions::checkedRegistry),
        config,
        counties.file(),
        counties.counties(),
        obligations.obligations(),
        zone.zone(),
        partitions,
        commitMillis,
        port("--kafka-port", kafkaPort),
        port("--registry-port", registryPort));
  }

  private static OptionalInt port(String flag, Integer port) {
    return port == null || port == 0
        ? OptionalInt.empty()
        : OptionalInt.of(HttpOptions.checkedPort(flag, port));
  }
}
