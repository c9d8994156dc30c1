package org.countypulse.domain.views;

import static org.countypulse.domain.testing.Cast.DINGXIANG;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;

import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.HonourLevel;
import org.countypulse.schemas.event.RecruitmentChannel;
import org.countypulse.schemas.event.StaffHonouredData;
import org.countypulse.schemas.event.TeacherRecruitedData;
import org.countypulse.schemas.event.TeacherTrainedData;
import org.countypulse.schemas.event.TrainingLevel;
import org.junit.jupiter.api.Test;

class StaffTest {

  private static final String RECRUITED = "teachers-recruited";
  private static final String TRAINED = "teachers-trained";
  private static final String HOURS = "training-hours";

  private final Cast cast = new Cast();
  private final Story story =
      Story.of(Staff.VIEW).given(cast.registered(XINFU_NO_1, "2018-09-01", XINFU));

  private Draft recruited(String day, RecruitmentChannel channel, int count) {
    return cast.event(
        EventTypes.TEACHER_RECRUITED, XINFU_NO_1, day, new TeacherRecruitedData(channel, count));
  }

  private Draft trained(String day, TrainingLevel level, int trainees, int hours) {
    return cast.event(
        EventTypes.TEACHER_TRAINED,
        XINFU_NO_1,
        day,
        new TeacherTrainedData("summer school", level, trainees, hours));
  }

  @Test
  void teachersAreRecruitedByChannel() {
    story
        .given(
            recruited("2019-08-20", RecruitmentChannel.SPECIAL_POST, 6),
            recruited("2019-08-20", RecruitmentChannel.HIGH_LEVEL, 2))
        .then(
            XINFU,
            "2019-08-20",
            RECRUITED,
            8,
            RECRUITED + "/special-post",
            6,
            RECRUITED + "/high-level",
            2);
  }

  @Test
  void aCorrectedChannelTakesTheTeachersAlong() {
    Draft wrong = recruited("2019-08-20", RecruitmentChannel.OPEN_EXAM, 6);
    Draft right = recruited("2019-08-21", RecruitmentChannel.SPECIAL_POST, 5).correcting(wrong);
    story
        .given(wrong, right)
        .then(XINFU, "2019-08-20")
        .then(XINFU, "2019-08-21", RECRUITED, 5, RECRUITED + "/special-post", 5)
        .when(cast.voidOf(right))
        .thenNothingCounts();
  }

  @Test
  void hoursAreThoseOfAllTrainees() {
    story
        .given(
            trained("2019-07-10", TrainingLevel.PROVINCE, 86, 40),
            trained("2019-07-10", TrainingLevel.COUNTY, 10, 0))
        .then(
            XINFU,
            "2019-07-10",
            TRAINED,
            96,
            TRAINED + "/province",
            86,
            TRAINED + "/county",
            10,
            HOURS,
            3440);
  }

  @Test
  void asManyHoursAsTheRulesAllowAreCountedExactly() {
    story
        .given(trained("2019-07-10", TrainingLevel.SCHOOL, 100_000, 10_000))
        .thenSum(HOURS, XINFU, "2019-07-10", 1_000_000_000L)
        .when(
            trained("2019-07-10", TrainingLevel.SCHOOL, 100_000, 10_000),
            trained("2019-07-10", TrainingLevel.SCHOOL, 100_000, 10_000))
        .thenSum(HOURS, XINFU, "2019-07-10", 3_000_000_000L);
  }

  @Test
  void honoursStayWithTheCountyOfTheirDay() {
    story
        .given(
            honoured("2019-09-10", HonourLevel.NATIONAL, 1),
            cast.registered(XINFU_NO_1, "2019-10-01", DINGXIANG),
            honoured("2019-10-10", HonourLevel.CITY, 3))
        .then(XINFU, "2019-09-10", "staff-honoured", 1, "staff-honoured/national", 1)
        .then(DINGXIANG, "2019-10-10", "staff-honoured", 3, "staff-honoured/city", 3);
  }

  private Draft honoured(String day, HonourLevel level, int count) {
    return cast.event(
        EventTypes.STAFF_HONOURED,
        XINFU_NO_1,
        day,
        new StaffHonouredData(level, "model teacher", count));
  }
}
