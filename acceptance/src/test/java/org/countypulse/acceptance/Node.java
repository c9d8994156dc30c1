package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Whether there is a Node here to run JavaScript clients with. */
final class Node {

  private Node() {}

  /**
   * Skips the test where Node or npm is missing, unless {@code COUNTYPULSE_NODE_REQUIRED=1} says
   * that there must be one.
   */
  static void assumeInstalled() {
    if (!isInPath("node") || !isInPath("npm")) {
      skip("No node and npm found in PATH: no JavaScript client is tested (apt-get install npm)");
    }
  }

  /** Skips the test with that message, or fails it where Node is required. */
  static void skip(String message) {
    assertThat(System.getenv("COUNTYPULSE_NODE_REQUIRED")).as(message).isNotEqualTo("1");
    System.out.println(message);
    Assumptions.abort(message);
  }

  private static boolean isInPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
