package org.countypulse.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of {@code ./countypulse}, as users start it. Run from the project's root. */
public final class Part implements AutoCloseable {

  private final Process process;
  private final String url;

  private Part(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it and waits for a line that matches.
   *
   * @param line what it says when it runs; its first group, if it has one, is {@link #url}
   * @param javaOptions further options of its JVM
   * @param arguments of the command
   */
  public static Part start(Pattern line, String javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("./countypulse"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("COUNTYPULSE_JAVA_OPTS", javaOptions);
    try {
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-part"));
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String said = out.readLine(); said != null; said = out.readLine()) {
        Matcher matcher = line.matcher(said);
        if (matcher.find()) {
          drain(out);
          return new Part(process, matcher.groupCount() > 0 ? matcher.group(1) : "");
        }
      }
      throw new IllegalStateException(command + " ended without saying " + line);
    } catch (IOException e) {
      throw new UncheckedIOException("./countypulse can't be started", e);
    }
  }

  private static void drain(BufferedReader out) {
    Thread drain =
        new Thread(
            () -> {
              try {
                while (out.readLine() != null) {
                  // only so that the process never waits for a reader
                }
              } catch (IOException ended) {
                // with the process
              }
            },
            "drain");
    drain.setDaemon(true);
    drain.start();
  }

  /** The address that it said. */
  public String url() {
    return url;
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
