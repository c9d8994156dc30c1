package org.countypulse.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the measurements ran on. Reads what Linux tells; elsewhere it says "unknown" or 0. */
final class Machine {

  private Machine() {}

  /** Cores, processor, memory and Java, in a line. */
  static String description() {
    return "%d cores, %s, %d GB of memory, Java %s, %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            value("/proc/cpuinfo", "model name", "unknown processor"),
            kilobytes("/proc/meminfo", "MemTotal") / 1_000_000,
            System.getProperty("java.version"),
            System.getProperty("os.name"));
  }

  /** The most memory that a process has had, in bytes. */
  static long mostMemory(long pid) {
    return kilobytes("/proc/" + pid + "/status", "VmHWM") << 10;
  }

  private static long kilobytes(String file, String name) {
    return Long.parseLong(value(file, name, "0").replaceAll("\\D", ""));
  }

  private static String value(String file, String name, String otherwise) {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
