package org.countypulse.domain.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.domain.testing.Cast.DINGXIANG;
import static org.countypulse.domain.testing.Cast.WUTAI;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;
import static org.countypulse.domain.testing.Cast.XINFU_NO_2;
import static org.countypulse.domain.testing.Cast.closed;
import static org.countypulse.domain.testing.Cast.eligibleStaff;
import static org.countypulse.domain.testing.Cast.fromSetting;
import static org.countypulse.domain.testing.Cast.migrantChild;
import static org.countypulse.domain.testing.Cast.named;
import static org.countypulse.domain.testing.Cast.onlineWithoutProof;
import static org.countypulse.schemas.event.EnrollmentChange.GRADUATED;
import static org.countypulse.schemas.event.EnrollmentChange.NEW_ENTRY;
import static org.countypulse.schemas.event.EnrollmentChange.TRANSFER_IN;
import static org.countypulse.schemas.event.EnrollmentChange.TRANSFER_OUT;
import static org.countypulse.schemas.event.EnrollmentChange.WITHDRAWN;

import java.time.LocalDate;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.event.Setting;
import org.junit.jupiter.api.Test;

class RegistryEnrollmentTest {

  private static final String OPEN = "schools-open";
  private static final String STAFF = "staff-eligible";
  private static final String NET = "enrollment-net";
  private static final String ENTERED = "enrollment-entered";

  private final Cast cast = new Cast();
  private final Draft registration =
      cast.registered(XINFU_NO_1, "2019-01-01", XINFU, eligibleStaff(40));

  private static Story given(Draft... drafts) {
    return Story.of(RegistryEnrollment.VIEW).given(drafts);
  }

  @Test
  void aSchoolIsOpenFromItsFirstDayOn() {
    given(registration)
        .thenGauge(OPEN, XINFU, "2018-12-31", 0)
        .thenGauge(OPEN, XINFU, "2019-01-01", 1)
        .thenGauge(STAFF, XINFU, "2019-01-01", 40)
        .thenGauge(OPEN, XINFU, "2029-01-01", 1);
  }

  @Test
  void closingPostsMinusTheValueAndReopeningPostsItAgain() {
    given(
            registration,
            cast.registered(XINFU_NO_1, "2019-07-01", XINFU, eligibleStaff(40), closed()),
            cast.registered(XINFU_NO_1, "2019-09-01", XINFU, eligibleStaff(35)))
        .then(XINFU, "2019-07-01", OPEN, -1, STAFF, -40)
        .then(XINFU, "2019-09-01", OPEN, 1, STAFF, 35);
  }

  @Test
  void aSchoolThatMovesTakesItsStaffAlong() {
    given(registration, cast.registered(XINFU_NO_1, "2019-07-01", DINGXIANG, eligibleStaff(44)))
        .then(XINFU, "2019-07-01", OPEN, -1, STAFF, -40)
        .then(DINGXIANG, "2019-07-01", OPEN, 1, STAFF, 44);
  }

  @Test
  void ofTwoEntriesOnOneDayTheLaterOfThatDayIsValid() {
    Draft morning =
        cast.registered(XINFU_NO_1, "2019-07-01", DINGXIANG, eligibleStaff(1))
            .happenedAt("2019-07-01T01:00:00Z");
    Draft evening =
        cast.registered(XINFU_NO_1, "2019-07-01", WUTAI, eligibleStaff(2))
            .happenedAt("2019-07-01T10:00:00Z")
            .recordedAt("2018-01-01T00:00:00Z");
    Story story =
        given(registration, evening, morning)
            .then(DINGXIANG, "2019-07-01")
            .then(WUTAI, "2019-07-01", OPEN, 1, STAFF, 2)
            .thenRecords(3, 0, 0, 0, 0);
    assertThat(story.ledger().lives().get(XINFU_NO_1).entries())
        .extracting(SchoolEntry::county)
        .containsExactly(XINFU, WUTAI);
  }

  @Test
  void aCorrectedRegistrationChangesTheCountyOfThePast() {
    Draft move = cast.registered(XINFU_NO_1, "2019-07-01", DINGXIANG, eligibleStaff(40));
    given(
            registration,
            move,
            cast.enrolled(XINFU_NO_1, "2019-09-01", NEW_ENTRY),
            cast.registered(XINFU_NO_1, "2019-08-01", WUTAI, eligibleStaff(40)).correcting(move))
        .then(DINGXIANG, "2019-07-01")
        .then(XINFU, "2019-08-01", OPEN, -1, STAFF, -40)
        .then(WUTAI, "2019-08-01", OPEN, 1, STAFF, 40)
        .then(WUTAI, "2019-09-01", "enrollment-entries", 1, ENTERED, 1, NET, 1);
  }

  @Test
  void aSchoolWhoseEntriesAreAllVoidedWasNeverThere() {
    Draft entry = cast.enrolled(XINFU_NO_1, "2019-09-01", NEW_ENTRY);
    Story story =
        given(registration, entry)
            .then(XINFU, "2019-09-01", "enrollment-entries", 1, ENTERED, 1, NET, 1)
            .when(cast.voidOf(registration))
            .thenNothingCounts()
            .thenFate(entry, "WAITING school-not-registered");
    assertThat(story.ledger().lives()).isEmpty();
  }

