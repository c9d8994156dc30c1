package org.countypulse.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.countypulse.domain.Problem;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.platform.http.NamedToken;
import org.countypulse.producers.gateway.SendingRight;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.event.TargetSetData;
import org.junit.jupiter.api.Test;

/** Xinfu No. 1 stays in Xinfu; the Moving School went from Xinfu to Dingxiang on 1 June 2019. */
class TokenRightTest {
  private static final String XINFU = "140902";
  private static final String DINGXIANG = "140921";
  private static final String NO_1 = "1409020001";
  private static final String NO_2_OF_DINGXIANG = "1409210002";
  private static final String MOVING = "1409020009";
  private static final String UNKNOWN = "1409029999";

  private final Map<String, SchoolLife> lives =
      new HashMap<>(
          Map.of(
              NO_1, life(entry("2018-09-01", XINFU)),
              NO_2_OF_DINGXIANG, life(entry("2018-09-01", DINGXIANG)),
              MOVING, life(entry("2018-09-01", XINFU), entry("2019-06-01", DINGXIANG))));
  private final NewSchools newSchools = new NewSchools();
  private boolean known = true;

  private final Schools schools =
      new Schools() {
        @Override
        public SchoolLife life(String school) {
          return lives.getOrDefault(school, SchoolLife.UNREGISTERED);
        }

        @Override
        public boolean areKnown() {
          return known;
        }
      };

  private final SendingRight ofNo1 = right(token(Set.of(NO_1), Set.of()));
  private final SendingRight ofXinfu = right(token(Set.of(), Set.of(XINFU)));
  private final SendingRight ofDingxiang = right(token(Set.of(), Set.of(DINGXIANG)));
  private final SendingRight ofBoth = right(token(Set.of(), Set.of(XINFU, DINGXIANG)));

  @Test
  void aSchoolsTokenSendsItsEventsAndNoOther() {
    assertThat(may(ofNo1, drill(NO_1, "2019-05-12"))).isTrue();
    assertThat(may(ofNo1, registration(NO_1, "2019-05-12", XINFU))).isTrue();
    assertThat(may(ofNo1, correction(drill(NO_1, "2019-05-12")))).isTrue();
    assertThat(may(ofNo1, drill(MOVING, "2019-05-12"))).isFalse();
    assertThat(may(ofNo1, drill(UNKNOWN, "2019-05-12"))).isFalse();
  }

  @Test
  void aSchoolsTokenNeedsNoRegistry() {
    known = false;
    assertThat(may(ofNo1, drill(NO_1, "2019-05-12"))).isTrue();
    assertThat(may(ofNo1, drill(UNKNOWN, "2019-05-12"))).isFalse();
  }

  @Test
  void aCountysTokenWaitsForTheRegistry() {
    known = false;
    assertThatThrownBy(() -> may(ofXinfu, drill(NO_1, "2019-05-12")))
        .isInstanceOf(SendingRight.NotKnownYetException.class)
        .hasMessageContaining("send the whole batch again");
  }

  @Test
  void aCountysTokenSendsTheEventsOfItsSchools() {
    assertThat(may(ofXinfu, drill(NO_1, "2019-05-12"))).isTrue();
    assertThat(may(ofXinfu, drill(NO_2_OF_DINGXIANG, "2019-05-12"))).isFalse();
    assertThat(may(ofXinfu, drill(UNKNOWN, "2019-05-12"))).isFalse();
  }

  @Test
  void theCountyIsTheOneOfTheEventsDay() {
    assertThat(may(ofXinfu, drill(MOVING, "2019-05-31"))).isTrue();
    assertThat(may(ofXinfu, drill(MOVING, "2019-06-01"))).isFalse();
    assertThat(may(ofDingxiang, drill(MOVING, "2019-05-31"))).isFalse();
    assertThat(may(ofDingxiang, drill(MOVING, "2019-06-01"))).isTrue();
  }

