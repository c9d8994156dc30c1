package org.countypulse.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.streams.CountedOffsets;
import org.countypulse.streams.RebuildLease;
import org.countypulse.streams.RebuildThrottle;
import org.countypulse.streams.Topics;
import org.countypulse.streams.TopicsException;
import org.countypulse.streams.Version;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.VersionRefusedException;
import org.countypulse.streams.VersionTable;
import org.countypulse.streams.VersionWatch;
import org.countypulse.streams.rebuild.Rebuild;
import org.countypulse.streams.rebuild.RebuildException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of a rebuild, in this process, until there is nothing more to do. It follows what the
 * topic {@code views} says of its version, and tells there what came of it.
 */
final class RebuildWork {
  private static final Logger LOG = LoggerFactory.getLogger(RebuildWork.class);

  /** Longer than the session of one who was killed. */
  private static final Duration LEASE_PATIENCE = Duration.ofSeconds(15);

  /** Of topics that don't exist yet, where the platform has not made them. */
  private static final int PARTITIONS = 4;

  private static final int POLLS_A_SECOND = 10;
  private static final int MOST_AT_ONCE = 5_000;

  /** Another process is at work on the same rebuild. */
  static final class ElsewhereException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ElsewhereException(Version version) {
      super(
          "Another process is rebuilding %s. Wait for it, or: cancel %s %d"
              .formatted(version.title(), version.view(), version.number()));
    }
  }

  /** Told how it goes. */
  interface Listener {
    /**
     * @param done records read
     * @param inAll records that there are
     */
    void progress(long done, long inAll, boolean paused);

    void waiting(String why);
  }

  private final ViewOperations operations;
  private final Version version;
  private final Listener listener;
  private volatile VersionTable table;

  RebuildWork(ViewOperations operations, Version version, Listener listener) {
    this.operations = operations;
    this.version = version;
    this.listener = listener;
  }

  /**
   * Does it.
   *
   * @param folder for its stores; nothing else may be in it
   * @param instance a name under which this process takes over from itself after a crash
   * @param throttle as {@link RebuildThrottle#start} takes it
   * @return what the version is then; one that has failed says why
   * @throws ElsewhereException if another process is at work on it
   */
  Version run(Path folder, Optional<String> instance, String throttle) {
    var client = operations.surroundings().kafkaClient();
    try (var lease =
            RebuildLease.take(client, version, instance, LEASE_PATIENCE)
                .orElseThrow(() -> new ElsewhereException(version));
        var admin = Admin.create(client)) {
      table = operations.versions().read();
      try (var watch =
              VersionWatch.start(operations.versions(), "rebuild-watch", now -> table = now);
          var resting =
              RebuildThrottle.start(throttle, new CountedOffsets(admin), this::promoted)) {
        return rebuild(admin, folder, lease, throttle, resting);
      }
    }
  }

  private Version rebuild(
      Admin admin, Path folder, RebuildLease lease, String throttle, RebuildThrottle resting) {
    try {
      if (!now().isBeingRebuilt()) { // it was cancelled before; its topics must not come back
        return now();
      }
      var view = definition();
      prepareTopics(admin, view);
      var outcome =
          Rebuild.run(settings(view, folder, throttle), control(lease, resting), new Told());
      if (outcome == Rebuild.Outcome.CANCELLED) {
        if (now().isBeingRebuilt()) { // nobody has cancelled it, but the right to go on is gone
          throw new ElsewhereException(version);
        }
        return now();
      }
      if (!lease.isHeld()) { // another process may be at work on it by now
        throw new ElsewhereException(version);
      }
      return operations
          .versions()
          .finished(version.view(), version.number(), Wish.of(version.by()));
    } catch (VersionRefusedException e) {
      return now(); // it was cancelled at the last moment
    } catch (RuntimeException e) {
      return failed(e, lease);
    }
  }

  private CountyView definition() {
    return version
        .definition()
        .orElseThrow(
            () ->
                new RebuildException(
                    "%s was begun by other rules than this program's. Take another: cancel %s %d, and rebuild %s"
                        .formatted(
                            version.title(), version.view(), version.number(), version.view())));
  }

  private void prepareTopics(Admin admin, CountyView view) {
    int partitions = Topics.ensure(admin, PARTITIONS, Modules.BROKERS_DEFAULT_REPLICATION);
    Topics.registerLedgers(
        operations.surroundings().schemaRegistry(), operations.values(), List.of(view));
    Topics.ensureLedgers(admin, List.of(view), partitions, Modules.BROKERS_DEFAULT_REPLICATION);
  }

  private Rebuild.Settings settings(CountyView view, Path folder, String throttle) {
    return new Rebuild.Settings(
        client(throttle),
        operations.values(),
        operations.surroundings().counties(),
        view,
        version.knownAt(),
        folder,
        Runtime.getRuntime().availableProcessors(),
        Modules.BROKERS_DEFAULT_REPLICATION,
        Runtime.getRuntime().maxMemory() / 4);
  }

  /** Who shall read slowly reads a little at a time, rather than much and then nothing. */
  private Map<String, Object> client(String throttle) {
    var client = new HashMap<>(operations.surroundings().kafkaClient());
    RebuildThrottle.limit(throttle)
        .ifPresent(
            limit -> {
              long atOnce = Math.max(1, Math.min(MOST_AT_ONCE, limit / POLLS_A_SECOND));
              client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, (int) atOnce);
            });
    return client;
  }

  private Rebuild.Control control(RebuildLease lease, RebuildThrottle resting) {
    return new Rebuild.Control() {
      @Override
      public boolean paused() {
        return now().state() == VersionState.PAUSED;
      }

      @Override
      public boolean cancelled() {
        return !now().isBeingRebuilt() || !lease.isHeld();
      }

      @Override
      public boolean cancelledByNow() {
        table = operations.versions().read();
        return cancelled();
      }

      @Override
      public long restNanos(long workedNanos, long events) {
        return resting.restNanos(workedNanos, events);
      }
    };
  }

  private Version now() {
    return table.find(version.view(), version.number()).orElse(version);
  }

  /** Those that readers use and that are counted on with: others would wait for ever. */
  private Collection<Version> promoted() {
    var all = table;
    return all.all().stream()
        .filter(all::isPromoted)
        .filter(one -> one.definition().isPresent())
        .toList();
  }

  /**
   * What a person can mend is said in the version's row, and waits for them; what may mend itself
   * is for whoever supervises this process.
   */
  private Version failed(RuntimeException failure, RebuildLease lease) {
    if (Main.isStopping()) {
      throw failure;
    }
    if (isFenced(failure)) { // by another process, or because it was cancelled
      table = operations.versions().read();
      if (!now().isBeingRebuilt()) {
        return now();
      }
    }
    if (isFenced(failure) || !lease.isHeld()) {
      throw new ElsewhereException(version);
    }
    var why = sentence(failure);
    if (why.isEmpty()) {
      throw failure;
    }
    LOG.error("{} can't be rebuilt: {}", version.id(), why.get(), failure);
    return operations
        .versions()
        .failed(version.view(), version.number(), why.get(), Wish.of(version.by()));
  }

  private static boolean isFenced(Throwable failure) {
    for (var e = failure; e != null; e = e.getCause()) {
      if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> sentence(RuntimeException failure) {
    if (isDiskFull(failure)) {
      return Optional.of(
          "The disk of the rebuild's folder is full. Make room, then: resume %s %d"
              .formatted(version.view(), version.number()));
    }
    return failure instanceof RebuildException || failure instanceof TopicsException
        ? Optional.of(failure.getMessage())
        : Optional.empty();
  }

  private static boolean isDiskFull(Throwable failure) {
    for (var e = failure; e != null; e = e.getCause()) {
      if (("" + e.getMessage()).contains("No space left on device")) {
        return true;
      }
    }
    return false;
  }

  /** Passes on what the engine tells. */
  private final class Told implements Rebuild.Listener {
    @Override
    public void progress(List<Rebuild.Part> parts) {
      long done = 0;
      long inAll = 0;
      for (var part : parts) {
        done += part.done() - part.begin();
        inAll += Math.max(part.end(), part.done()) - part.begin();
      }
      listener.progress(done, inAll, now().state() == VersionState.PAUSED);
    }

    @Override
    public void waiting(String why) {
      LOG.warn("{}: {}", version.id(), why);
      listener.waiting(why);
    }
  }
}
