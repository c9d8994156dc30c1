package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.Received;
import org.countypulse.domain.testing.BatchLedger;
import org.countypulse.domain.testing.Histories;
import org.countypulse.domain.testing.Ledger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However history is replayed, the ledger is the one that a plain batch computation gives: digest,
 * cells, days, slots, lives, accounts, notes. {@code InterleavedReplaysTest} shows the same for
 * more orders, without a broker.
 */
class ReplayDeterminismTest {

  private static final Counties COUNTIES = Counties.chinese();
  private static final List<CountyView> VIEWS =
      List.of(Views.named("safety").orElseThrow(), Views.named("transfers").orElseThrow());
  private static final int RECORDS = 150;
  private static final int REBUILDS = Integer.getInteger("replays", 6);
  private static final int LIVE = 2;
  private static final int AT_A_TIME = 6;
  private static final int FIRST_LIVE_VERSION = 10_000;
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  static {
    org.awaitility.Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyReplayMakesTheSameLedger(int partitions) throws Exception {
    List<Received> history = history();
    Map<CountyView, Ledger> expected = new HashMap<>();
    VIEWS.forEach(
        view ->
            expected.put(
                view, WrittenRows.expected(view, BatchLedger.of(view, COUNTIES, history))));
    List<CountyView> versions = new ArrayList<>();
    for (CountyView view : VIEWS) {
      for (int i = 0; i < LIVE; i++) { // the first to begin, since they wait most
        versions.add(view.version(FIRST_LIVE_VERSION + i));
      }
    }
    for (CountyView view : VIEWS) {
      for (int i = 0; i < REBUILDS; i++) {
        versions.add(view.version(2 + i));
      }
    }
    try (ReplaysOnKafka kafka = new ReplaysOnKafka(partitions, folder, VIEWS, history)) {
      kafka.prepare(versions);
      ExecutorService replays =
          Executors.newFixedThreadPool(AT_A_TIME, task -> new Thread(task, "replays"));
      try {
        List<Callable<Void>> all = new ArrayList<>();
        for (CountyView version : versions) {
          Ledger wanted = expected.get(Views.named(version.name()).orElseThrow());
          all.add(() -> replay(kafka, version, wanted));
        }
        for (Future<Void> one : replays.invokeAll(all)) {
          one.get();
        }
      } finally {
        replays.shutdownNow();
      }
    }
  }

  /** The same at every number of partitions; a different one with each seed. */
  private static List<Received> history() {
    List<Received> all = new ArrayList<>();
    VIEWS.forEach(view -> all.addAll(Histories.of(view, SEED, RECORDS)));
    all.sort(Comparator.comparing(Received::appendedAt));
    return all;
  }

  private static Void replay(ReplaysOnKafka kafka, CountyView version, Ledger expected)
      throws Exception {
    Random random = new Random(SEED + version.id().hashCode());
    List<String> story = new ArrayList<>();
    try {
      if (version.version() < FIRST_LIVE_VERSION) {
        story.addAll(kafka.rebuild(version, random));
      } else {
        try (AutoCloseable live = kafka.live(version, random, story)) {
          assertThat(live).isNotNull();
          await()
              .atMost(Duration.ofSeconds(120))
              .until(() -> kafka.written(version).ledger().equals(expected));
        }
      }
      WrittenRows written = kafka.written(version);
      assertThat(written.ledger()).isEqualTo(expected);
      assertThat(written.digestOfSchools()).isEqualTo(expected.digest());
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s with -Dseed=%d: %s".formatted(version.id(), SEED, String.join("; ", story)), e);
    }
    return null;
  }
}