  @Test
  void beforeItsFirstEntryASchoolIsWhereItBegan() {
    assertThat(may(ofXinfu, drill(MOVING, "2018-01-01"))).isTrue();
    assertThat(may(ofDingxiang, drill(MOVING, "2018-01-01"))).isFalse();
  }

  @Test
  void aCorrectionOrVoidMayChangeAnyDayAndNeedsEveryCountyOfTheSchool() {
    var drill = drill(MOVING, "2019-05-31");
    for (var event : List.of(correction(drill), voidOf(drill))) {
      assertThat(may(ofXinfu, event)).isFalse();
      assertThat(may(ofDingxiang, event)).isFalse();
      assertThat(may(ofBoth, event)).isTrue();
    }
    assertThat(may(ofXinfu, correction(drill(NO_1, "2019-05-31")))).isTrue();
  }

  @Test
  void nobodyTakesASchoolOrGivesOneAwayWithoutBothCounties() {
    var takes = registration(NO_1, "2019-09-01", DINGXIANG);
    assertThat(may(ofDingxiang, takes)).as("takes it").isFalse();
    assertThat(may(ofXinfu, takes)).as("gives it away").isFalse();
    assertThat(may(ofBoth, takes)).isTrue();
    assertThat(may(ofXinfu, registration(NO_1, "2019-09-01", XINFU))).isTrue();
    assertThat(may(ofXinfu, registration(MOVING, "2019-09-01", XINFU))).as("takes back").isFalse();
    assertThat(may(ofDingxiang, registration(MOVING, "2019-03-01", DINGXIANG)))
        .as("changes the other county's days")
        .isFalse();
  }

  @Test
  void aNewSchoolIsRegisteredByItsCountyAndMaySendAtOnce() {
    assertThat(may(ofDingxiang, registration(UNKNOWN, "2019-05-01", XINFU))).isFalse();
    assertThat(may(ofXinfu, drill(UNKNOWN, "2019-05-12"))).isFalse();

    var together =
        ofXinfu.refusals(
            List.of(drill(UNKNOWN, "2019-05-12"), registration(UNKNOWN, "2019-05-01", XINFU)));
    assertThat(together).allMatch(refusal -> refusal.isEmpty());
    assertThat(may(ofXinfu, drill(UNKNOWN, "2019-05-13"))).as("in the next request").isTrue();
    assertThat(may(ofDingxiang, registration(UNKNOWN, "2019-05-01", DINGXIANG)))
        .as("who comes second does not get it")
        .isFalse();
  }

  @Test
  void whatTheRegistryTellsComesBeforeWhatTheDoorRemembers() {
    assertThat(may(ofXinfu, registration(UNKNOWN, "2019-05-01", XINFU))).isTrue();
    lives.put(UNKNOWN, life(entry("2019-05-01", DINGXIANG)));
    assertThat(may(ofXinfu, drill(UNKNOWN, "2019-05-12"))).isFalse();
    assertThat(may(ofDingxiang, drill(UNKNOWN, "2019-05-12"))).isTrue();
  }

  @Test
  void aRefusalDoesNotTellWhetherTheSchoolExistsElsewhere() {
    var elsewhere = problem(ofXinfu, drill(NO_2_OF_DINGXIANG, "2019-05-12"));
    var nowhere = problem(ofXinfu, drill(UNKNOWN, "2019-05-12"));
    assertThat(elsewhere.field()).isEqualTo("subject");
    assertThat(elsewhere.rule()).isEqualTo("forbidden");
    assertThat(elsewhere.detail().replace(NO_2_OF_DINGXIANG, "ID"))
        .isEqualTo(nowhere.detail().replace(UNKNOWN, "ID"))
        .contains("the schools of 140902")
        .doesNotContain(DINGXIANG);
  }

