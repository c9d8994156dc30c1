package org.countypulse.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Shell commands, run to the first that fails: what they printed on both streams. */
record Shell(int exitCode, String output) {

  private static final long MOST_SECONDS = 180;

  static Shell run(Path folder, String commands) {
    Path out = null;
    try {
      out = Files.createTempFile("countypulse-shell", ".txt");
      Process process =
          new ProcessBuilder("bash", "-e", "-c", commands)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(
            commands + " did not end in " + MOST_SECONDS + " s: " + Files.readString(out));
      }
      return new Shell(process.exitValue(), Files.readString(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      delete(out);
    }
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
