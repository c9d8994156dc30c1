package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_1;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.countypulse.dashboard.model.Quarantine.Status;
import org.countypulse.dashboard.model.TestLedger.Entry;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.schemas.ledger.Decision;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.EventStatus;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReadModelTest {

  private static final CountyView DRILLS = Views.named("safety-drills").orElseThrow();
  private static final CountyView TRANSFERS = Views.named("transfers").orElseThrow();
  private static final LocalDate DAY = LocalDate.of(2019, 5, 12);

  private final TestLedger ledger = new TestLedger();
  private final ReadModel model = ledger.model();

  /**
   * Each batch moves persons from one county to another, over many days, so that their sum is
   * always the same; whoever reads another sum has seen half of a batch.
   */
  @Test
  @Timeout(60)
  void readersSeeWholeBatchesOnly() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(3);
    List<Future<Integer>> reads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      reads.add(readers.submit(readUntil(over)));
    }
    Random random = new Random(1);
    for (int batch = 0; batch < 500; batch++) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        LocalDate day = DAY.minusDays(random.nextInt(900));
        long amount = random.nextInt(1_000);
        rows.add(out(XINFU, day, amount));
        rows.add(out(DINGXIANG, day, -amount));
      }
      model.apply(rows);
    }
    over.set(true);
    for (Future<Integer> read : reads) {
      assertThat(read.get()).isGreaterThan(10);
    }
    readers.shutdown();
  }

  private Callable<Integer> readUntil(AtomicBoolean over) {
    Figures figures = new Figures(Counties.chinese());
    Measure out = Views.measure("transfers-out").orElseThrow();
    return () -> {
      int count = 0;
      while (!over.get()) {
        var sums =
            model.read(
                all ->
                    figures.read(
                        all,
                        out,
                        new Window.Days(365),
                        DAY,
                        Level.COUNTY,
                        Set.of(XINFU, DINGXIANG)));
        assertThat((Long) sums.get(XINFU)).isEqualTo(-(Long) sums.get(DINGXIANG));
        count++;
      }
      return count;
    };
  }

  private Row out(String county, LocalDate day, long amount) {
    return ledger.row("transfers", "", new LedgerCell(county, day, "transfers-out", amount));
  }

  @Test
  void theDigestIsThatOfTheCellsWhateverTheyWereBefore() {
    ledger
        .cell("transfers-out", XINFU, DAY, 5)
        .cell("transfers-out", XINFU, DAY, 7)
        .cell("transfers-in", DINGXIANG, DAY, 4)
        .cell("transfers-in", DINGXIANG, DAY, 0)
        .cell("enrollment-net", XINFU, DAY, -3);
    LedgerDigest digest = model.read(all -> all.of(TRANSFERS).digest());
    assertThat(digest).isEqualTo(LedgerDigest.EMPTY.add(XINFU, DAY, "transfers-out", 7));
  }

  @Test
  void tellsWhichFiguresMayHaveChanged() {
    Changes changes =
        model.apply(
            List.of(
                ledger.row("transfers", "", new LedgerCell(XINFU, DAY, "transfers-exchange", 1L))));
    assertThat(changes.counties()).containsExactly(XINFU);
    assertThat(changes.measures()).containsExactly("exchange-ratio", "transfers-exchange");
    assertThat(
            model
                .apply(
                    List.of(
                        ledger.row(
                            "transfers", "", new LedgerCell(XINFU, DAY, "transfers-exchange", 1L))))
                .isEmpty())
        .isTrue();
  }

  private ViewLedger drills() {
    return model.read(all -> all.of(DRILLS));
  }

  private Registry registry() {
    return model.read(Ledgers::registry);
  }

  @Test
  void accountsAddUpTheLatestRowOfEachLine() {
    ledger
        .account("safety-drills", XINFU_NO_1, "safety-drill", "sis", 0, counts(5, 2))
        .account("safety-drills", XINFU_NO_1, "safety-drill", "sis", 1, counts(1, 0))
        .account("safety-drills", XINFU_NO_1, "safety-drill", "app", 0, counts(4, 0))
        .account("safety-drills", XINFU_NO_1, "safety-drill", "sis", 0, counts(6, 0));
    Accounts accounts = model.read(all -> all.of(DRILLS).accounts());
    assertThat(accounts.byType()).containsEntry("safety-drill", counts(11, 0));
    assertThat(accounts.bySource())
        .containsEntry("sis", counts(7, 0))
        .containsEntry("app", counts(4, 0));
    assertThat(accounts.bySchool()).containsEntry(XINFU_NO_1, counts(11, 0));
    assertThat(accounts.waiting()).isEmpty();
  }

  /** Posted, but for those that wait. */
  private static Counts counts(long received, long waiting) {
    return new Counts(received, received - waiting, 0, 0, waiting, 0);
  }

  @Test
  void anEventThatIsWellAgainHasNoNoteAnyMore() {
    ledger
        .note("safety-drills", XINFU_NO_1, "safety-drill", "a", EventStatus.WAITING, "x")
        .note("safety-drills", XINFU_NO_1, "safety-drill", "b", EventStatus.SUPERSEDED, "y")
        .note("safety-drills", XINFU_NO_1, "safety-drill", "a", EventStatus.POSTED, "");
    Collection<EventNote> notes = drills().notes().of(XINFU_NO_1);
    assertThat(notes).extracting(note -> note.getEventId()).containsExactly("b");
  }

  @Test
  void quarantineKeepsTheNewestInFullAndCountsAll() {
    Quarantine quarantine = new Quarantine(3);
    for (int i = 0; i < 10; i++) {
      quarantine.put(key(i), entry(i, i % 2 == 0 ? "future-date" : "unknown-county"));
    }
    Set<String> promoted = Set.of("safety-drills.v1");
    assertThat(quarantine.byReason(promoted))
        .containsEntry("future-date", 5L)
        .containsEntry("unknown-county", 5L);
    assertThat(quarantine.listed(promoted, null, entry -> true, 100))
        .extracting(listed -> listed.entry().offset())
        .containsExactly(9L, 8L, 7L);

    quarantine.release(key(0));
    quarantine.release(key(9));
    quarantine.release(key(99));
    quarantine.put(key(8), entry(8, "unknown-county"));
    assertThat(quarantine.byReason(promoted))
        .containsEntry("future-date", 3L)
        .containsEntry("unknown-county", 5L);
    assertThat(quarantine.byReason(Set.of("safety-drills.v2"))).isEmpty();
    assertThat(quarantine.listed(promoted, null, entry -> true, 1))
        .extracting(listed -> listed.entry().offset())
        .containsExactly(8L);
  }

  @Test
  void whatWasDecidedIsOpenNoMoreInAnyVersion() {
    Quarantine quarantine = new Quarantine(2);
    Set<String> promoted = Set.of("safety-drills.v1");
    for (int i = 0; i < 4; i++) {
      quarantine.put(key(i), entry(i, "wrong-key"));
    }
    quarantine.decide(decision(0, Decision.REDRIVEN));
    quarantine.decide(decision(2, Decision.DISMISSED));
    quarantine.decide(decision(2, Decision.REDRIVEN));
    assertThat(quarantine.byReason(promoted)).isEqualTo(Map.of("wrong-key", 2L));
    assertThat(quarantine.decided(Decision.REDRIVEN)).isEqualTo(2);
    assertThat(quarantine.decided(Decision.DISMISSED)).isZero();

    quarantine.release(key(2));
    quarantine.release(key(3));
    quarantine.put(key(0), entry(0, "wrong-key"));
    assertThat(quarantine.byReason(promoted)).isEqualTo(Map.of("wrong-key", 1L));
    assertThat(quarantine.listed(promoted, Status.REDRIVEN, entry -> true, 9))
        .extracting(listed -> listed.entry().offset(), Quarantine.Listed::released)
        .containsExactly(tuple(0L, false), tuple(2L, true));
    assertThat(quarantine.listed(promoted, Status.OPEN, entry -> true, 9)).isEmpty();
  }

  private static String key(int offset) {
    return "safety-drills/v1/event.safety-drill/0/" + offset;
  }

  private static QuarantineDecision decision(long offset, Decision decision) {
    return new QuarantineDecision(
        "event.safety-drill",
        0,
        offset,
        decision,
        "",
        "clerk",
        Instant.EPOCH,
        null,
        null,
        "wrong-key",
        "safety-drill",
        XINFU_NO_1,
        "",
        "",
        "safety-drills");
  }

  private static QuarantineEntry entry(long offset, String reason) {
    return new QuarantineEntry(
        "safety-drills",
        1,
        "event.safety-drill",
        0,
        offset,
        "safety-drill",
        XINFU_NO_1,
        "",
        "",
        reason,
        "",
        "",
        "",
        3);
  }

  @Test
  void aSchoolWhoseEntriesWereAllVoidedIsNotRegistered() {
    ledger.school(XINFU_NO_1, Entry.of("2010-09-01", "七一路小学", XINFU));
    assertThat(registry().isRegistered(XINFU_NO_1)).isTrue();
    ledger.school(XINFU_NO_1);
    assertThat(registry().isRegistered(XINFU_NO_1)).isFalse();
    assertThat(registry().counties()).isEmpty();
  }
}
