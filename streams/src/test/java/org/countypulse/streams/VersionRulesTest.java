package org.countypulse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.countypulse.schemas.ledger.VersionState.LIVE;
import static org.countypulse.schemas.ledger.VersionState.PAUSED;
import static org.countypulse.schemas.ledger.VersionState.REBUILDING;
import static org.countypulse.schemas.ledger.VersionState.RETIRED;
import static org.countypulse.schemas.ledger.VersionState.RETIRING;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.ViewVersion;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.VersionRules.Change;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may become of a version, told as stories about the drills. */
class VersionRulesTest {

  private static final String DRILLS = "safety-drills";
  private static final CountyView VIEW = Views.named(DRILLS).orElseThrow();
  private static final Wish LENA = new Wish("Lena", Instant.parse("2026-10-10T00:00:00Z"));

  private final Map<String, ViewVersion> rows = new LinkedHashMap<>();

  @BeforeEach
  void theFirstVersionIsThere() {
    write(VersionRules.enter(table(), List.of(VIEW), VersionRulesTest::isKnown, LENA));
  }

  @Test
  void theFirstVersionOfAViewIsLiveAndPromotedAtOnce() {
    assertThat(table().promoted(DRILLS))
        .hasValueSatisfying(
            version -> {
              assertThat(version.number()).isEqualTo(1);
              assertThat(version.state()).isEqualTo(LIVE);
            });
    assertThat(VersionRules.enter(table(), List.of(VIEW), VersionRulesTest::isKnown, LENA))
        .isEmpty();
  }

  @Test
  void aVersionOfUnknownRulesStaysAndSaysThatItDoesNotCountOn() {
    CountyView changed = VIEW.revised(7, Views.measure("drills-held").orElseThrow());
    rows.clear();
    write(VersionRules.enter(table(), List.of(changed), version -> true, LENA));

    write(VersionRules.enter(table(), List.of(VIEW), VersionRulesTest::isKnown, LENA));

    assertThat(version(1).detail()).contains("does not count on", "rebuild safety-drills");
    assertThat(table().promoted(DRILLS)).hasValue(version(1));
    assertThat(table().of(DRILLS)).hasSize(1);

    write(VersionRules.enter(table(), List.of(changed), version -> true, LENA));
    assertThat(version(1).detail()).as("with a program that knows them").isEmpty();
  }

  @Test
  void aRebuildTakesTheNextNumberEvenAfterOneThatIsGone() {
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));
    make(VersionRules.cancel(table(), DRILLS, 2, LENA));
    make(VersionRules.removed(table(), DRILLS, 2, LENA));
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));

    assertThat(version(2).state()).isEqualTo(RETIRED);
    assertThat(version(3).state()).isEqualTo(REBUILDING);
    assertThat(version(3).by()).isEqualTo("Lena");
  }

  @Test
  void onlyOneRebuildOfAViewIsDoneAtATime() {
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));
    refused(
        () -> VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA),
        "v2 of safety-drills is being rebuilt already");
    make(VersionRules.pause(table(), DRILLS, 2, LENA));
    refused(() -> VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA), "(paused)");
    make(VersionRules.failed(table(), DRILLS, 2, "The disk is full.", LENA));
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));
    refused(() -> VersionRules.resume(table(), DRILLS, 2, LENA), "v3 of safety-drills is being");
  }

  @Test
  void pausesGoesOnAndFinishes() {
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));
    make(VersionRules.pause(table(), DRILLS, 2, LENA));
    assertThat(version(2).state()).isEqualTo(PAUSED);
    make(VersionRules.resume(table(), DRILLS, 2, LENA));
    refused(() -> VersionRules.promote(table(), DRILLS, 2, 1, LENA), "is rebuilding");
    make(VersionRules.finished(table(), DRILLS, 2, LENA));
    make(VersionRules.promote(table(), DRILLS, 2, 1, LENA));
    assertThat(table().promoted(DRILLS)).hasValue(version(2));
    make(VersionRules.promote(table(), DRILLS, 1, 2, LENA));
    assertThat(table().promoted(DRILLS)).as("back again").hasValue(version(1));
  }

  @Test
  void aPromotionThatWasJudgedAgainstAnotherVersionIsRefused() {
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));
    make(VersionRules.finished(table(), DRILLS, 2, LENA));
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));
    make(VersionRules.finished(table(), DRILLS, 3, LENA));
    make(VersionRules.promote(table(), DRILLS, 2, 1, LENA));
    refused(() -> VersionRules.promote(table(), DRILLS, 3, 1, LENA), "Meanwhile v2");
  }

  @Test
  void whatWasKnownThenIsNeverPromoted() {
    Instant then = Instant.parse("2026-10-01T00:00:00Z");
    make(VersionRules.rebuild(table(), DRILLS, Optional.of(then), LENA));
    make(VersionRules.finished(table(), DRILLS, 2, LENA));
    assertThat(version(2).label()).isEqualTo("known-at 2026-10-01T00:00:00Z");
    assertThat(version(2).countsOn()).isFalse();
    refused(() -> VersionRules.promote(table(), DRILLS, 2, 1, LENA), "known at 2026-10-01");
    refused(
        () -> VersionRules.rebuild(table(), DRILLS, Optional.of(LENA.at().plusSeconds(1)), LENA),
        "can't be told yet");
  }

  @Test
  void whatReadersUseIsNeverRetired() {
    refused(() -> VersionRules.retire(table(), DRILLS, 1, LENA), "it is the promoted one");
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));
    refused(() -> VersionRules.retire(table(), DRILLS, 2, LENA), "cancel safety-drills 2");
    make(VersionRules.finished(table(), DRILLS, 2, LENA));
    make(VersionRules.retire(table(), DRILLS, 2, LENA));
    assertThat(version(2).state()).isEqualTo(RETIRING);
    refused(() -> VersionRules.promote(table(), DRILLS, 2, 1, LENA), "is retiring");
    make(VersionRules.retire(table(), DRILLS, 2, LENA));
    make(VersionRules.removed(table(), DRILLS, 2, LENA));
    assertThat(VersionRules.retire(table(), DRILLS, 2, LENA).rows()).as("again").isEmpty();
  }

  @Test
  void whatDoesNotExistIsSaidToBeSo() {
    refused(() -> VersionRules.retire(table(), DRILLS, 9, LENA), "There is no v9", "there is v1");
    refused(
        () -> VersionRules.rebuild(table(), "drills", Optional.empty(), LENA),
        "There is no view drills",
        "safety-drills");
  }

  @Test
  void aCancelledRebuildIsNotFinishedByAWorkerThatHasNotHeardOfIt() {
    make(VersionRules.rebuild(table(), DRILLS, Optional.empty(), LENA));
    make(VersionRules.cancel(table(), DRILLS, 2, LENA));
    refused(() -> VersionRules.finished(table(), DRILLS, 2, LENA), "is cancelled");
  }

  private static boolean isKnown(Version version) {
    return version.definition().isPresent();
  }

  private static void refused(Runnable asked, String... words) {
    assertThatThrownBy(asked::run)
        .isInstanceOf(VersionRefusedException.class)
        .hasMessageContainingAll(words);
  }

  private Version version(int number) {
    return table().find(DRILLS, number).orElseThrow();
  }

  private VersionTable table() {
    return VersionTable.of(new ArrayList<>(rows.values()));
  }

  private void make(Change change) {
    write(change.rows());
  }

  private void write(List<ViewVersion> changed) {
    changed.forEach(row -> rows.put(row.getView() + "/" + row.getEntry(), row));
  }
}
