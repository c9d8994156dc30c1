package org.countypulse.domain.views;

import static org.countypulse.domain.testing.Cast.DINGXIANG;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_KINDERGARTEN;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;
import static org.countypulse.domain.testing.Cast.closed;

import java.math.BigDecimal;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.ConstructionProgressedData;
import org.countypulse.schemas.event.KindergartenCertificate;
import org.countypulse.schemas.event.KindergartenCertifiedData;
import org.countypulse.schemas.event.ProjectKind;
import org.countypulse.schemas.event.ProjectMilestone;
import org.countypulse.schemas.event.Stage;
import org.junit.jupiter.api.Test;

class EstateTest {

  private static final String INVESTMENT = "construction-investment";
  private static final String OPEN = "kindergartens-open";
  private static final String INCLUSIVE = "kindergartens-inclusive";
  private static final String CERTIFIED = "kindergartens-certified";

  private final Cast cast = new Cast();
  private final Story story =
      Story.of(Estate.VIEW)
          .given(
              cast.registered(XINFU_NO_1, "2018-09-01", XINFU), kindergarten("2018-09-01", XINFU));

  private Draft kindergarten(String day, String county) {
    return cast.registered(
        XINFU_KINDERGARTEN, day, county, school -> school.setStage(Stage.KINDERGARTEN));
  }

  private Draft project(
      String day, ProjectKind kind, ProjectMilestone milestone, String yuan, int units) {
    return cast.event(
        EventTypes.CONSTRUCTION_PROGRESSED,
        XINFU_NO_1,
        day,
        new ConstructionProgressedData("p-1", kind, milestone, new BigDecimal(yuan), units));
  }

  private Draft certified(String day, KindergartenCertificate kind) {
    return cast.event(
        EventTypes.KINDERGARTEN_CERTIFIED,
        XINFU_KINDERGARTEN,
        day,
        new KindergartenCertifiedData(kind));
  }

  @Test
  void aProjectCountsOnceAMilestoneAndItsMoneyToTheFen() {
    story
        .given(
            project("2019-04-01", ProjectKind.DORMITORY, ProjectMilestone.STARTED, "5000000.07", 0),
            project(
                "2019-11-01", ProjectKind.DORMITORY, ProjectMilestone.COMPLETED, "2499999.93", 90))
        .then(
            XINFU,
            "2019-04-01",
            "construction-started",
            1,
            "construction-started/dormitory",
            1,
            INVESTMENT,
            500_000_007,
            INVESTMENT + "/dormitory",
            500_000_007)
        .then(
            XINFU,
            "2019-11-01",
            "construction-completed",
            1,
            "construction-completed/dormitory",
            1,
            INVESTMENT,
            249_999_993,
            INVESTMENT + "/dormitory",
            249_999_993,
            "construction-units",
            90,
            "construction-units/dormitory",
            90);
  }

  @Test
  void aCorrectedMilestoneTakesItsMoneyAlongAndAWithdrawnOneTakesItAway() {
    Draft wrong =
        project("2019-04-01", ProjectKind.RENOVATION, ProjectMilestone.STARTED, "100.01", 3);
    Draft right =
        project("2019-05-01", ProjectKind.SPORTS_GROUND, ProjectMilestone.APPROVED, "100.10", 0)
            .correcting(wrong);
    story
        .given(wrong, right)
        .thenSum(INVESTMENT, XINFU, "2019-04-01", 0)
        .thenSum("construction-started", XINFU, "2019-04-01", 0)
        .thenSum("construction-units", XINFU, "2019-04-01", 0)
        .thenSum("construction-approved/sports-ground", XINFU, "2019-05-01", 1)
        .thenSum(INVESTMENT + "/sports-ground", XINFU, "2019-05-01", 100_10)
        .when(cast.voidOf(right))
        .thenSum("construction-approved", XINFU, "2019-05-01", 0)
        .thenSum(INVESTMENT, XINFU, "2019-05-01", 0);
  }

  @Test
  void onlyKindergartensAreKindergartens() {
    story
        .thenGauge(OPEN, XINFU, "2018-08-31", 0)
        .thenGauge(OPEN, XINFU, "2018-09-01", 1)
        .when(
            cast.registered(
                XINFU_KINDERGARTEN, "2019-09-01", XINFU, school -> school.setStage(Stage.PRIMARY)))
        .thenGauge(OPEN, XINFU, "2019-08-31", 1)
        .thenGauge(OPEN, XINFU, "2019-09-01", 0);
  }

  @Test
  void aKindergartenIsInclusiveFromItsCertificateOnAndTakesThatAlong() {
    story
        .given(certified("2019-05-01", KindergartenCertificate.INCLUSIVE))
        .thenGauge(INCLUSIVE, XINFU, "2019-04-30", 0)
        .thenGauge(INCLUSIVE, XINFU, "2019-05-01", 1)
        .thenSum(CERTIFIED + "/inclusive", XINFU, "2019-05-01", 1)
        .when(kindergarten("2019-07-01", DINGXIANG))
        .thenGauge(INCLUSIVE, XINFU, "2019-07-01", 0)
        .thenGauge(INCLUSIVE, DINGXIANG, "2019-07-01", 1)
        .thenGauge(OPEN, DINGXIANG, "2019-07-01", 1)
        .when(cast.registered(XINFU_KINDERGARTEN, "2019-08-01", DINGXIANG, closed()))
        .thenGauge(INCLUSIVE, DINGXIANG, "2019-08-01", 0);
  }

  @Test
  void aCertificateThatWasCorrectedOrWithdrawnMakesNoKindergartenInclusive() {
    Draft inclusive = certified("2019-05-01", KindergartenCertificate.INCLUSIVE);
    Draft demonstration =
        certified("2019-05-01", KindergartenCertificate.PROVINCIAL_DEMONSTRATION)
            .correcting(inclusive);
    story
        .given(inclusive)
        .thenGauge(INCLUSIVE, XINFU, "2019-05-01", 1)
        .when(demonstration)
        .thenGauge(INCLUSIVE, XINFU, "2019-05-01", 0)
        .then(XINFU, "2019-05-01", CERTIFIED, 1, CERTIFIED + "/provincial-demonstration", 1)
        .when(cast.voidOf(demonstration))
        .then(XINFU, "2019-05-01");
  }
}
