package org.countypulse.domain.views;

import static org.countypulse.domain.testing.Cast.DINGXIANG;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;
import static org.countypulse.domain.testing.Cast.closed;
import static org.countypulse.domain.testing.Cast.score;
import static org.countypulse.domain.testing.Cast.star;
import static org.countypulse.domain.testing.Cast.violations;
import static org.countypulse.schemas.event.InspectionOutcome.CONDITIONAL;
import static org.countypulse.schemas.event.InspectionOutcome.FAIL;
import static org.countypulse.schemas.event.InspectionOutcome.PASS;

import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Story;
import org.junit.jupiter.api.Test;

class CanteensTest {

  private static final String INSPECTIONS = "canteen-inspections";
  private static final String STARRED = "canteens-starred";

  private final Cast cast = new Cast();
  private final Draft registration = cast.registered(XINFU_NO_1, "2019-01-01", XINFU);

  private static Story given(Draft... drafts) {
    return Story.of(Canteens.VIEW).given(drafts);
  }

  @Test
  void anInspectionCountsByItsOutcome() {
    given(
            registration,
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS),
            cast.inspected(XINFU_NO_1, "2019-03-01", CONDITIONAL),
            cast.inspected(XINFU_NO_1, "2019-03-01", FAIL, violations("A-1", "A-1", "B-2")))
        .then(
            XINFU,
            "2019-03-01",
            INSPECTIONS,
            3,
            "canteen-passed",
            1,
            "canteen-conditional",
            1,
            "canteen-failed",
            1,
            "canteen-violations",
            3)
        .thenDays(XINFU_NO_1, INSPECTIONS, "2019-03", XINFU, 1);
  }

  @Test
  void onlyGivenScoresGoIntoTheMean() {
    given(
            registration,
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS, score(90)),
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS, score(0)),
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS))
        .then(
            XINFU,
            "2019-03-01",
            INSPECTIONS,
            3,
            "canteen-passed",
            3,
            "canteen-scored",
            2,
            "canteen-score",
            90);
  }

  @Test
  void aStarLastsUntilTheNextOne() {
    given(
            registration,
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(3)),
            cast.inspected(XINFU_NO_1, "2019-04-01", PASS),
            cast.inspected(XINFU_NO_1, "2019-05-01", PASS, star(5)),
            cast.inspected(XINFU_NO_1, "2019-06-01", FAIL, star(0)))
        .thenGauge(STARRED, XINFU, "2019-02-28", 0)
        .thenGauge(STARRED, XINFU, "2019-03-01", 1)
        .thenGauge(STARRED, XINFU, "2019-05-01", 1)
        .thenGauge(STARRED, XINFU, "2019-06-01", 0);
  }

  @Test
  void aLateStarFitsBetweenTheOthers() {
    given(
            registration,
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(0)),
            cast.inspected(XINFU_NO_1, "2019-06-01", PASS, star(0)))
        .thenGauge(STARRED, XINFU, "2019-04-01", 0)
        .when(cast.inspected(XINFU_NO_1, "2019-04-01", PASS, star(2)))
        .thenGauge(STARRED, XINFU, "2019-03-31", 0)
        .thenGauge(STARRED, XINFU, "2019-04-01", 1)
        .thenGauge(STARRED, XINFU, "2019-05-31", 1)
        .thenGauge(STARRED, XINFU, "2019-06-01", 0);
  }

  @Test
  void ofTwoStarsOnOneDayTheLaterOfThatDayCounts() {
    given(
            registration,
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(0))
                .happenedAt("2019-03-01T09:00:00Z"),
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(4))
                .happenedAt("2019-03-01T01:00:00Z"))
        .thenGauge(STARRED, XINFU, "2019-03-01", 0);
  }

  @Test
  void ofTwoStarsAtOneMomentTheLaterRecordedCountsAndThenTheGreaterId() {
    Draft none = cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(0));
    Draft some = cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(4));
    given(
            registration,
            none.recordedAt("2019-03-02T00:00:00Z"),
            some.recordedAt("2019-03-01T00:00:00Z"))
        .thenGauge(STARRED, XINFU, "2019-03-01", 0);
    given(
            registration,
            none.recordedAt("2019-03-02T00:00:00Z").withId("70000000-0000-0000-0000-000000000000"),
            some.recordedAt("2019-03-02T00:00:00Z").withId("80000000-0000-0000-0000-000000000000"))
        .thenGauge(STARRED, XINFU, "2019-03-01", 1);
  }

  @Test
  void aWithdrawnStarUncoversTheOneBefore() {
    Draft lost = cast.inspected(XINFU_NO_1, "2019-05-01", FAIL, star(0));
    given(registration, cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(3)), lost)
        .thenGauge(STARRED, XINFU, "2019-05-01", 0)
        .when(cast.voidOf(lost))
        .thenGauge(STARRED, XINFU, "2019-05-01", 1);
  }

  @Test
  void aStarFollowsItsSchoolToAnotherCounty() {
    given(
            registration,
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(3)),
            cast.registered(XINFU_NO_1, "2019-07-01", DINGXIANG))
        .then(XINFU, "2019-07-01", STARRED, -1)
        .then(DINGXIANG, "2019-07-01", STARRED, 1)
        .thenGauge(STARRED, XINFU, "2019-12-31", 0)
        .thenGauge(STARRED, DINGXIANG, "2019-12-31", 1);
  }

  @Test
  void aClosedSchoolsCanteenHasNoStarUntilItReopens() {
    given(
            registration,
            cast.inspected(XINFU_NO_1, "2019-03-01", PASS, star(3)),
            cast.registered(XINFU_NO_1, "2019-07-01", XINFU, closed()),
            cast.registered(XINFU_NO_1, "2019-09-01", DINGXIANG))
        .thenGauge(STARRED, XINFU, "2019-06-30", 1)
        .thenGauge(STARRED, XINFU, "2019-07-01", 0)
        .thenGauge(STARRED, DINGXIANG, "2019-09-01", 1);
  }

  @Test
  void aStarGivenWhileTheSchoolIsClosedShowsWhenItReopens() {
    given(
            registration,
            cast.registered(XINFU_NO_1, "2019-07-01", XINFU, closed()),
            cast.inspected(XINFU_NO_1, "2019-08-01", PASS, star(1)),
            cast.registered(XINFU_NO_1, "2019-09-01", XINFU))
        .then(XINFU, "2019-08-01", INSPECTIONS, 1, "canteen-passed", 1)
        .then(XINFU, "2019-09-01", STARRED, 1);
  }

  @Test
  void aScoreOfTwoHundredIsNotBelieved() {
    Draft wrong = cast.inspected(XINFU_NO_1, "2019-03-01", PASS, score(200));
    given(registration, wrong).thenNothingCounts().thenFate(wrong, "QUARANTINED rule-broken");
  }
}
