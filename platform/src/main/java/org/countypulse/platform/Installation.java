package org.countypulse.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Where the build put things; the script {@code countypulse} says it in system properties. */
final class Installation {
  private Installation() {}

  /** The folder into which the build unpacked Apicurio Registry. */
  static Path registryProgram() {
    return home().resolve("registry");
  }

  /**
   * The data folder of a command when nobody gives another: {@code .data/NAME} beside the script.
   */
  static Path defaultData(String name) {
    return Path.of(System.getProperty("countypulse.root", ".")).resolve(".data").resolve(name);
  }

  static String version() {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(home().resolve("build.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version");
  }

  /** The version and when it was built, for whoever asks later which program did something. */
  static String build() {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(home().resolve("build.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version") + " built " + properties.getProperty("built");
  }

  private static Path home() {
    return Path.of(System.getProperty("countypulse.home", "platform/target/countypulse"));
  }
}
