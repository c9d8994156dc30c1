package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.VersionState;
import org.junit.jupiter.api.Test;

/** Which version of a view readers see, as the topic {@code views} says more and more. */
class VersionsTest {

  private static final String DRILLS = "safety-drills";
  private static final CountyView VIEW = Views.named(DRILLS).orElseThrow();
  private static final LocalDate DAY = LocalDate.of(2019, 5, 12);

  private final TestLedger ledger = new TestLedger().complete();
  private final ReadModel model = ledger.model();

  private ViewLedger seen() {
    return model.read(all -> all.of(VIEW));
  }

  private boolean isThere(int version) {
    return model.read(all -> all.version(VIEW, version).isPresent());
  }

  @Test
  void beforeThereIsAnyVersionAllFiguresAreThoseOfNothing() {
    ReadModel empty = new ReadModel();
    assertThat(empty.read(Ledgers::all)).isEmpty();
    assertThat(empty.read(Ledgers::promoted)).hasSize(Views.ALL.size());
    assertThat(empty.read(all -> all.of(VIEW)).exists()).isFalse();
    assertThat(empty.read(Ledgers::registry).counties()).isEmpty();
  }

  @Test
  void aPromotedVersionIsShownOnceItHasBeenReadToItsEnd() {
    ViewLedger first = seen();
    ledger.say(DRILLS, 2, VersionState.REBUILDING, "", null).complete();
    ledger.put(DRILLS, 2, "", new LedgerCell(DINGXIANG, DAY, "drills-held", 1L));
    ledger.say(DRILLS, 2, VersionState.LIVE, "", null).promote(DRILLS, 2);
    assertThat(seen()).isSameAs(first);

    Set<ViewLedger> toRead = model.takeAnnounced();
    assertThat(toRead).containsExactly(ledger.version(DRILLS, 2));
    Changes changes = model.completed(ledger.version(DRILLS, 2));
    assertThat(seen().version()).isEqualTo(2);
    assertThat(changes.counties()).contains(DINGXIANG);
    assertThat(changes.measures()).contains("drills-held", "schools-drilled");
  }

  @Test
  void readersGoBackAsSafelyAsTheyWentForward() {
    ledger.say(DRILLS, 2, VersionState.LIVE, "", null).promote(DRILLS, 2).complete();
    ledger.promote(DRILLS, 1);
    assertThat(seen().version()).as("what v1 has counted since may not be here yet").isEqualTo(2);
    ledger.complete();
    assertThat(seen().version()).isEqualTo(1);
  }

  @Test
  void whoHasNotReadTheFirstVersionYetTakesTheSecondAtOnce() {
    TestLedger starting =
        new TestLedger().say(DRILLS, 2, VersionState.LIVE, "", null).promote(DRILLS, 2);
    assertThat(starting.model().read(all -> all.of(VIEW)).version()).isEqualTo(2);
  }

  @Test
  void aVersionThatIsNotPromotedChangesNothingForReaders() {
    ledger.say(DRILLS, 2, VersionState.REBUILDING, "", null).complete();
    Changes changes =
        model.apply(
            List.of(
                new Row.OfLedger(
                    ledger.version(DRILLS, 2), "", new LedgerCell(XINFU, DAY, "drills-held", 1L))));
    assertThat(changes.isEmpty()).isTrue();
    assertThat(seen().version()).isEqualTo(1);
  }

  @Test
  void aRetiredVersionIsForgottenAndItsNumberToldAsGone() {
    ledger.say(DRILLS, 2, VersionState.LIVE, "known-at x", Instant.EPOCH).complete();
    assertThat(isThere(2)).isTrue();
    for (VersionState state : List.of(VersionState.RETIRING, VersionState.RETIRED)) {
      ledger.say(DRILLS, 2, state, "", null);
      assertThat(isThere(2)).isFalse();
      boolean gone = model.read(all -> all.isGone(VIEW, 2));
      assertThat(gone).isTrue();
    }
    assertThat(model.read(Ledgers::all)).hasSize(Views.ALL.size());
    assertThat(model.takeAnnounced()).isEmpty();
    ledger.promote(DRILLS, 2);
    assertThat(seen().version()).as("nobody is moved to what is gone").isEqualTo(1);
  }

  @Test
  void aLedgerThatIsReadAnewIsShownAsItWasUntilThen() {
    ledger.put(DRILLS, 1, "", new LedgerCell(XINFU, DAY, "drills-held", 3L));
    ViewLedger before = seen();
    model.restart(before);
    assertThat(seen()).isSameAs(before);
    ledger.complete();
    assertThat(seen()).isNotSameAs(before);
    assertThat(seen().version()).isEqualTo(1);
  }
}
