package org.countypulse.producers.simulation;

import static org.countypulse.schemas.EventTypes.STAFF_HONOURED;
import static org.countypulse.schemas.EventTypes.TEACHER_RECRUITED;
import static org.countypulse.schemas.EventTypes.TEACHER_TRAINED;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.HonourLevel;
import org.countypulse.schemas.event.RecruitmentChannel;
import org.countypulse.schemas.event.StaffHonouredData;
import org.countypulse.schemas.event.TeacherRecruitedData;
import org.countypulse.schemas.event.TeacherTrainedData;
import org.countypulse.schemas.event.TrainingLevel;

/** Teachers recruited in August, honoured in September and trained all year. */
final class StaffArea implements Area {

  private static final String[] PROGRAMMES = {"国培计划", "骨干教师培训", "新教师培训", "校长培训", "心理健康教育培训"};
  private static final String[] AWARDS = {"优秀教师", "优秀班主任", "师德标兵", "教学能手"};

  @Override
  public void happens(Happenings school) {
    Chance chance = school.chance();
    if (school.is().getEligibleStaff() > 0 && chance.in(0.2)) {
      for (LocalDate august : school.each(8, 10)) {
        LocalDate day = august.plusDays(chance.between(0, 20));
        school.happens(TEACHER_RECRUITED, day, recruits(chance));
      }
    }
    for (LocalDate day : school.days(0.2)) {
      school.happens(TEACHER_TRAINED, day, training(school.on(day)));
    }
    if (chance.in(0.08)) {
      for (LocalDate teachersDay : school.each(9, 10)) {
        school.happens(STAFF_HONOURED, teachersDay, honour(chance));
      }
    }
  }

  private static TeacherRecruitedData recruits(Chance chance) {
    double share = chance.share();
    return new TeacherRecruitedData(
        share < 0.7
            ? RecruitmentChannel.SPECIAL_POST
            : share < 0.85
                ? RecruitmentChannel.PUBLIC_FUNDED_NORMAL
                : share < 0.97 ? RecruitmentChannel.OPEN_EXAM : RecruitmentChannel.HIGH_LEVEL,
        share < 0.97 ? chance.between(1, 6) : 1);
  }

  private static TeacherTrainedData training(Occasion now) {
    return new TeacherTrainedData(
        now.chance().oneOf(PROGRAMMES),
        now.chance().oneOf(TrainingLevel.values()),
        now.chance().between(1, 9),
        8 * now.chance().between(1, 10));
  }

  private static StaffHonouredData honour(Chance chance) {
    double share = chance.share();
    return new StaffHonouredData(
        share < 0.7
            ? HonourLevel.COUNTY
            : share < 0.9
                ? HonourLevel.CITY
                : share < 0.98 ? HonourLevel.PROVINCE : HonourLevel.NATIONAL,
        chance.oneOf(AWARDS),
        chance.between(1, 3));
  }

  @Override
  public Map<EventType, Maker> live() {
    return Map.of(TEACHER_TRAINED, StaffArea::training);
  }

  @Override
  public void count(Fact fact, Counts counts) {
    if (fact.data() instanceof TeacherRecruitedData recruited) {
      counts.add("teachers-recruited", recruited.getChannel(), recruited.getCount());
    } else if (fact.data() instanceof TeacherTrainedData training) {
      counts.add("teachers-trained", training.getLevel(), training.getTrainees());
      counts.add("training-hours", training.getTrainees() * training.getHours());
    } else if (fact.data() instanceof StaffHonouredData honour) {
      counts.add("staff-honoured", honour.getLevel(), honour.getCount());
    }
  }

  @Override
  public List<Quotient> quotients() {
    return List.of();
  }
}
