package org.countypulse.platform;

import java.util.Optional;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of a part that runs alone, beside a cluster that somebody else runs. */
final class ClusterOptions {
  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster: a broker, or several with commas.")
  private String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "The schema registry (Confluent's REST API).")
  private String registry;

  @Mixin private ClientConfigOptions client;
  @Mixin private CountyOptions counties;

  /** Whether anything says where the cluster is. */
  boolean isGiven() {
    return bootstrap != null || client.config().bootstrap().isPresent();
  }

  /**
   * @throws UserError naming the flag that is wrong, or that nobody answers at
   */
  Modules.Surroundings toSurroundings() {
    var config = client.config();
    var brokers = needed("--bootstrap", bootstrap, config.bootstrap());
    var url = checkedRegistry(needed("--registry", registry, config.registry()));
    var surroundings = new Modules.Surroundings(brokers, url, counties.counties(), config);
    External.awaitBroker(surroundings);
    External.awaitRegistry(surroundings);
    return surroundings;
  }

  private static String needed(String flag, String given, Optional<String> inFile) {
    return Optional.ofNullable(given)
        .or(() -> inFile)
        .orElseThrow(() -> new UserError("Missing: " + flag + ", here or in --client-config."));
  }

  /** Several with commas are tried in turn. */
  static String checkedRegistry(String urls) {
    if (!urls.matches("https?://[^,]+(,\\s*https?://[^,]+)*")) {
      throw new UserError(
          "--registry takes a URL such as http://127.0.0.1:8081, not "
              + HttpSchemaRegistry.shown(urls));
    }
    return urls.replaceAll("/+(,|$)", "$1");
  }
}
