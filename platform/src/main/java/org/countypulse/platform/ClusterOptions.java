package org.countypulse.platform;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of a part that runs alone, beside a cluster that somebody else runs. */
final class ClusterOptions {
  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster.")
  private String bootstrap;

  @Option(
      names = "--registry",
      required = true,
      paramLabel = "URL",
      description = "The schema registry (Confluent's REST API).")
  private String registry;

  @Mixin private CountyOptions counties;

  /**
   * @throws UserError naming the flag that is wrong, or that nobody answers at
   */
  Modules.Surroundings toSurroundings() {
    var surroundings =
        new Modules.Surroundings(bootstrap, checkedRegistry(registry), counties.counties());
    External.awaitBroker(bootstrap);
    External.awaitRegistry(registry);
    return surroundings;
  }

  static String checkedRegistry(String url) {
    if (!url.matches("https?://.+")) {
      throw new UserError("--registry takes a URL such as http://127.0.0.1:8081, not " + url);
    }
    return url.replaceAll("/+$", "");
  }
}
