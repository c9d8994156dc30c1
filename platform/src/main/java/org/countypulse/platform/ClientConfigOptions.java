package org.countypulse.platform;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The flag for settings of the clients of Kafka and of the schema registry. */
final class ClientConfigOptions {
  @Option(
      names = "--client-config",
      paramLabel = "FILE",
      description =
          "Properties for every client of Kafka and of the registry: security, serializers."
              + " Values may name secrets: $${env:NAME}, $${file:FILE:KEY}.")
  private Path file;

  /**
   * @throws UserError if the file can't be used
   */
  ClientConfig config() {
    return file == null ? ClientConfig.none() : ClientConfig.read(file);
  }
}
