package org.countypulse.domain.views;

import static org.countypulse.domain.testing.Cast.DINGXIANG;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;
import static org.countypulse.domain.testing.Cast.XINFU_NO_2;
import static org.countypulse.domain.testing.Cast.closed;
import static org.countypulse.domain.testing.Cast.evacuatedIn;
import static org.countypulse.domain.testing.Cast.participants;

import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Story;
import org.junit.jupiter.api.Test;

class SafetyDrillsTest {

  private static final String HELD = "drills-held";
  private static final String PARTICIPANTS = "drill-participants";
  private static final String TIMED = "drill-evacuations-timed";
  private static final String SECONDS = "drill-evacuation-seconds";

  private final Cast cast = new Cast();
  private final Draft registration = cast.registered(XINFU_NO_1, "2019-01-01", XINFU);

  private static Story given(Draft... drafts) {
    return Story.of(SafetyDrills.VIEW).given(drafts);
  }

  @Test
  void aDrillCountsOnItsDayInItsSchoolsCounty() {
    given(registration, cast.drill(XINFU_NO_1, "2019-05-12", participants(800)))
        .then(XINFU, "2019-05-12", HELD, 1, PARTICIPANTS, 800)
        .then(DINGXIANG, "2019-05-12")
        .thenRecords(1, 0, 0, 0, 0);
  }

  @Test
  void drillsOfOneDayAddUpAndOnlyTimedOnesHaveSeconds() {
    given(
            registration,
            cast.registered(XINFU_NO_2, "2019-01-01", XINFU),
            cast.drill(XINFU_NO_1, "2019-05-12", participants(800), evacuatedIn(154)),
            cast.drill(XINFU_NO_1, "2019-05-12", participants(0), evacuatedIn(0)),
            cast.drill(XINFU_NO_2, "2019-05-12", participants(12)))
        .then(XINFU, "2019-05-12", HELD, 3, PARTICIPANTS, 812, TIMED, 2, SECONDS, 154);
  }

  @Test
  void aCorrectionReplacesWhatItCorrects() {
    Draft drill = cast.drill(XINFU_NO_1, "2019-05-12", participants(800));
    given(
            registration,
            drill,
            cast.drill(XINFU_NO_1, "2019-05-12", participants(812)).correcting(drill))
        .then(XINFU, "2019-05-12", HELD, 1, PARTICIPANTS, 812)
        .thenFate(drill, "SUPERSEDED corrected");
  }

  @Test
  void aCorrectionMayMoveTheDay() {
    Draft drill = cast.drill(XINFU_NO_1, "2019-05-12", participants(800));
    given(registration, drill)
        .thenDays(XINFU_NO_1, HELD, "2019-05", XINFU, 12)
        .when(cast.drill(XINFU_NO_1, "2019-06-30", participants(800)).correcting(drill))
        .then(XINFU, "2019-05-12")
        .then(XINFU, "2019-06-30", HELD, 1, PARTICIPANTS, 800)
        .thenDays(XINFU_NO_1, HELD, "2019-05", XINFU)
        .thenDays(XINFU_NO_1, HELD, "2019-06", XINFU, 30);
  }

  @Test
  void aVoidWithdrawsTheDrill() {
    Draft drill = cast.drill(XINFU_NO_1, "2019-05-12");
    Draft withdrawal = cast.voidOf(drill);
    given(registration, drill, withdrawal)
        .thenNothingCounts()
        .thenFate(drill, "SUPERSEDED voided")
        .thenPosted(withdrawal)
        .thenDays(XINFU_NO_1, HELD, "2019-05", XINFU);
  }

  @Test
  void aDayWithTwoDrillsIsStillOneWhenOneOfThemIsVoided() {
    Draft first = cast.drill(XINFU_NO_1, "2019-05-31");
    given(registration, first, cast.drill(XINFU_NO_1, "2019-05-31"), cast.voidOf(first))
        .thenDays(XINFU_NO_1, HELD, "2019-05", XINFU, 31);
  }

  @Test
  void aDrillOfAnUnknownSchoolWaitsAndCountsWhenItsRegistrationArrives() {
    Draft drill = cast.drill(XINFU_NO_1, "2019-05-12", participants(800));
    given(drill)
        .thenNothingCounts()
        .thenFate(drill, "WAITING school-not-registered")
        .thenRecords(0, 0, 0, 1, 0)
        .when(registration)
        .then(XINFU, "2019-05-12", HELD, 1, PARTICIPANTS, 800)
        .thenPosted(drill);
  }

  @Test
  void aDrillBeforeTheSchoolsFirstDayWaits() {
    Draft early = cast.drill(XINFU_NO_1, "2018-12-31");
    Draft onTheDay = cast.drill(XINFU_NO_1, "2019-01-01", participants(1));
    given(registration, early, onTheDay)
        .thenFate(early, "WAITING school-not-registered")
        .then(XINFU, "2019-01-01", HELD, 1, PARTICIPANTS, 1)
        .when(cast.voidOf(registration))
        .thenNothingCounts()
        .thenFate(onTheDay, "WAITING school-not-registered");
  }

  @Test
  void aDrillOnAClosedDayCountsInTheCountyOfTheClosingEntry() {
    given(
            registration,
            cast.registered(XINFU_NO_1, "2019-05-01", DINGXIANG, closed()),
            cast.drill(XINFU_NO_1, "2019-05-12", participants(3)))
        .then(DINGXIANG, "2019-05-12", HELD, 1, PARTICIPANTS, 3);
  }

  @Test
  void whatHappenedBeforeAMoveStaysWithTheOldCounty() {
    given(
            registration,
            cast.registered(XINFU_NO_1, "2019-05-15", DINGXIANG),
            cast.drill(XINFU_NO_1, "2019-05-14", participants(1)),
            cast.drill(XINFU_NO_1, "2019-05-15", participants(2)))
        .then(XINFU, "2019-05-14", HELD, 1, PARTICIPANTS, 1)
        .then(DINGXIANG, "2019-05-15", HELD, 1, PARTICIPANTS, 2)
        .thenDays(XINFU_NO_1, HELD, "2019-05", XINFU, 14)
        .thenDays(XINFU_NO_1, HELD, "2019-05", DINGXIANG, 15);
  }

  @Test
  void aMoveThatIsHeardOfLateTakesTheDrillsSinceThenAlong() {
    Draft move = cast.registered(XINFU_NO_1, "2019-05-15", DINGXIANG);
    given(registration, cast.drill(XINFU_NO_1, "2019-09-01", participants(2)))
        .then(XINFU, "2019-09-01", HELD, 1, PARTICIPANTS, 2)
        .when(move)
        .then(XINFU, "2019-09-01")
        .then(DINGXIANG, "2019-09-01", HELD, 1, PARTICIPANTS, 2)
        .when(cast.voidOf(move))
        .then(XINFU, "2019-09-01", HELD, 1, PARTICIPANTS, 2)
        .thenDays(XINFU_NO_1, HELD, "2019-09", DINGXIANG);
  }
}
