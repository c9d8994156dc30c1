package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.posting.SchoolStatement.Amount;
import org.countypulse.domain.posting.SchoolStatement.Fate;
import org.countypulse.domain.posting.SchoolStatement.Line;
import org.countypulse.domain.testing.BatchLedger;
import org.countypulse.domain.testing.Histories;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.domain.testing.Ledger.Account;
import org.countypulse.domain.testing.Ledger.Cell;
import org.countypulse.domain.testing.Ledger.Source;
import org.countypulse.schemas.EventType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statements of random histories against the naive computation, which knows nothing of them. For
 * more histories: {@code -Dhistories=100000}.
 */
class SchoolStatementTest {

  private static final long SEEDS = Long.getLong("histories", 100);
  private static final Counties COUNTIES = Counties.chinese();

  static Stream<CountyView> views() {
    return Views.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("views")
  void whatIsAttributedToEventsAddsUpToTheLedgerCellByCell(CountyView view) {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Received> log = Histories.of(view, seed);
      Ledger ledger = BatchLedger.of(view, COUNTIES, log);
      String story = view + ", seed " + seed + Histories.print(log);
      for (List<Received> told : List.of(log, Histories.shuffled(log, seed))) {
        List<Line> lines = lines(view, told);
        assertThat(cells(lines)).as(story).isEqualTo(ledger.cells());
        assertThat(places(lines)).as(story).containsExactlyInAnyOrderElementsOf(positions(log));
        assertThat(accounts(view, lines)).as(story).isEqualTo(ledger.accounts());
      }
    }
  }

  /** A view that posts to a county which an event names must say so: {@code countsElsewhere}. */
  @ParameterizedTest
  @MethodSource("views")
  void onlyWhatAViewNamesIsPostedWhereTheSchoolHasNeverBeen(CountyView view) {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Received> log = Histories.of(view, seed);
      Ledger ledger = BatchLedger.of(view, COUNTIES, log);
      for (Line line : lines(view, log)) {
        SchoolLife life = ledger.lives().getOrDefault(line.school(), SchoolLife.UNREGISTERED);
        List<String> been = life.entries().stream().map(SchoolEntry::county).toList();
        if (line.counts() && line.type().about() == EventType.Subject.SCHOOL) {
          assertThat(line.amounts())
              .allMatch(
                  amount ->
                      been.contains(amount.county()) || view.countsElsewhere(amount.measure()));
        }
      }
    }
  }

  private static List<Line> lines(CountyView view, Collection<Received> log) {
    Map<String, SchoolStatement> statements = new LinkedHashMap<>();
    for (Received received : log) {
      statements
          .computeIfAbsent(
              received.event().schoolId(), key -> new SchoolStatement(view, COUNTIES, key))
          .receive(received);
    }
    List<Line> lines = new ArrayList<>();
    statements.values().forEach(statement -> lines.addAll(statement.lines()));
    return lines;
  }

  private static Map<Cell, Long> cells(List<Line> lines) {
    Map<Cell, Long> cells = new TreeMap<>();
    for (Line line : lines) {
      if (line.counts()) {
        for (Amount amount : line.amounts()) {
          assertThat(amount.amount()).isNotZero();
          cells.merge(
              new Cell(amount.county(), amount.day(), amount.measure().name()),
              amount.amount(),
              Long::sum);
        }
      }
    }
    cells.values().removeIf(amount -> amount == 0);
    return cells;
  }

  private static List<String> places(List<Line> lines) {
    return lines.stream().map(l -> l.type() + "/" + l.partition() + "/" + l.offset()).toList();
  }

  private static List<String> positions(List<Received> log) {
    return log.stream()
        .map(r -> r.event().type() + "/" + r.partition() + "/" + r.offset())
        .toList();
  }

  private static Map<Source, Account> accounts(CountyView view, List<Line> lines) {
    Map<Source, Account> accounts = new TreeMap<>();
    for (Line line : lines) {
      if (view.eventTypes().contains(line.type())) {
        Source source = new Source(line.school(), line.type().name(), line.source());
        accounts.merge(source, account(line.fate()), Account::plus);
      }
    }
    return accounts;
  }

  private static Account account(Fate fate) {
    return new Account(
        1,
        fate == Fate.COUNTED ? 1 : 0,
        fate == Fate.DUPLICATE ? 1 : 0,
        fate == Fate.SUPERSEDED ? 1 : 0,
        fate == Fate.WAITING ? 1 : 0,
        fate == Fate.QUARANTINED ? 1 : 0);
  }
}
