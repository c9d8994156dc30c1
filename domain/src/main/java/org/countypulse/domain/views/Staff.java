package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.STAFF_HONOURED;
import static org.countypulse.schemas.EventTypes.TEACHER_RECRUITED;
import static org.countypulse.schemas.EventTypes.TEACHER_TRAINED;

import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Naming;
import org.countypulse.domain.Measure.Parts;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.HonourLevel;
import org.countypulse.schemas.event.RecruitmentChannel;
import org.countypulse.schemas.event.StaffHonouredData;
import org.countypulse.schemas.event.TeacherRecruitedData;
import org.countypulse.schemas.event.TeacherTrainedData;
import org.countypulse.schemas.event.TrainingLevel;

/** Teachers recruited, trained and honoured. */
public final class Staff {

  static final Parts<RecruitmentChannel> RECRUITED =
      Measure.parts(
          Measure.sum("teachers-recruited", "persons", "Teachers recruited", "招聘教师"),
          RecruitmentChannel.class,
          Naming.of(
              RecruitmentChannel.class,
              "special post",
              "特岗",
              "high-level",
              "高层次人才",
              "public-funded normal graduates",
              "公费师范生",
              "open exam",
              "公开招考"));
  static final Parts<TrainingLevel> TRAINED =
      Measure.parts(
          Measure.sum("teachers-trained", "persons", "Teachers trained", "培训教师人次"),
          TrainingLevel.class,
          Naming.of(
              TrainingLevel.class,
              "school",
              "校级",
              "county",
              "县级",
              "city",
              "市级",
              "province",
              "省级",
              "national",
              "国家级"));
  static final Sum TRAINING_HOURS =
      Measure.sum("training-hours", "hours", "Training hours", "培训学时");
  static final Parts<HonourLevel> HONOURED =
      Measure.parts(
          Measure.sum("staff-honoured", "persons", "Staff honoured", "表彰教职工"),
          HonourLevel.class,
          Naming.of(
              HonourLevel.class,
              "county",
              "县级",
              "city",
              "市级",
              "province",
              "省级",
              "national",
              "国家级"));

  public static final CountyView VIEW =
      CountyView.named("staff")
          .titled("Staff", "教师队伍")
          .version(1)
          .counts(RECRUITED, TRAINED, HONOURED)
          .counts(TRAINING_HOURS)
          .on(TEACHER_RECRUITED, TeacherRecruitedData.class, Staff::recruit)
          .on(TEACHER_TRAINED, TeacherTrainedData.class, Staff::train)
          .on(STAFF_HONOURED, StaffHonouredData.class, Staff::honour);

  private Staff() {}

  private static void recruit(TeacherRecruitedData recruited, Postings post) {
    post.add(RECRUITED, recruited.getChannel(), recruited.getCount());
  }

  /** Hours are those of all trainees together. */
  private static void train(TeacherTrainedData training, Postings post) {
    post.add(TRAINED, training.getLevel(), training.getTrainees());
    post.add(TRAINING_HOURS, (long) training.getTrainees() * training.getHours());
  }

  private static void honour(StaffHonouredData honour, Postings post) {
    post.add(HONOURED, honour.getLevel(), honour.getCount());
  }
}
