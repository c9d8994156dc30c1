package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
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
 * at hand. A history that fails is cut down to the records that make it fail, and printed.
 */
class EngineAgainstBatchTest {

  private static final long SEEDS = Long.getLong("histories", 1_500);
  private static final Counties COUNTIES = Counties.chinese();

  static Stream<CountyView> views() {
    return Views.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("views")
  void isAFunctionOfTheSetOfRecords(CountyView view) {
    LongStream.range(0, SEEDS)
        .forEach(
            seed -> {
              List<Received> history = Histories.of(view, seed);
              check(view, seed, history);
              check(view, seed, Histories.shuffled(history, seed));
            });
  }

  private static void check(CountyView view, long seed, List<Received> history) {
    if (differs(view, history)) {
      List<Received> least = shrunk(history, shorter -> differs(view, shorter));
      String story = view + ", seed " + seed + Histories.print(least);
      assertThat(engine(view, least).toString())
          .as(story)
          .isEqualTo(BatchLedger.of(view, COUNTIES, least).toString());
      fail(story + " fails, though the ledgers print alike");
    }
  }

  private static boolean differs(CountyView view, List<Received> history) {
    Ledger expected = BatchLedger.of(view, COUNTIES, history);
    try {
      Ledger actual = engine(view, history);
      return !actual.equals(expected)
          || !actual.digest().equals(expected.digest())
          || !actual.accounts().values().stream().allMatch(Ledger.Account::balances)
          || actual.total().received() != expected.total().received();
    } catch (RuntimeException e) {
      return true;
    }
  }

  private static Ledger engine(CountyView view, List<Received> history) {
    CollectingSink sink = new CollectingSink(view);
    SchoolPoster poster = new SchoolPoster(view, COUNTIES, new MapSchoolStore(), sink);
    history.forEach(poster::receive);
    return sink.ledger();
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
