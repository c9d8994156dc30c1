package org.countypulse.domain.posting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;
import static org.countypulse.domain.testing.Cast.XINFU_NO_2;
import static org.countypulse.domain.testing.Cast.participants;

import org.countypulse.domain.Views;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Ledger.Account;
import org.countypulse.domain.testing.Ledger.Source;
import org.countypulse.domain.testing.Story;
import org.junit.jupiter.api.Test;

/** Which of several events stands: told with drills of one school on one day. */
class StandingsTest {

  private static final String DAY = "2019-05-12";
  private static final String NOWHERE = "ffffffff-0000-4000-8000-000000000000";

  private final Cast cast = new Cast();
  private final Draft registration = cast.registered(XINFU_NO_1, "2019-01-01", XINFU);

  private Story given(Draft... drafts) {
    return Story.of(Views.named("safety-drills").orElseThrow()).given(registration).given(drafts);
  }

  private Draft drill(int persons) {
    return cast.drill(XINFU_NO_1, DAY, participants(persons));
  }

  private static void thenDrilled(Story story, int persons) {
    story.then(XINFU, DAY, "drills-held", 1, "drill-participants", persons);
  }

  // --- corrections ---

  @Test
  void ofSeveralCorrectionsTheLastRecordedStands() {
    Draft drill = drill(1);
    Draft later = drill(2).correcting(drill).recordedAt("2019-05-20T00:00:00Z");
    Draft sooner = drill(3).correcting(drill).recordedAt("2019-05-14T00:00:00Z");
    Story story = given(drill, later, sooner);
    thenDrilled(story, 2);
    story.thenFate(sooner, "SUPERSEDED corrected").thenRecords(1, 0, 2, 0, 0);
  }

  @Test
  void ofTwoCorrectionsRecordedAtOnceTheGreaterIdStands() {
    Draft drill = drill(1);
    thenDrilled(
        given(
            drill,
            drill(2)
                .correcting(drill)
                .withId("7fffffff-0000-4000-8000-000000000000")
                .recordedAt("2019-05-20T00:00:00Z"),
            drill(3)
                .correcting(drill)
                .withId("80000000-0000-4000-8000-000000000000")
                .recordedAt("2019-05-20T00:00:00Z")),
        3);
  }

  @Test
  void aCorrectionOfACorrectionStandsThoughItsOwnClockIsBehind() {
    Draft drill = drill(1);
    Draft correction = drill(2).correcting(drill).recordedAt("2019-05-20T00:00:00Z");
    Draft again = drill(3).correcting(correction).recordedAt("2019-05-13T00:00:00Z");
    Draft other = drill(4).correcting(drill).recordedAt("2019-05-16T00:00:00Z");
    thenDrilled(given(drill, correction, again, other), 3);
  }

  @Test
  void aCorrectionCountsAtOnceThoughItsOriginalIsMissing() {
    Draft drill = drill(1);
    Draft correction = drill(2).correcting(drill);
    Story story = given(correction);
    thenDrilled(story, 2);
    story.thenPosted(correction);
    thenDrilled(story.when(drill), 2);
    story.thenFate(drill, "SUPERSEDED corrected");
  }

  @Test
  void correctionsOfOneMissingEventAreSiblings() {
    Draft one = drill(1).correcting(NOWHERE).recordedAt("2019-05-13T00:00:00Z");
    Draft two = drill(2).correcting(NOWHERE).recordedAt("2019-05-14T00:00:00Z");
    Story story = given(one, two);
    thenDrilled(story, 2);
    story.thenFate(one, "SUPERSEDED corrected");
  }

  @Test
  void anEventOfAnotherSchoolIsNotCorrected() {
    Draft drill = drill(1);
    Draft elsewhere = cast.drill(XINFU_NO_2, DAY, participants(5)).correcting(drill);
    Story story = given(drill, elsewhere, cast.registered(XINFU_NO_2, "2019-01-01", XINFU));
    story.then(XINFU, DAY, "drills-held", 2, "drill-participants", 6);
  }

  // --- voids ---

  @Test
  void aVoidWithoutItsOriginalWaitsForIt() {
    Draft drill = drill(1);
    Draft withdrawal = cast.voidOf(drill);
    given(withdrawal)
        .thenFate(withdrawal, "WAITING original-missing")
        .thenRecords(0, 0, 0, 1, 0)
        .when(drill)
        .thenPosted(withdrawal)
        .thenFate(drill, "SUPERSEDED voided")
        .thenNothingCounts();
  }

