package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.testing.BatchLedger;
import org.countypulse.domain.testing.CollectingSink;
import org.countypulse.domain.testing.Histories;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.domain.testing.MapSchoolStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine, record by record and in any order, against the naive computation that has all records
 * at hand. A history that fails is cut down to the records that make it fail, and printed. For more
 * histories: {@code -Dhistories=100000}.
 */
class EngineAgainstBatchTest {

  private static final long SEEDS = Long.getLong("histories", 500);
  private static final Counties COUNTIES = Counties.chinese();

  static Stream<CountyView> views() {
    return Views.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("views")
  void isAFunctionOfTheSetOfRecords(CountyView view) {
    forEachSeed(
        seed -> {
          List<Received> log = Histories.of(view, seed);
          Ledger expected = BatchLedger.of(view, COUNTIES, log);
          assertThat(expected.accounts().values()).allMatch(Ledger.Account::balances);
          assertThat(expected.total().received()).isEqualTo(owned(view, log));
          check(view, seed, log, expected);
          check(view, seed, Histories.shuffled(log, seed), expected);
          check(view, seed, Histories.shuffled(log, -seed), expected);
        });
  }

  @ParameterizedTest
  @MethodSource("views")
  void longHistoriesAreNoDifferent(CountyView view) {
    for (long seed = 0; seed < SEEDS / 100; seed++) {
      List<Received> log = Histories.of(view, seed, 200);
      check(view, seed, Histories.shuffled(log, seed), BatchLedger.of(view, COUNTIES, log));
    }
  }

  @ParameterizedTest
  @MethodSource("views")
  void theQuarantineHoldsWhatIsNotBelievedNowAndNothingElse(CountyView view) {
    forEachSeed(
        seed -> {
          List<Received> log = Histories.of(view, seed);
          Map<String, String> reasons = new TreeMap<>();
          run(view, log)
              .quarantined()
              .forEach((place, record) -> reasons.put(place, record.refusal().reason().word()));
          assertThat(reasons)
              .as(() -> view + ", seed " + seed + Histories.print(log))
              .isEqualTo(BatchLedger.quarantine(view, COUNTIES, log));
        });
  }

  @ParameterizedTest
  @MethodSource("views")
  void aSchoolsDigestIsAFunctionOfTheSetOfRecords(CountyView view) {
    forEachSeed(
        seed -> {
          List<Received> log = Histories.of(view, seed);
          assertThat(run(view, Histories.shuffled(log, seed)).digests())
              .as(() -> view + ", seed " + seed + Histories.print(log))
              .isEqualTo(run(view, log).digests());
        });
  }

  @ParameterizedTest
  @MethodSource("views")
  void whatIsSentAgainPostsNothing(CountyView view) {
    forEachSeed(
        seed -> {
          List<Received> log = Histories.of(view, seed);
          List<Received> twice = new ArrayList<>(log);
          twice.addAll(log);
          assertThat(run(view, twice).postings())
              .as(() -> view + ", seed " + seed + Histories.print(log))
              .isEqualTo(run(view, log).postings());
        });
  }

  private interface Seeded {
    void run(long seed);
  }

  private static void forEachSeed(Seeded test) {
    LongStream.range(0, SEEDS).forEach(test::run);
  }

  private static long owned(CountyView view, Collection<Received> log) {
    return log.stream().filter(r -> view.eventTypes().contains(r.event().type())).count();
  }

  private static void check(CountyView view, long seed, List<Received> history, Ledger expected) {
    if (!isRight(view, history, expected)) {
      List<Received> least =
          shrunk(
              history, shorter -> !isRight(view, shorter, BatchLedger.of(view, COUNTIES, shorter)));
      String story = view + ", seed " + seed + Histories.print(least);
      assertThat(run(view, least).ledger().toString())
          .as(story)
          .isEqualTo(BatchLedger.of(view, COUNTIES, least).toString());
      throw new AssertionError(story + "depends on the order in which the shorter one is told");
    }
  }

  private static boolean isRight(CountyView view, List<Received> history, Ledger expected) {
    try {
      CollectingSink sink = run(view, history);
      Ledger actual = sink.ledger();
      return actual.equals(expected)
          && actual.digest().equals(expected.digest())
          && sink.digestOfSchools().equals(expected.digest());
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * A restart now and then makes no difference: all that the engine knows is in its store. Neither
   * does a flush at any time, nor memory for no school at all.
   */
  private static CollectingSink run(CountyView view, List<Received> history) {
    CollectingSink sink = new CollectingSink(view);
    MapSchoolStore store = new MapSchoolStore();
    SchoolPoster poster = new SchoolPoster(view, COUNTIES, store, sink);
    for (int i = 0; i < history.size(); i++) {
      if (i % 3 == 2) {
        poster.flush();
      }
      if (i % 5 == 4) {
        poster.flush();
        poster.close();
        poster = new SchoolPoster(view, COUNTIES, store, sink, new SharedMemory(i % 2));
      }
      poster.receive(history.get(i));
    }
    poster.flush();
    return sink;
  }

  /** Leaves out one record after the other for as long as what is left still fails. */
  private static List<Received> shrunk(List<Received> history, Predicate<List<Received>> fails) {
    List<Received> least = new ArrayList<>(history);
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int i = least.size() - 1; i >= 0; i--) {
        List<Received> without = new ArrayList<>(least);
        without.remove(i);
        if (fails.test(without)) {
          least = without;
          smaller = true;
        }
      }
    }
    return least;
  }
}
