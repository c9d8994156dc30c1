package org.countypulse.domain.views;

import static org.countypulse.domain.testing.Cast.DINGXIANG;
import static org.countypulse.domain.testing.Cast.WUTAI;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;
import static org.countypulse.domain.testing.Cast.between;
import static org.countypulse.domain.testing.Cast.exchange;
import static org.countypulse.schemas.event.Setting.COUNTY_TOWN;
import static org.countypulse.schemas.event.Setting.TOWNSHIP;
import static org.countypulse.schemas.event.Setting.URBAN;
import static org.countypulse.schemas.event.Setting.VILLAGE;

import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.event.StaffRole;
import org.junit.jupiter.api.Test;

class TransfersTest {

  private static final String OUT = "transfers-out";
  private static final String IN = "transfers-in";
  private static final String WITHIN = "transfers-within";
  private static final String TO_RURAL = "transfers-to-rural";
  private static final String FROM_URBAN = "transfers-from-urban";
  private static final String EXCHANGE = "transfers-exchange";
  private static final String EXCHANGE_TEACHERS = "transfers-exchange/teacher";

  private final Cast cast = new Cast();
  private final Draft registration = cast.registered(XINFU_NO_1, "2019-01-01", XINFU);

  private static Story given(Draft... drafts) {
    return Story.of(Transfers.VIEW).given(drafts);
  }

