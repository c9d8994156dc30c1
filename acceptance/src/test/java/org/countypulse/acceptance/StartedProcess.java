package org.countypulse.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of a test, its output in a file, ended at the latest with the test. */
final class StartedProcess implements AutoCloseable {

  private final String name;
  private final Process process;
  private final Path log;

  private StartedProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it in a folder. A further start under the same name adds to the same file of output.
   *
   * @param folder where it works, and where NAME.log is
   */
  static StartedProcess start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new StartedProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** kill −9, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    awaitEnd(20);
  }

  /** Asks it to end, and waits. */
  void stop() {
    process.destroy();
    if (!awaitEnd(30)) {
      kill();
    }
  }

  private boolean awaitEnd(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** All that it has printed. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  @Override
  public String toString() {
    return name + " (process " + process.pid() + ")";
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
