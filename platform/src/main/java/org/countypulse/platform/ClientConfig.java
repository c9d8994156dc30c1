package org.countypulse.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Settings of the clients of Kafka and of the schema registry, under the names that these give them
 * (security, serializers, buffers): a Java properties file. Secrets need not stand in it: a value
 * may say {@code ${env:NAME}}, {@code ${directory:DIR:FILE}} or {@code ${file:FILE:KEY}}.
 *
 * <p>Deliberately not a record: its text must not show what it holds.
 */
final class ClientConfig {
  private static final List<String> OF_THE_REGISTRY_AND_SERIALIZERS =
      List.of("schema.registry.", "basic.auth.", "bearer.auth.", "key.", "value.", "specific.avro");
  private static final Set<String> SECURITY = Set.of("security.protocol", "sasl.mechanism");

  private final Optional<Path> file;
  private final Map<String, String> settings;

  private ClientConfig(Optional<Path> file, Map<String, String> settings) {
    this.file = file;
    this.settings = Map.copyOf(settings);
  }

  static ClientConfig none() {
    return new ClientConfig(Optional.empty(), Map.of());
  }

  /**
   * @throws UserError if it can't be read, or names a secret that is not there
   */
  static ClientConfig read(Path file) {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      throw new UserError("There is no file " + file + " (--client-config).", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "%s is not a readable properties file (--client-config).".formatted(file), e);
    }
    var settings = new HashMap<String, String>();
    properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
    return new ClientConfig(Optional.of(file.toAbsolutePath()), withSecrets(file, settings));
  }

  /** Kafka's own clients could look them up, but the registry's client is not one of them. */
  private static Map<String, String> withSecrets(Path file, Map<String, String> settings) {
    try (var environment = new EnvVarConfigProvider();
        var directories = new DirectoryConfigProvider();
        var files = new FileConfigProvider()) {
      environment.configure(Map.of());
      directories.configure(Map.of());
      files.configure(Map.of());
      var lookedUp =
          new ConfigTransformer(Map.of("env", environment, "directory", directories, "file", files))
              .transform(settings)
              .data();
      lookedUp.forEach((key, value) -> checkLookedUp(file, key, value));
      return lookedUp;
    } catch (ConfigException | IOException e) {
      throw new UserError(
          "A secret that %s names can't be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void checkLookedUp(Path file, String key, String value) {
    if (value.matches("(?s).*\\$\\{(env|directory|file):[^}]*}.*")) {
      throw new UserError(
          "%s: the secret that %s names is not there; set the variable, or make the file."
              .formatted(file, key));
    }
  }

  Optional<Path> file() {
    return file;
  }

  Optional<String> bootstrap() {
    return Optional.ofNullable(settings.get("bootstrap.servers"));
  }

  Optional<String> registry() {
    return Optional.ofNullable(settings.get("schema.registry.url"));
  }

  /** Whether it says how to be let in, which the embedded broker doesn't ask. */
  boolean hasSecurity() {
    return settings.keySet().stream().anyMatch(SECURITY::contains);
  }

  /** Whether it speaks TLS to the cluster. */
  boolean speaksTls() {
    return settings.getOrDefault("security.protocol", "").endsWith("SSL");
  }

  /** All of it. */
  Map<String, Object> all() {
    return Map.copyOf(settings);
  }

  /** What Kafka's clients understand. */
  Map<String, Object> kafkaClient() {
    var client = new HashMap<String, Object>(settings);
    client.keySet().removeIf(ClientConfig::isForOthers);
    return client;
  }

  private static boolean isForOthers(String key) {
    return OF_THE_REGISTRY_AND_SERIALIZERS.stream().anyMatch(key::startsWith);
  }

  @Override
  public String toString() {
    return "client settings of " + file.map(Path::toString).orElse("no file");
  }
}