  @Test
  void aTeacherWhoLeavesTheCountyLeavesOneAndJoinsAnother() {
    given(registration, cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI))
        .then(XINFU, "2019-09-01", OUT, 1)
        .then(WUTAI, "2019-09-01", IN, 1);
  }

  @Test
  void aTeacherWhoStaysInTheCountyIsNeitherInNorOut() {
    given(registration, cast.transferred(XINFU_NO_1, "2019-09-01", XINFU))
        .then(XINFU, "2019-09-01", WITHIN, 1);
  }

  @Test
  void anExchangeCountsWhereTheTeacherComesFrom() {
    given(
            registration,
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, exchange()),
            cast.transferred(XINFU_NO_1, "2019-09-02", XINFU, exchange()))
        .then(XINFU, "2019-09-01", OUT, 1, EXCHANGE, 1, EXCHANGE_TEACHERS, 1)
        .then(WUTAI, "2019-09-01", IN, 1)
        .then(XINFU, "2019-09-02", WITHIN, 1, EXCHANGE, 1, EXCHANGE_TEACHERS, 1);
  }

  @Test
  void aMoveFromTownToCountryCountsWhereTheTeacherGoes() {
    given(
            registration,
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, between(URBAN, TOWNSHIP)),
            cast.transferred(XINFU_NO_1, "2019-09-02", XINFU, between(COUNTY_TOWN, VILLAGE)),
            cast.transferred(XINFU_NO_1, "2019-09-03", WUTAI, between(TOWNSHIP, VILLAGE)),
            cast.transferred(XINFU_NO_1, "2019-09-04", WUTAI, between(VILLAGE, URBAN)),
            cast.transferred(XINFU_NO_1, "2019-09-05", WUTAI, between(URBAN, COUNTY_TOWN)))
        .then(WUTAI, "2019-09-01", IN, 1, TO_RURAL, 1)
        .then(XINFU, "2019-09-02", WITHIN, 1, TO_RURAL, 1)
        .then(WUTAI, "2019-09-03", IN, 1)
        .then(WUTAI, "2019-09-04", IN, 1)
        .then(WUTAI, "2019-09-05", IN, 1);
  }

  @Test
  void aMoveOutOfAnUrbanSchoolCountsWhereTheTeacherLeaves() {
    given(
            registration,
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, between(URBAN, COUNTY_TOWN)),
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, between(URBAN, VILLAGE)),
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, between(URBAN, URBAN)),
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, between(COUNTY_TOWN, TOWNSHIP)))
        .then(XINFU, "2019-09-01", OUT, 4, FROM_URBAN, 2);
  }

  @Test
  void anExchangeCountsInItsWholeAndByRole() {
    given(
            registration,
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, exchange()),
            cast.transferred(
                XINFU_NO_1, "2019-09-01", WUTAI, exchange(), m -> m.setRole(StaffRole.PRINCIPAL)),
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, m -> m.setRole(StaffRole.PRINCIPAL)))
        .then(
            XINFU,
            "2019-09-01",
            OUT,
            3,
            EXCHANGE,
            2,
            EXCHANGE_TEACHERS,
            1,
            "transfers-exchange/principal",
            1);
  }

  @Test
  void theSendingCountyIsTheRegistrysAndNotTheEvents() {
    given(
            cast.registered(XINFU_NO_1, "2019-01-01", DINGXIANG),
            cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI))
        .then(DINGXIANG, "2019-09-01", OUT, 1)
        .then(XINFU, "2019-09-01")
        .then(WUTAI, "2019-09-01", IN, 1);
  }

  @Test
  void aTransferCorrectedToAnotherCountyLeavesNothingBehind() {
    Draft move = cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, between(URBAN, VILLAGE));
    given(registration, move)
        .then(WUTAI, "2019-09-01", IN, 1, TO_RURAL, 1)
        .when(
            cast.transferred(XINFU_NO_1, "2019-09-01", DINGXIANG, between(URBAN, VILLAGE))
                .correcting(move))
        .then(WUTAI, "2019-09-01")
        .then(DINGXIANG, "2019-09-01", IN, 1, TO_RURAL, 1)
        .then(XINFU, "2019-09-01", OUT, 1, FROM_URBAN, 1);
  }

  @Test
  void aTransferCorrectedToTheOwnCountyIsOneWithin() {
    Draft move = cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI);
    given(registration, move, cast.transferred(XINFU_NO_1, "2019-09-01", XINFU).correcting(move))
        .then(XINFU, "2019-09-01", WITHIN, 1)
        .then(WUTAI, "2019-09-01");
  }

  @Test
  void whenTheSendingSchoolTurnsOutToHaveMovedATransferOutIsOneWithin() {
    given(registration, cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI, exchange()))
        .when(cast.registered(XINFU_NO_1, "2019-08-01", WUTAI))
        .then(XINFU, "2019-09-01")
        .then(WUTAI, "2019-09-01", WITHIN, 1, EXCHANGE, 1, EXCHANGE_TEACHERS, 1);
  }

  @Test
  void aTransferOfAnUnknownSchoolWaitsWholeSoThatNoCountyGainsATeacherNobodyLost() {
    Draft move = cast.transferred(XINFU_NO_1, "2019-09-01", WUTAI);
    given(move)
        .thenNothingCounts()
        .thenFate(move, "WAITING school-not-registered")
        .when(registration)
        .then(XINFU, "2019-09-01", OUT, 1)
        .then(WUTAI, "2019-09-01", IN, 1);
  }

  @Test
  void aTransferPlannedForTheNextSchoolYearIsBelieved() {
    Draft planned =
        cast.transferred(XINFU_NO_1, "2020-02-04", WUTAI).arrivingAt("2018-12-31T00:00:00Z");
    Draft tooFar =
        cast.transferred(XINFU_NO_1, "2020-02-05", WUTAI).arrivingAt("2018-12-31T00:00:00Z");
    given(registration, planned, tooFar)
        .then(WUTAI, "2020-02-04", IN, 1)
        .then(WUTAI, "2020-02-05")
        .thenFate(tooFar, "QUARANTINED too-far-ahead");
  }

  @Test
  void aReceivingCountyThatNoListHasIsNotBelieved() {
    Draft move = cast.transferred(XINFU_NO_1, "2019-09-01", "999999");
    given(registration, move).thenNothingCounts().thenFate(move, "QUARANTINED unknown-county");
  }
}
