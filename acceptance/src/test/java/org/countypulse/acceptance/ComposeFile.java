package org.countypulse.acceptance;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code docker-compose.yml} says, read as YAML: no Docker is needed. */
final class ComposeFile {

  static final Path PATH = RunningPlatform.ROOT.resolve("docker-compose.yml");

  private final Map<String, Object> content = yaml(PATH);

  /** One service, by its keys. */
  record Service(String name, Map<String, Object> content) {

    String image() {
      return (String) content.get("image");
    }

    List<String> command() {
      return list(content, "command");
    }

    List<String> ports() {
      return list(content, "ports");
    }

    List<String> volumes() {
      return list(content, "volumes");
    }

    Map<String, Object> environment() {
      return map(content, "environment");
    }

    Map<String, Object> dependencies() {
      return map(content, "depends_on");
    }
  }

  List<Service> services() {
    return map(content, "services").entrySet().stream()
        .map(entry -> new Service(entry.getKey(), asMap(entry.getValue())))
        .toList();
  }

  Service service(String name) {
    return new Service(name, map(map(content, "services"), name));
  }

  /** The names of the volumes that Docker keeps. */
  List<String> volumes() {
    return List.copyOf(map(content, "volumes").keySet());
  }

  static Map<String, Object> yaml(Path file) {
    try (Reader text = Files.newBufferedReader(file)) {
      return asMap(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A part that is a map, or an empty one. */
  static Map<String, Object> map(Map<String, Object> in, String key) {
    return in.get(key) == null ? Map.of() : asMap(in.get(key));
  }

  /** A part that is a list, or an empty one; its entries as texts. */
  static List<String> list(Map<String, Object> in, String key) {
    return in.get(key) == null
        ? List.of()
        : ((List<?>) in.get(key)).stream().map(String::valueOf).toList();
  }

  private static Map<String, Object> asMap(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, entry) -> map.put((String) key, entry));
    return map;
  }
}
