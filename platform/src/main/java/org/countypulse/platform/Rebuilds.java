package org.countypulse.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.countypulse.platform.process.ChildProcess;
import org.countypulse.platform.process.DataFolder;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.streams.Promotion;
import org.countypulse.streams.Version;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.VersionRefusedException;
import org.countypulse.streams.VersionTable;
import org.countypulse.streams.VersionWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rebuilds that this platform has begun, each in a process of its own, and what follows them:
 * promoting, removing. It does what the topic {@code views} says, whoever wrote it; a rebuild has a
 * folder as long as there is something to do for it. So it goes on after any crash.
 */
final class Rebuilds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuilds.class);

  /** The exit code of a worker that has nothing more to do, whatever came of it. */
  static final int DONE = 0;

  private static final Duration PROMOTES_WITHIN = Duration.ofMinutes(10);
  private static final long SOON_MILLIS = 1_000;
  private static final long LATER_MILLIS = 5_000;
  private static final Duration STOP_GRACE = Duration.ofSeconds(15);
  private static final Path[] NICE = {Path.of("/usr/bin/nice"), Path.of("/bin/nice")};
  private static final String NICENESS = "10";

  private final ViewOperations operations;
  private final DataFolder folder;
  private final RebuildFolders folders;
  private final List<String> clusterArguments;
  private final Consumer<String> announce;
  private final Map<String, ChildProcess> workers = new HashMap<>();
  private final Set<String> inWork = new HashSet<>();
  private final ExecutorService tasks =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "version-task");
            thread.setDaemon(true);
            return thread;
          });
  private final VersionWatch watch;
  private VersionTable table = VersionTable.of(List.of());
  private boolean closed;

  private Rebuilds(
      ViewOperations operations,
      DataFolder folder,
      List<String> clusterArguments,
      Consumer<String> announce) {
    this.operations = operations;
    this.folder = folder;
    this.folders = new RebuildFolders(folder.rebuilds());
    this.clusterArguments = clusterArguments;
    this.announce = announce;
    this.watch = VersionWatch.start(operations.versions(), "rebuild-watch", this::follow);
  }

  /**
   * Goes on with what is to be done, and is ready for more.
   *
   * @param clusterArguments the flags by which a process of ours finds cluster and counties
   * @param announce is told in one line what has happened
   */
  static Rebuilds start(
      ViewOperations operations,
      DataFolder folder,
      List<String> clusterArguments,
      Consumer<String> announce) {
    return new Rebuilds(operations, folder, clusterArguments, announce);
  }

  /** Begins one. */
  synchronized Version rebuild(String view, Optional<Instant> knownAt, RebuildWishes wishes) {
    var wish = Wish.of(wishes.by());
    folders.begin(view, wish, wishes);
    Version version;
    try {
      version = operations.rebuild(view, knownAt, wish);
    } catch (VersionRefusedException | UserError e) {
      folders.refuse(view, wish);
      throw e;
    }
    if (folders.areOurs(version)) {
      work(version);
    }
    return version;
  }

  /** Goes on with one that was paused or failed, or that somebody else had begun. */
  synchronized Version resume(String view, int number, RebuildWishes otherwise) {
    var version = operations.resume(view, number, Wish.of(otherwise.by()));
    if (!folders.areOurs(version)) {
      otherwise.writeTo(folders.of(version));
    }
    work(version);
    return version;
  }

  /** Does what the table asks for; each thing once at a time. */
  private synchronized void follow(VersionTable now) {
    table = now;
    for (var version : now.all()) {
      boolean isOurs = folders.areOurs(version);
      if (isOurs && version.state() == VersionState.REBUILDING) {
        work(version);
      } else if (isOurs && version.state() == VersionState.LIVE) {
        inBackground(version, this::complete);
      } else if (version.isToBeRemoved()) {
        inBackground(version, this::remove);
      } else if (isOurs && version.state() == VersionState.RETIRED) {
        inBackground(version, folders::forget);
      }
    }
  }

  private void work(Version version) {
    var worker = workers.get(version.id());
    if (closed || worker != null && !worker.hasEnded()) {
      return;
    }
    var wishes = RebuildWishes.in(folders.of(version));
    var arguments = new ArrayList<>(List.of("rebuild-worker", version.view()));
    arguments.add(Integer.toString(version.number()));
    arguments.add("--folder=" + folders.of(version).resolve("stores"));
    arguments.add("--instance-id=" + folder.instanceId());
    arguments.add("--throttle=" + wishes.throttle());
    arguments.addAll(clusterArguments);
    var command =
        new ChildProcess.Command(
            "rebuild-" + version.id(),
            "the rebuild of " + version.id(),
            List.of("-Xms64m", "-Xmx768m", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8"),
            ChildProcess.ownClassPath(),
            Main.class.getName(),
            arguments,
            Map.of(),
            STOP_GRACE);
    workers.put(
        version.id(),
        ChildProcess.startTask(
            command, folder, announce, launcher(wishes.throttle()), this::hasFinished));
    announce.accept("Rebuilding %s: %s".formatted(version.title(), folder.log(command.name())));
  }

  /** What is live goes before it, unless somebody wants the rebuild at any price. */
  private static List<String> launcher(String throttle) {
    for (var nice : NICE) {
      if (!throttle.equals("none") && Files.isExecutable(nice)) {
        return List.of(nice.toString(), "-n", NICENESS);
      }
    }
    return List.of();
  }

  private void inBackground(Version version, Consumer<Version> task) {
    if (closed || !inWork.add(version.id())) {
      return;
    }
    tasks.execute(
        () -> {
          long pause = SOON_MILLIS;
          try {
            task.accept(version);
          } catch (RuntimeException e) {
            LOG.warn("{}: {}", version.id(), e.getMessage());
            LOG.debug("What failed", e);
            pause = LATER_MILLIS;
          } finally {
            release(version);
          }
          lookAgain(pause);
        });
  }

  /** What failed is tried again, and what was passed over meanwhile is done. */
  private void lookAgain(long pauseMillis) {
    try {
      Thread.sleep(pauseMillis);
    } catch (InterruptedException e) {
      return; // everything is being stopped
    }
    synchronized (this) {
      if (!closed) {
        follow(table);
      }
    }
  }

  /** Its row may ask for more by now, such as to go on after a failure. */
  private boolean hasFinished(int exitCode) {
    if (exitCode == DONE) {
      tasks.execute(() -> lookAgain(SOON_MILLIS));
    }
    return exitCode == DONE;
  }

  private synchronized void release(Version version) {
    inWork.remove(version.id());
    notifyAll();
  }

  /** Its history has been read. */
  private void complete(Version version) {
    var wishes = RebuildWishes.in(folders.of(version));
    awaitEndOfWorker(version);
    announce.accept("Rebuilt: " + version.title());
    if (wishes.promote()) {
      promote(version, wishes);
    }
    folders.forget(version);
  }

  private void promote(Version version, RebuildWishes wishes) {
    try {
      operations.promote(
          version.view(),
          version.number(),
          wishes.accepted(),
          PROMOTES_WITHIN,
          Wish.of(wishes.by()));
      announce.accept("Promoted: " + version.title());
    } catch (VersionRefusedException | Promotion.RefusedException e) {
      announce.accept("Not promoted: " + e.getMessage());
      operations
          .versions()
          .tell(version.view(), version.number(), "Not promoted: " + e.getMessage());
    }
  }

  private void remove(Version version) {
    awaitEndOfWorker(version);
    operations.remove(version);
    folders.forget(version);
    announce.accept("Removed: " + version.title());
  }

  private void awaitEndOfWorker(Version version) {
    ChildProcess worker;
    synchronized (this) {
      worker = workers.remove(version.id());
    }
    if (worker != null && !worker.endsWithin(STOP_GRACE)) {
      worker.close();
    }
  }

  /** Stops the workers; they go on at the next start. */
  @Override
  public void close() {
    watch.close();
    List<ChildProcess> running;
    synchronized (this) {
      closed = true;
      running = List.copyOf(workers.values());
    }
    tasks.shutdownNow();
    running.forEach(ChildProcess::close);
  }
}
