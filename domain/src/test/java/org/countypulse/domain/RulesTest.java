package org.countypulse.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.EnrollmentChange;
import org.countypulse.schemas.event.InspectionOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

  private static final Counties CHINA = Counties.chinese();

  private final Cast cast = new Cast();
  private final Draft drill = cast.drill(XINFU_NO_1, "2019-05-12");

  /** What is wrong, as "field rule". */
  private static List<String> wrongWith(Draft draft) {
    return wrongWith(draft.event());
  }

  private static List<String> wrongWith(Event event) {
    return Rules.check(event, CHINA).stream().map(p -> p.field() + " " + p.rule()).toList();
  }

  private static Event with(Event e, String school, LocalDate day, boolean voided, boolean data) {
    return new Event(
        e.type(),
        e.eventId(),
        school,
        day,
        e.happenedAt(),
        e.recordedAt(),
        e.source(),
        e.corrects(),
        voided,
        data ? e.data() : null);
  }

  @Test
  void nothingIsWrongWithAPlainEventOfAnyType() {
    assertThat(wrongWith(drill)).isEmpty();
    assertThat(wrongWith(cast.voidOf(drill))).isEmpty();
    assertThat(wrongWith(cast.registered(XINFU_NO_1, "2019-01-01", XINFU))).isEmpty();
    assertThat(wrongWith(cast.enrolled(XINFU_NO_1, "2019-09-01", EnrollmentChange.NEW_ENTRY)))
        .isEmpty();
    assertThat(wrongWith(cast.inspected(XINFU_NO_1, "2019-09-01", InspectionOutcome.PASS)))
        .isEmpty();
    assertThat(wrongWith(cast.transferred(XINFU_NO_1, "2019-09-01", XINFU))).isEmpty();
  }

  // --- the envelope ---

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "0b0e",
        "00000000000000000000000000000000",
        "{00000000-0000-0000-0000-000000000001}",
        "0-0-0-0-1", // java.util.UUID would take it
        "g0000000-0000-0000-0000-000000000001",
        "00000000-0000-0000-0000-00000000000G",
        "00000000-0000-000/-0000-000000000001",
        "0000000-00000-0000-0000-000000000001",
        "00000000-0000-0000-00000-00000000001",
        "\uFF10\uFF10000000-0000-0000-0000-000000000001", // digits, but not of ASCII
        "\u0130\u013100000-0000-0000-0000-000000000001"
      })
  void anIdIsAUuid(String id) {
    assertThat(wrongWith(drill.withId(id))).containsExactly("id uuid");
    assertThat(wrongWith(drill.correcting(id))).containsExactly("corrects uuid");
  }

  @Test
  void anIdIsTheSameInCapitalLetters() {
    assertThat(Rules.uuid("ABCDEFAB-0000-4000-8000-000000000000"))
        .isEqualTo(Rules.uuid("abcdefab-0000-4000-8000-000000000000"))
        .hasToString("abcdefab-0000-4000-8000-000000000000");
    assertThat(Rules.uuid("01234567-89ab-cdef-FEDC-BA9876543210"))
        .hasToString("01234567-89ab-cdef-fedc-ba9876543210");
    assertThat(Rules.uuid(null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "-1", "学校", "a\u0000", "a\n"})
  void aSchoolIdStandsInKeysAndAddresses(String school) {
    Event event = with(drill.event(), school, drill.event().day(), false, true);
    assertThat(wrongWith(event)).containsExactly("subject school-id");
  }

  @Test
  void aSchoolIdHasUpTo64Characters() {
    LocalDate day = drill.event().day();
    assertThat(wrongWith(with(drill.event(), "s".repeat(64), day, false, true))).isEmpty();
    assertThat(wrongWith(with(drill.event(), "s".repeat(65), day, false, true)))
        .containsExactly("subject school-id");
    assertThat(wrongWith(with(drill.event(), "CA.06081_4:1-a", day, false, true))).isEmpty();
  }

  @Test
  void aSourceNamesASystem() {
    assertThat(wrongWith(drill.from(""))).containsExactly("source length");
    assertThat(wrongWith(drill.from(" \t"))).containsExactly("source length");
    assertThat(wrongWith(drill.from("s".repeat(200)))).isEmpty();
    assertThat(wrongWith(drill.from("s".repeat(201)))).containsExactly("source length");
  }

  @Test
  void aDaysYearHasFourDigits() {
    for (LocalDate day : List.of(LocalDate.of(0, 12, 31), LocalDate.of(10_000, 1, 1))) {
      assertThat(wrongWith(with(drill.event(), XINFU_NO_1, day, false, true)))
          .containsExactly("time range");
    }
    for (LocalDate day : List.of(LocalDate.of(1, 1, 1), LocalDate.of(9_999, 12, 31))) {
      assertThat(wrongWith(with(drill.event(), XINFU_NO_1, day, false, true))).isEmpty();
    }
  }

  @Test
  void aVoidNamesWhatItWithdraws() {
    LocalDate day = drill.event().day();
    assertThat(wrongWith(with(drill.event(), XINFU_NO_1, day, true, false)))
        .containsExactly("corrects required");
  }

  @Test
  void onlyAVoidMayLeaveDataOut() {
    LocalDate day = drill.event().day();
    assertThat(wrongWith(with(drill.event(), XINFU_NO_1, day, false, false)))
        .containsExactly("data required");
    Draft other = cast.drill(XINFU_NO_1, "2019-05-12");
    assertThat(wrongWith(with(drill.correcting(other).event(), XINFU_NO_1, day, true, false)))
        .isEmpty();
  }

  // --- the data ---

  @ParameterizedTest
  @CsvSource({"-1, false", "0, true", "1000000, true", "1000001, false"})
  void participantsHaveARange(int persons, boolean fine) {
    assertThat(wrongWith(cast.drill(XINFU_NO_1, "2019-05-12", Cast.participants(persons))))
        .isEqualTo(fine ? List.of() : List.of("data.participants range"));
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, true", "100, true", "101, false", "200, false"})
  void aScoreIsUpToAHundred(int points, boolean fine) {
    assertThat(
            wrongWith(
                cast.inspected(
                    XINFU_NO_1, "2019-05-12", InspectionOutcome.PASS, Cast.score(points))))
        .isEqualTo(fine ? List.of() : List.of("data.score range"));
  }

  @Test
  void aTextThatIsOnlySpacesIsNoText() {
    assertThat(
            wrongWith(
                cast.enrolled(
                    XINFU_NO_1,
                    "2019-09-01",
                    EnrollmentChange.NEW_ENTRY,
                    data -> data.setStudentRef(" \t").setGrade("g".repeat(51)))))
        .containsExactly("data.studentRef length", "data.grade length");
  }

  @Test
  void aListHasSoManyItemsAndEachIsSoLong() {
    assertThat(
            wrongWith(
                cast.inspected(
                    XINFU_NO_1,
                    "2019-05-12",
                    InspectionOutcome.FAIL,
                    data -> data.setViolations(Collections.nCopies(501, "A-1")))))
        .containsExactly("data.violations items");
    assertThat(
            wrongWith(
                cast.inspected(
                    XINFU_NO_1,
                    "2019-05-12",
                    InspectionOutcome.FAIL,
                    Cast.violations("A-1", "", "v".repeat(101)))))
        .containsExactly("data.violations length", "data.violations length");
  }

  @Test
  void aCountyIsOnTheList() {
    assertThat(wrongWith(cast.registered(XINFU_NO_1, "2019-01-01", "999999")))
        .containsExactly("data.countyCode unknown-county");
    assertThat(wrongWith(cast.registered(XINFU_NO_1, "2019-01-01", "140900")))
        .containsExactly("data.countyCode unknown-county");
    assertThat(wrongWith(cast.transferred(XINFU_NO_1, "2019-09-01", "")))
        .containsExactly("data.toCountyCode unknown-county");
    assertThat(
            wrongWith(
                cast.enrolled(
                    XINFU_NO_1,
                    "2019-09-01",
                    EnrollmentChange.TRANSFER_IN,
                    data -> data.setFromCountyCode("x"))))
        .containsExactly("data.fromCountyCode unknown-county");
  }

  @Test
  void aSchoolThatIsNamedInDataHasASchoolsId() {
    assertThat(
            wrongWith(
                cast.registered(
                    XINFU_NO_1,
                    "2019-01-01",
                    XINFU,
                    data -> data.setClosed(true).setMergedInto("No. 2"))))
        .containsExactly("data.mergedInto school-id");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceAndInASentence() {
    List<Problem> problems =
        Rules.check(
            cast.drill(XINFU_NO_1, "2019-05-12", Cast.participants(-1), Cast.evacuatedIn(-1))
                .withId("x")
                .event(),
            CHINA);
    assertThat(problems)
        .extracting(Problem::field)
        .containsExactly("id", "data.participants", "data.evacuationSeconds");
    assertThat(problems).allMatch(problem -> problem.detail().endsWith("."));
  }

  // --- days ahead ---

  @Test
  void anEventMayLieTwoDaysAheadOfItsArrivalAndAPlannedOne400() {
    LocalDate arrived = LocalDate.of(2019, 5, 10);
    assertThat(Rules.horizon(EventTypes.SAFETY_DRILL, arrived)).isEqualTo("2019-05-12");
    assertThat(Rules.horizon(EventTypes.ENROLLMENT, arrived)).isEqualTo("2019-05-12");
    assertThat(Rules.horizon(EventTypes.CANTEEN_INSPECTION, arrived)).isEqualTo("2019-05-12");
    assertThat(Rules.horizon(EventTypes.SCHOOL_REGISTERED, arrived))
        .isEqualTo(arrived.plusDays(400));
    assertThat(Rules.horizon(EventTypes.TEACHER_TRANSFER, arrived))
        .isEqualTo(arrived.plusDays(400));
    assertThat(Rules.tooFarAhead(drill.event(), arrived)).isFalse();
    assertThat(Rules.tooFarAhead(drill.event(), arrived.minusDays(1))).isTrue();
    assertThat(Rules.tooFarAhead(cast.voidOf(drill).event(), arrived.minusDays(1))).isFalse();
  }

  @Test
  void theDayOfArrivalIsTheLatestDateOnEarth() {
    assertThat(Rules.arrivalDay(Instant.parse("2019-05-10T09:59:59.999Z"))).isEqualTo("2019-05-10");
    assertThat(Rules.arrivalDay(Instant.parse("2019-05-10T10:00:00Z"))).isEqualTo("2019-05-11");
  }
}
