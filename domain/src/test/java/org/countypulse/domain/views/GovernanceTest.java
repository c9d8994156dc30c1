package org.countypulse.domain.views;

import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;

import java.time.LocalDate;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.CounsellingLevel;
import org.countypulse.schemas.event.CounsellingServiceOpenedData;
import org.countypulse.schemas.event.PartnershipKind;
import org.countypulse.schemas.event.PartnershipSignedData;
import org.countypulse.schemas.event.PetitionClosedData;
import org.junit.jupiter.api.Test;

class GovernanceTest {

  private static final String IN_FORCE = "partnerships-in-force";

  private final Cast cast = new Cast();
  private final Story story =
      Story.of(Governance.VIEW).given(cast.registered(XINFU_NO_1, "2018-09-01", XINFU));

  @Test
  void aPartnershipIsInForceUntilItsLastDay() {
    story
        .given(signed("2019-03-01", PartnershipKind.ENTERPRISE, "p-1", "2019-12-31"))
        .thenGauge(IN_FORCE, XINFU, "2019-12-31", 1)
        .thenGauge(IN_FORCE, XINFU, "2020-01-01", 0);
  }

  @Test
  void partnershipsInForceStandInTheWholeAndInTheirPart() {
    Draft mistaken = signed("2019-03-01", PartnershipKind.ALLIANCE, "p-2", null);
    story
        .given(
            signed("2019-03-01", PartnershipKind.ENTERPRISE, "p-1", null),
            mistaken,
            signed("2019-03-01", PartnershipKind.ORDER_CLASS, "p-2", null).correcting(mistaken))
        .thenGauge(IN_FORCE, XINFU, "2019-03-01", 2)
        .thenGauge(IN_FORCE + "/enterprise", XINFU, "2019-03-01", 1)
        .thenGauge(IN_FORCE + "/order-class", XINFU, "2019-03-01", 1)
        .thenGauge(IN_FORCE + "/alliance", XINFU, "2019-03-01", 0)
        .when(signed("2019-06-01", PartnershipKind.EDUCATION_GROUP, "p-1", null))
        .thenGauge(IN_FORCE, XINFU, "2019-06-01", 3)
        .thenGauge(IN_FORCE + "/enterprise", XINFU, "2019-06-01", 1)
        .thenGauge(IN_FORCE + "/education-group", XINFU, "2019-06-01", 1);
  }

  private Draft signed(String day, PartnershipKind kind, String ref, String until) {
    return cast.event(
        EventTypes.PARTNERSHIP_SIGNED,
        XINFU_NO_1,
        day,
        new PartnershipSignedData(kind, ref, until == null ? null : LocalDate.parse(until)));
  }

  @Test
  void aCounsellingServiceIsInServiceUntilItIsSaidToBeNoMore() {
    String inService = "counselling-in-service";
    story
        .given(counselling("2019-03-01", "c-1", true), counselling("2019-03-01", "c-2", true))
        .when(counselling("2019-09-01", "c-2", false))
        .thenGauge(inService, XINFU, "2019-08-31", 2)
        .thenGauge(inService + "/school", XINFU, "2019-08-31", 2)
        .thenGauge(inService, XINFU, "2019-09-01", 1)
        .thenGauge(inService + "/school", XINFU, "2019-09-01", 1)
        .thenGauge(inService + "/city", XINFU, "2019-09-01", 0);
  }

  private Draft counselling(String day, String ref, boolean inService) {
    return cast.event(
        EventTypes.COUNSELLING_SERVICE_OPENED,
        XINFU_NO_1,
        day,
        new CounsellingServiceOpenedData(ref, CounsellingLevel.SCHOOL, inService));
  }

  @Test
  void aPetitionStandsInTheBucketOfItsDays() {
    story
        .given(
            cast.event(
                EventTypes.PETITION_CLOSED,
                XINFU_NO_1,
                "2019-03-01",
                new PetitionClosedData(8, true)))
        .then(
            XINFU,
            "2019-03-01",
            "petitions-closed",
            1,
            "petitions-closed/to-10",
            1,
            "petitions-satisfied",
            1);
  }
}