  @Test
  void whoMaySendEverythingMay() {
    var all =
        right(new NamedToken("all", "0".repeat(64), Set.of(), Set.of(), true, false, false, null));
    assertThat(may(all, drill(UNKNOWN, "2019-05-12"))).isTrue();
    var reader = right(token(Set.of(), Set.of()));
    assertThat(may(reader, drill(NO_1, "2019-05-12"))).isFalse();
  }

  @Test
  void aCountysTokenSetsItsOwnTargetsAndNoOthers() {
    known = false;
    assertThat(may(ofXinfu, target(XINFU))).isTrue();
    assertThat(may(ofXinfu, correction(target(XINFU)))).isTrue();
    for (var place : List.of(DINGXIANG, "140900", "140000", EventType.ALL_PLACES)) {
      assertThat(may(ofXinfu, target(place))).as(place).isFalse();
    }
    assertThat(may(ofNo1, target(XINFU))).as("a school's token").isFalse();
  }

  private static Event target(String place) {
    var data =
        TargetSetData.newBuilder()
            .setMeasure("drills-held")
            .setFrom(LocalDate.parse("2019-01-01"))
            .setTo(LocalDate.parse("2019-12-31"))
            .setValue(new BigDecimal("100.0000"))
            .build();
    return new Event(
        EventTypes.TARGET_SET,
        UUID.randomUUID().toString(),
        place,
        LocalDate.parse("2019-01-10"),
        Instant.EPOCH,
        Instant.EPOCH,
        "bureau",
        null,
        false,
        data);
  }

  private SendingRight right(NamedToken token) {
    return new TokenRight(token, schools, newSchools);
  }

  private static NamedToken token(Set<String> schools, Set<String> counties) {
    return new NamedToken("sis", "0".repeat(64), schools, counties, false, false, false, null);
  }

  private static boolean may(SendingRight right, Event event) {
    return right.refusals(List.of(event)).get(0).isEmpty();
  }

  private static Problem problem(SendingRight right, Event event) {
    return right.refusals(List.of(event)).get(0).orElseThrow();
  }

  private static SchoolLife life(SchoolEntry... entries) {
    return new SchoolLife(new ArrayList<>(List.of(entries)));
  }

  private static SchoolEntry entry(String from, String county) {
    return SchoolEntry.of(LocalDate.parse(from), registered(county));
  }

  private static SchoolRegisteredData registered(String county) {
    return SchoolRegisteredData.newBuilder()
        .setName("A school")
        .setCountyCode(county)
        .setStage(Stage.PRIMARY)
        .setOwnership(Ownership.PUBLIC)
        .setSetting(Setting.TOWNSHIP)
        .setBoarding(false)
        .setHasCanteen(true)
        .setBusCount(0)
        .setEligibleStaff(40)
        .setClosed(false)
        .build();
  }

  private static Event drill(String school, String day) {
    var data = SafetyDrillData.newBuilder().setKind(DrillKind.FIRE).setParticipants(8).build();
    return new Event(
        EventTypes.SAFETY_DRILL,
        UUID.randomUUID().toString(),
        school,
        LocalDate.parse(day),
        Instant.EPOCH,
        Instant.EPOCH,
        "sis",
        null,
        false,
        data);
  }

  private static Event registration(String school, String day, String county) {
    return new Event(
        EventTypes.SCHOOL_REGISTERED,
        UUID.randomUUID().toString(),
        school,
        LocalDate.parse(day),
        Instant.EPOCH,
        Instant.EPOCH,
        "sis",
        null,
        false,
        registered(county));
  }

  private static Event correction(Event event) {
    return changing(event, false);
  }

  private static Event voidOf(Event event) {
    return changing(event, true);
  }

  private static Event changing(Event event, boolean voided) {
    return new Event(
        event.type(),
        UUID.randomUUID().toString(),
        event.schoolId(),
        event.day(),
        Instant.EPOCH,
        Instant.EPOCH,
        "sis",
        event.eventId(),
        voided,
        voided ? null : event.data());
  }
}