  @Test
  void aRenamedSchoolIsTheSameSchool() {
    Story story =
        given(
                registration,
                cast.registered(
                    XINFU_NO_1, "2019-07-01", XINFU, eligibleStaff(40), named("Changzheng Street")))
            .then(XINFU, "2019-07-01");
    assertThat(story.ledger().lives().get(XINFU_NO_1).at(LocalDate.parse("2019-07-01")))
        .map(SchoolEntry::name)
        .hasValue("Changzheng Street");
  }

  @Test
  void whoComesAndWhoGoesMakesTheNet() {
    given(
            registration,
            cast.enrolled(XINFU_NO_1, "2019-09-01", NEW_ENTRY),
            cast.enrolled(XINFU_NO_1, "2019-09-01", NEW_ENTRY),
            cast.enrolled(XINFU_NO_1, "2019-09-01", TRANSFER_IN),
            cast.enrolled(XINFU_NO_1, "2019-09-01", TRANSFER_OUT),
            cast.enrolled(XINFU_NO_1, "2019-09-02", GRADUATED),
            cast.enrolled(XINFU_NO_1, "2019-09-02", WITHDRAWN))
        .then(
            XINFU,
            "2019-09-01",
            "enrollment-entries",
            2,
            "enrollment-transfers-in",
            1,
            "enrollment-transfers-out",
            1,
            ENTERED,
            3,
            NET,
            2)
        .then(XINFU, "2019-09-02", "enrollment-graduated", 1, "enrollment-withdrawn", 1, NET, -2);
  }

  @Test
  void onlyThoseWhoComeAreCountedByHowTheyCome() {
    given(
            registration,
            cast.enrolled(
                XINFU_NO_1,
                "2019-09-01",
                NEW_ENTRY,
                onlineWithoutProof(),
                migrantChild(),
                fromSetting(Setting.VILLAGE)),
            cast.enrolled(XINFU_NO_1, "2019-09-02", TRANSFER_IN, fromSetting(Setting.TOWNSHIP)),
            cast.enrolled(XINFU_NO_1, "2019-09-03", TRANSFER_IN, fromSetting(Setting.COUNTY_TOWN)),
            cast.enrolled(
                XINFU_NO_1,
                "2019-09-04",
                TRANSFER_OUT,
                onlineWithoutProof(),
                migrantChild(),
                fromSetting(Setting.VILLAGE)))
        .then(
            XINFU,
            "2019-09-01",
            "enrollment-entries",
            1,
            ENTERED,
            1,
            NET,
            1,
            "enrollment-online",
            1,
            "enrollment-zero-proof",
            1,
            "enrollment-migrant",
            1,
            "enrollment-from-rural",
            1)
        .then(
            XINFU,
            "2019-09-02",
            "enrollment-transfers-in",
            1,
            ENTERED,
            1,
            NET,
            1,
            "enrollment-from-rural",
            1)
        .then(XINFU, "2019-09-03", "enrollment-transfers-in", 1, ENTERED, 1, NET, 1)
        .then(XINFU, "2019-09-04", "enrollment-transfers-out", 1, NET, -1);
  }

  @Test
  void onlyAMoveFromARuralToATownSchoolIsOneIntoTown() {
    given(
            registration,
            transferredIn("2019-09-01", Setting.TOWNSHIP, Setting.COUNTY_TOWN),
            transferredIn("2019-09-01", Setting.VILLAGE, Setting.URBAN),
            transferredIn("2019-09-01", Setting.VILLAGE, Setting.TOWNSHIP),
            transferredIn("2019-09-01", Setting.VILLAGE, null),
            transferredIn("2019-09-01", Setting.URBAN, Setting.COUNTY_TOWN),
            transferredIn("2019-09-01", null, Setting.COUNTY_TOWN))
        .thenSum("enrollment-from-rural", XINFU, "2019-09-01", 4)
        .thenSum("enrollment-rural-to-town", XINFU, "2019-09-01", 2);
  }

  private Draft transferredIn(String day, Setting from, Setting to) {
    return cast.enrolled(
        XINFU_NO_1, day, TRANSFER_IN, data -> data.setFromSetting(from).setToSetting(to));
  }

  @Test
  void whoComesFromAClosingSchoolCountsWhereTheyEnter() {
    given(
            registration,
            cast.enrolled(
                XINFU_NO_1, "2019-09-01", TRANSFER_IN, data -> data.setFromClosingSchool(true)),
            cast.enrolled(
                XINFU_NO_1, "2019-09-01", TRANSFER_IN, data -> data.setFromClosingSchool(false)),
            cast.enrolled(
                XINFU_NO_1, "2019-09-01", TRANSFER_OUT, data -> data.setFromClosingSchool(true)))
        .thenSum("enrollment-from-closing", XINFU, "2019-09-01", 1);
  }

  @Test
  void oneSchoolsMoveDoesNotTouchAnothers() {
    given(
            registration,
            cast.registered(XINFU_NO_2, "2019-01-01", XINFU, eligibleStaff(10)),
            cast.registered(XINFU_NO_1, "2019-07-01", DINGXIANG, eligibleStaff(40)))
        .thenGauge(STAFF, XINFU, "2019-07-01", 10)
        .thenGauge(STAFF, DINGXIANG, "2019-07-01", 40);
  }
}
