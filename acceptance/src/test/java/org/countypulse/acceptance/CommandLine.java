package org.countypulse.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./countypulse} run to its end, as a user types it. */
record CommandLine(int exitCode, String out, String err) {

  private static final long MOST_SECONDS = 180;

  static CommandLine run(String... words) {
    List<String> line = new ArrayList<>(List.of(RunningPlatform.ROOT.resolve("countypulse") + ""));
    line.addAll(List.of(words));
    Path out = null;
    Path err = null;
    try {
      out = Files.createTempFile("countypulse", ".out");
      err = Files.createTempFile("countypulse", ".err");
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().remove("COUNTYPULSE_TOKEN");
      builder.redirectInput(new File("/dev/null"));
      builder.redirectOutput(out.toFile());
      builder.redirectError(err.toFile());
      Process process = builder.start();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        throw new AssertionError(line + " did not end in " + MOST_SECONDS + " s");
      }
      return new CommandLine(process.exitValue(), Files.readString(out), words(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      delete(out);
      delete(err);
    }
  }

  /** Without the script's own note to developers whose build is older than their sources. */
  private static String words(Path err) throws IOException {
    return String.join(
        "\n",
        Files.readAllLines(err).stream()
            .filter(line -> !line.startsWith("countypulse: note: sources have changed"))
            .toList());
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
