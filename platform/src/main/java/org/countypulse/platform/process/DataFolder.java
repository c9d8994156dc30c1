package org.countypulse.platform.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.countypulse.platform.UserError;

/**
 * The folder in which one platform keeps everything: the broker's logs, the registry's database,
 * the streams' state, the ports it was given, its log files. Start the platform again on the same
 * folder and it goes on where it was.
 *
 * <pre>
 * DIR/lock               held while a platform runs on DIR
 *     settings           ports and the streams' instance id, remembered from the first start
 *     kafka/ registry/ state/
 *     rebuild/VIEW.vN    what a rebuild that this platform has begun keeps; gone when it has ended
 *     rebuild/VIEW.begun-MILLIS  the same, until the version has a number
 *     logs/NAME.log      what each process said (NAME.log.1 is the run before)
 *     run/NAME.pid       process ids, there while the process runs
 * </pre>
 */
public final class DataFolder implements AutoCloseable {
  /** A JVM option that marks a process as a child that works in a given folder. */
  static final String MARK = "-Dcountypulse.data=";

  private static final Duration LEFTOVERS_GRACE = Duration.ofSeconds(30);

  private final Path path;
  private final FileChannel lockChannel;

  private DataFolder(Path path, FileChannel lockChannel) {
    this.path = path;
    this.lockChannel = lockChannel;
  }

  /**
   * Takes the folder for this process, making it if need be, and waits for children of a killed
   * predecessor to be gone.
   *
   * @throws UserError if it is in use, or is no folder one can write to
   */
  public static DataFolder open(Path directory) {
    var path = directory.toAbsolutePath().normalize();
    try {
      for (var part : new String[] {"kafka", "registry", "state", "rebuild", "logs", "run"}) {
        Files.createDirectories(path.resolve(part));
      }
      var channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new UserError(inUse(path));
      }
      var folder = new DataFolder(path, channel);
      folder.endLeftovers();
      folder.writePid("main", ProcessHandle.current().pid());
      return folder;
    } catch (IOException e) {
      throw new UserError("Cannot use the data folder " + path + ": " + reason(e) + ".", e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String inUse(Path path) throws IOException {
    var pid = path.resolve("run/main.pid");
    var owner = Files.exists(pid) ? " by process " + Files.readString(pid).strip() : "";
    return "The data folder %s is in use%s. Stop that one first, or give another folder with --data."
        .formatted(path, owner);
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
  }

  public Path path() {
    return path;
  }

  public Path kafka() {
    return path.resolve("kafka");
  }

  public Path registry() {
    return path.resolve("registry");
  }

  /** Where the streams keep their stores. */
  public Path state() {
    return path.resolve("state");
  }

  /** Where rebuilds keep what they need, each in a folder of its own. */
  public Path rebuilds() {
    return path.resolve("rebuild");
  }

  public Path log(String name) {
    return path.resolve("logs").resolve(name + ".log");
  }

  /** A small file about a running process, such as {@code streams.pid}. */
  public Path run(String fileName) {
    return path.resolve("run").resolve(fileName);
  }

  /** Puts the log of the last run aside, so that each run's log stands alone. */
  public Path freshLog(String name) {
    var log = log(name);
    try {
      if (Files.exists(log)) {
        Files.move(log, log.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return log;
  }

  /**
   * The group instance id for Kafka's static membership: with it, a streams process that was killed
   * takes its partitions back as soon as it is there again, instead of after a session time-out.
   */
  public synchronized String instanceId() {
    var settings = settings();
    var known = settings.getProperty("instance-id");
    if (known != null) {
      return known;
    }
    var chosen = "countypulse-" + UUID.randomUUID().toString().substring(0, 8);
    settings.setProperty("instance-id", chosen);
    save(settings);
    return chosen;
  }

  /**
   * The port that {@code name} listens on: the wanted one, else the one it had the last time if
   * that is free, else a free one; remembered for the next start.
   *
   * @throws UserError if the wanted one is taken
   */
  public synchronized int port(String name, OptionalInt wanted) {
    var settings = settings();
    var key = "port." + name;
    var remembered = settings.getProperty(key);
    int port;
    if (wanted.isPresent()) {
      port = wanted.getAsInt();
      if (!isFree(port)) {
        throw new UserError(
            "Port %d is in use. Give another one with --%s-port, or none to let us choose."
                .formatted(port, name));
      }
    } else if (remembered != null && isFree(Integer.parseInt(remembered))) {
      port = Integer.parseInt(remembered);
    } else {
      port = anyFreePort();
    }
    settings.setProperty(key, Integer.toString(port));
    save(settings);
    return port;
  }

  static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static int anyFreePort() {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Properties settings() {
    var settings = new Properties();
    var file = path.resolve("settings");
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        settings.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return settings;
  }

  /**
   * By a rename, so that a kill in the middle leaves the old settings and not half of the new ones.
   */
  private void save(Properties settings) {
    var draft = path.resolve("settings.new");
    try {
      try (var out = Files.newBufferedWriter(draft)) {
        settings.store(out, "Chosen at the first start on this folder.");
      }
      Files.move(
          draft,
          path.resolve("settings"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writePid(String name, long pid) {
    write(run(name + ".pid"), pid + "\n");
  }

  /** Writes a small file whole: who reads it sees the old content or the new one. */
  public static void write(Path file, String content) {
    try {
      var draft = Files.createTempFile(file.getParent(), ".", ".new");
      Files.writeString(draft, content);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void removePid(String name) {
    try {
      Files.deleteIfExists(run(name + ".pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Children of a parent that was killed end by themselves; the next start must not race them. */
  private void endLeftovers() throws IOException {
    var deadline = System.nanoTime() + LEFTOVERS_GRACE.toNanos();
    try (var files = Files.newDirectoryStream(path.resolve("run"), "*.pid")) {
      for (var file : files) {
        var child = leftover(Files.readString(file).strip());
        if (child != null) {
          awaitEnd(child, deadline);
        }
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * The process if it lives and is one of ours: a process id alone may long belong to somebody
   * else.
   */
  private ProcessHandle leftover(String pid) {
    if (!pid.matches("\\d{1,18}")) {
      return null;
    }
    return ProcessHandle.of(Long.parseLong(pid)).filter(this::isChildOfThisFolder).orElse(null);
  }

  private boolean isChildOfThisFolder(ProcessHandle process) {
    var mark = MARK + path;
    return process.info().arguments().stream()
        .flatMap(java.util.Arrays::stream)
        .anyMatch(mark::equals);
  }

  private static void awaitEnd(ProcessHandle child, long deadlineNanos) {
    try {
      child.onExit().get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      child.destroyForcibly();
      child.onExit().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    removePid("main");
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