  @Test
  void aVoidCanBeCorrectedBySayingTheFactAgain() {
    Draft drill = drill(1);
    Draft withdrawal = cast.voidOf(drill);
    Story story = given(drill, withdrawal, drill(2).correcting(withdrawal));
    thenDrilled(story, 2);
    story.thenFate(withdrawal, "SUPERSEDED corrected");
  }

  @Test
  void theVoidOfAVoidBringsNothingBack() {
    Draft drill = drill(1);
    Draft withdrawal = cast.voidOf(drill);
    Draft second = cast.voidOf(withdrawal);
    given(drill, withdrawal, second)
        .thenNothingCounts()
        .thenFate(withdrawal, "SUPERSEDED voided")
        .thenPosted(second);
  }

  @Test
  void theVoidOfACorrectionWithdrawsTheEventAltogether() {
    Draft drill = drill(1);
    Draft correction = drill(2).correcting(drill);
    given(drill, correction, cast.voidOf(correction)).thenNothingCounts();
  }

  @Test
  void aVoidsOwnDayIsNotJudged() {
    Draft drill = drill(1).arrivingAt("2019-05-13T00:00:00Z");
    Draft withdrawal =
        cast.voidOf(cast.drill(XINFU_NO_1, "2029-01-01").withId(drill.id()))
            .arrivingAt("2019-05-13T00:00:00Z");
    given(drill, withdrawal).thenNothingCounts().thenPosted(withdrawal);
  }

  // --- cycles ---

  @Test
  void aTreeWithACycleIsQuarantinedWhole() {
    Draft one = drill(1);
    Draft two = drill(2).correcting(one);
    Draft three = drill(3).correcting(two);
    given(one.correcting(two), two, three)
        .thenNothingCounts()
        .thenFate(one, "QUARANTINED cycle")
        .thenFate(two, "QUARANTINED cycle")
        .thenFate(three, "QUARANTINED cycle");
  }

  @Test
  void anEventThatCorrectsItselfIsQuarantined() {
    Draft drill = drill(1);
    given(drill.correcting(drill)).thenNothingCounts().thenFate(drill, "QUARANTINED cycle");
  }

  @Test
  void aCycleIsBrokenByAnEarlierContentThatDoesNotLink() {
    Draft one = drill(1);
    Draft two = drill(2).correcting(one);
    Draft before = one.recordedAt("2018-01-01T00:00:00Z");
    Story story = given(one.correcting(two), two).thenNothingCounts().when(before);
    thenDrilled(story, 2);
    story.thenFate(one, "SUPERSEDED corrected", "QUARANTINED conflicting");
  }

  // --- one id, several contents ---

  @Test
  void ofTwoContentsUnderOneIdTheEarlierRecordedStands() {
    Draft first = drill(1);
    Draft second = drill(2).withId(first.id());
    Story story = given(second);
    thenDrilled(story, 2);
    thenDrilled(story.when(first), 1);
    story.thenFate(first, "QUARANTINED conflicting").thenRecords(1, 0, 0, 0, 1);
  }

  @Test
  void aCopyWithAnEarlierClockCanTurnAConflict() {
    Draft first = drill(1);
    Draft second = drill(2).withId(first.id());
    Story story = given(first, second);
    thenDrilled(story, 1);
    thenDrilled(story.when(second.recordedAt("2018-01-01T00:00:00Z")), 2);
    story.thenRecords(1, 1, 0, 0, 1);
  }

  @Test
  void anUnbelievableContentThatCameFirstStillKeepsTheOtherOut() {
    Draft first = drill(-1);
    Draft second = drill(2).withId(first.id());
    given(first, second)
        .thenNothingCounts()
        .thenFate(first, "QUARANTINED rule-broken", "QUARANTINED conflicting");
  }

  // --- copies ---

