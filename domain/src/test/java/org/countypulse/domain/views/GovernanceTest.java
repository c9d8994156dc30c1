package org.countypulse.domain.views;

import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;

import java.time.LocalDate;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.PartnershipKind;
import org.countypulse.schemas.event.PartnershipSignedData;
import org.countypulse.schemas.event.PetitionClosedData;
import org.junit.jupiter.api.Test;

class GovernanceTest {

  private final Cast cast = new Cast();
  private final Story story =
      Story.of(Governance.VIEW).given(cast.registered(XINFU_NO_1, "2018-09-01", XINFU));

  @Test
  void aPartnershipIsInForceUntilItsLastDay() {
    String inForce = "partnerships-in-force";
    story
        .given(
            cast.event(
                EventTypes.PARTNERSHIP_SIGNED,
                XINFU_NO_1,
                "2019-03-01",
                new PartnershipSignedData(
                    PartnershipKind.ENTERPRISE, "p-1", LocalDate.parse("2019-12-31"))))
        .thenGauge(inForce, XINFU, "2019-12-31", 1)
        .thenGauge(inForce, XINFU, "2020-01-01", 0);
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
