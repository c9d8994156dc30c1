package org.countypulse.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * {@code benchmarks/RESULTS-edges.md}: a section for each command, which the command replaces and
 * which says on what machine it ran. Run from the project's root.
 */
public final class Results {

  private static final Path FILE = Path.of("benchmarks", "RESULTS-edges.md");
  private static final String TITLE =
      "# The edges: doors, latency, reading\n\nEach section is written by the command that stands in"
          + " it. Figures of different sections are of different runs: compare within one.\n";

  private Results() {}

  /**
   * Writes a section in the place of the one that was there.
   *
   * @param name of the section, one word
   * @param title its heading
   * @param command what made it
   * @param text Markdown
   */
  public static void write(String name, String title, String command, String text) {
    String begin = "<!-- begin " + name + " -->";
    String end = "<!-- end " + name + " -->";
    String section =
        "%s%n## %s%n%n```%n%s%n```%n%n%s%n%n%s%n%s"
            .formatted(begin, title, command, machine(), text.strip(), end)
            .replace("\r\n", "\n");
    try {
      String all = Files.exists(FILE) ? Files.readString(FILE) : TITLE;
      int from = all.indexOf(begin);
      int to = all.indexOf(end);
      Files.writeString(
          FILE,
          from >= 0 && to > from
              ? all.substring(0, from) + section + all.substring(to + end.length())
              : all.stripTrailing() + "\n\n" + section + "\n");
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot write " + FILE.toAbsolutePath() + ": run it from the project's root.", e);
    }
  }

  /** The machine, Java, the code's version and the time, in a line. */
  public static String machine() {
    Runtime runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "%s; %s, %d processors; Java %s; code %s; Kafka %s",
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        processor(),
        runtime.availableProcessors(),
        System.getProperty("java.version"),
        commit(),
        org.apache.kafka.common.utils.AppInfoParser.getVersion());
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String commit() {
    try {
      Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
      return new String(
              git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