  @Test
  void copiesFromSeveralSystemsCountOnceForTheOneThatWroteItDownFirst() {
    Draft drill = drill(1).recordedAt("2019-05-14T00:00:00Z");
    Story story =
        given(
            drill,
            drill,
            drill.from("safety/xinfu").recordedAt("2019-05-13T00:00:00Z"),
            drill.from("aaa"));
    thenDrilled(story, 1);
    assertThat(story.ledger().accounts())
        .containsEntry(
            new Source(XINFU_NO_1, "safety-drill", "safety/xinfu"), new Account(1, 1, 0, 0, 0, 0))
        .containsEntry(
            new Source(XINFU_NO_1, "safety-drill", "sis/xinfu"), new Account(2, 0, 2, 0, 0, 0))
        .containsEntry(
            new Source(XINFU_NO_1, "safety-drill", "aaa"), new Account(1, 0, 1, 0, 0, 0));
  }

  @Test
  void anIdIsTheSameInCapitalLetters() {
    Draft drill = drill(1).withId("abcdefab-0000-4000-8000-000000000000");
    Story story = given(drill, drill.withId("ABCDEFAB-0000-4000-8000-000000000000"));
    thenDrilled(story, 1);
    thenDrilled(story.when(drill(2).correcting("AbCdEfAb-0000-4000-8000-000000000000")), 2);
  }

  @Test
  void theSameIdInAnotherSchoolIsAnotherEvent() {
    Draft drill = drill(1);
    given(
            drill,
            cast.registered(XINFU_NO_2, "2019-01-01", XINFU),
            cast.drill(XINFU_NO_2, DAY, participants(5)).withId(drill.id()))
        .then(XINFU, DAY, "drills-held", 2, "drill-participants", 6);
  }

  // --- believing ---

  @Test
  void aDayIsBelievedUpToTwoDaysAfterTheLatestDateOnEarthAtItsArrival() {
    Draft drill = drill(1);
    given(drill.arrivingAt("2019-05-09T09:59:59.999Z"))
        .thenNothingCounts()
        .thenFate(drill, "QUARANTINED too-far-ahead");
    thenDrilled(given(drill.arrivingAt("2019-05-09T10:00:00Z")), 1);
  }

  @Test
  void whatWasTooFarAheadIsBelievedWhenACopyArrivesInTime() {
    Draft drill = drill(1).arrivingAt("2019-05-01T00:00:00Z");
    Story story = given(drill).thenNothingCounts();
    thenDrilled(story.when(drill.arrivingAt("2019-05-13T00:00:00Z")), 1);
    story.thenRecords(1, 1, 0, 0, 0);
  }

  @Test
  void anUnbelievableCorrectionSupersedesNothing() {
    Draft drill = drill(1);
    Draft wrong = drill(-5).correcting(drill);
    Story story = given(drill, wrong);
    thenDrilled(story, 1);
    story.thenPosted(drill).thenFate(wrong, "QUARANTINED rule-broken");
  }

  @Test
  void anUnbelievableCorrectionPassesItsLinkOn() {
    Draft drill = drill(1);
    Draft wrong = drill(-5).correcting(drill);
    Draft better = drill(5).correcting(wrong).recordedAt("2018-01-01T00:00:00Z");
    Story story = given(drill, wrong, better);
    thenDrilled(story, 5);
    story.thenFate(drill, "SUPERSEDED corrected").thenFate(wrong, "QUARANTINED rule-broken");
  }

  @Test
  void anUnbelievableEventsClockDoesNotCount() {
    Draft drill = drill(1);
    Draft wrong = drill(-5).correcting(drill).recordedAt("2030-01-01T00:00:00Z");
    Draft better = drill(5).correcting(wrong).recordedAt("2019-05-13T00:00:00Z");
    Draft other = drill(6).correcting(drill).recordedAt("2019-05-14T00:00:00Z");
    thenDrilled(given(drill, wrong, better, other), 6);
  }

  @Test
  void aRecordWithoutASourceDoesNotSpoilTheCopiesThatHaveOne() {
    Draft drill = drill(1);
    Story story = given(drill.from(" "), drill);
    thenDrilled(story, 1);
    story.thenRecords(1, 0, 0, 0, 1);
  }

  @Test
  void aLinkThatIsNoIdIsARuleBrokenAndNotTheSameAsNoLink() {
    Draft drill = drill(1);
    Draft broken = drill.correcting("null").recordedAt("2030-01-01T00:00:00Z");
    Story story = given(drill, broken);
    thenDrilled(story, 1);
    story.thenFate(drill, "QUARANTINED conflicting");
  }
}
