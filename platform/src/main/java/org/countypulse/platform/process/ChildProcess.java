package org.countypulse.platform.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.countypulse.platform.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM of ours, watched: once it has been ready it is started again whenever it dies, at once the
 * first time and with growing pauses while it keeps dying. Its output goes to a log file in the
 * data folder.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
  private static final Duration PROBE_PAUSE = Duration.ofMillis(100);

  /**
   * What to run.
   *
   * @param name one word: names the log file and the pid file
   * @param title how people call it, as in "the Kafka broker"
   * @param classPath as {@code java -cp} takes it
   * @param stopGrace how long it may take to stop before it is killed
   */
  public record Command(
      String name,
      String title,
      List<String> jvmOptions,
      String classPath,
      String mainClass,
      List<String> arguments,
      Map<String, String> environment,
      Duration stopGrace) {}

  private final Command command;
  private final DataFolder folder;
  private final Consumer<String> announce;
  private final Path log;
  private final Thread watcher;
  private final List<String> launcher;
  private final IntPredicate hasFinished;
  private volatile Process process;
  private volatile boolean ready;
  private volatile boolean stopping;

  private ChildProcess(
      Command command,
      DataFolder folder,
      Consumer<String> announce,
      List<String> launcher,
      IntPredicate hasFinished) {
    this.command = command;
    this.folder = folder;
    this.announce = announce;
    this.launcher = launcher;
    this.hasFinished = hasFinished;
    this.log = folder.freshLog(command.name());
    this.process = spawn();
    this.watcher = new Thread(this::watch, "watch-" + command.name());
    this.watcher.setDaemon(true);
  }

  /**
   * Starts the process; {@link #awaitReady} must follow.
   *
   * @param announce is told in one line about every unexpected end and every restart
   */
  public static ChildProcess start(Command command, DataFolder folder, Consumer<String> announce) {
    var child = new ChildProcess(command, folder, announce, List.of(), exitCode -> false);
    child.watcher.start();
    return child;
  }

  /**
   * Starts a process that has a task to finish; nobody waits for it to be ready.
   *
   * @param launcher what starts the JVM in its turn, such as {@code nice}; may be empty
   * @param hasFinished by the exit code, whether it is not to be started again
   */
  public static ChildProcess startTask(
      Command command,
      DataFolder folder,
      Consumer<String> announce,
      List<String> launcher,
      IntPredicate hasFinished) {
    var child = new ChildProcess(command, folder, announce, launcher, hasFinished);
    child.ready = true;
    child.watcher.start();
    return child;
  }

  /** Waits for its end, for good, and returns whether that came in time. */
  public boolean endsWithin(Duration patience) {
    try {
      watcher.join(Math.max(1, patience.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return hasEnded();
  }

  /** Whether it has ended and is not started again. */
  public boolean hasEnded() {
    return !watcher.isAlive();
  }

  /** The class path of this JVM, for children that run our own code. */
  public static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until {@code probe} says yes; from then on the process is restarted when it dies.
   *
   * @throws UserError naming the log file, if the process dies first or the time is over
   */
  public void awaitReady(Duration timeout, BooleanSupplier probe) {
    var deadline = System.nanoTime() + timeout.toNanos();
    while (!probe.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new UserError(
            "%s stopped while starting (exit code %d)%s. Its log: %s"
                .formatted(capitalized(), process.exitValue(), lastWords(), log));
      }
      if (System.nanoTime() > deadline) {
        throw new UserError(
            "%s is not ready after %d s. Its log: %s"
                .formatted(capitalized(), timeout.toSeconds(), log));
      }
      pause(PROBE_PAUSE);
    }
    ready = true;
  }

  private Process spawn() {
    // Ctrl-C goes to the whole terminal group. Children ignore it: the parent stops them, in order.
    var line = new ArrayList<>(List.of("sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh"));
    line.addAll(launcher);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add(DataFolder.MARK + folder.path());
    line.add(
        "-D" + ParentWatch.GRACE_PROPERTY + "=" + Math.max(1, command.stopGrace().toSeconds()));
    // It would go on with a thread missing; what has ended is started again.
    line.add("-XX:+ExitOnOutOfMemoryError");
    line.addAll(command.jvmOptions());
    line.add(ParentWatch.class.getName());
    line.add(command.mainClass());
    line.addAll(command.arguments());
    var builder = new ProcessBuilder(line).directory(folder.path().toFile());
    builder.environment().putAll(command.environment());
    // Not as -cp: a hundred jars would hide the rest of the line in ps.
    builder.environment().put("CLASSPATH", command.classPath() + File.pathSeparator + ownCode());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      var started = builder.start();
      folder.writePid(command.name(), started.pid());
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + command.title(), e);
    }
  }

  /** The jar or folder with this class, so that {@link ParentWatch} is found on any class path. */
  private static Path ownCode() {
    try {
      return Path.of(
          ChildProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void watch() {
    var backOff = new BackOff();
    while (!stopping) {
      var startedNanos = System.nanoTime();
      var exitCode = awaitExit(process);
      if (stopping || !ready) {
        return;
      }
      if (hasFinished.test(exitCode)) {
        folder.removePid(command.name());
        return;
      }
      var wait = backOff.next(Duration.ofNanos(System.nanoTime() - startedNanos));
      tell(
          "%s stopped unexpectedly (exit code %d); starting it again %s. Its log: %s"
              .formatted(
                  capitalized(),
                  exitCode,
                  wait.isZero() ? "now" : "in " + wait.toSeconds() + " s",
                  log));
      pause(wait);
      restart();
    }
  }

  private synchronized void restart() {
    if (!stopping) {
      process = spawn();
      tell("%s runs again as process %d.".formatted(capitalized(), process.pid()));
    }
  }

  private void tell(String line) {
    LOG.warn(line);
    announce.accept(line);
  }

  private static int awaitExit(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        // Only close() interrupts, and it ends the process too.
      }
    }
  }

  private String capitalized() {
    return Character.toUpperCase(command.title().charAt(0)) + command.title().substring(1);
  }

  /** The last line of its log, which often says all. */
  private String lastWords() {
    try {
      var lines = Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty()
          ? ""
          : ": " + lines.get(lines.size() - 1).strip().replaceAll("\\.$", "");
    } catch (IOException e) {
      return "";
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the process, gently first, and returns when it is gone. */
  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
    }
    watcher.interrupt();
    var last = process;
    last.destroy();
    try {
      if (!last.waitFor(command.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} did not stop within {}; killing it", command.title(), command.stopGrace());
        last.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      last.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    folder.removePid(command.name());
  }
}
