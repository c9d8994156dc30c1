package org.countypulse.platform.process;

import java.nio.file.Files;
import java.nio.file.Path;

/** A child for tests: says that it is there by a file, says why it ends, and otherwise waits. */
public final class Sleeper {
  private Sleeper() {}

  /**
   * @param arguments a file to write the process id to, and optionally words to die with at once
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 1) {
      System.err.println(arguments[1]);
      System.exit(3);
    }
    Files.writeString(Path.of(arguments[0]), Long.toString(ProcessHandle.current().pid()));
    Thread.currentThread().join();
  }
}
