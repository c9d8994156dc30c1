package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.AFTER_SCHOOL_SERVICE_REPORTED;
import static org.countypulse.schemas.EventTypes.CLASS_SIZE_REPORTED;
import static org.countypulse.schemas.EventTypes.NUTRITION_SERVED;
import static org.countypulse.schemas.EventTypes.STUDENT_AID_GRANTED;
import static org.countypulse.schemas.EventTypes.STUDY_TRIP_HELD;

import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Naming;
import org.countypulse.domain.Measure.Parts;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.AfterSchoolServiceReportedData;
import org.countypulse.schemas.event.AidCategory;
import org.countypulse.schemas.event.ClassSizeReportedData;
import org.countypulse.schemas.event.NutritionServedData;
import org.countypulse.schemas.event.StudentAidGrantedData;
import org.countypulse.schemas.event.StudyTripHeldData;
import org.countypulse.schemas.event.TripDirection;

/** Aid that students are granted, class sizes, meals, after-school service and study trips. */
public final class Students {

  /** More pupils than that in a class is a large class (大班额), and a very large one (超大班额). */
  private static final int LARGE = 55;

  private static final int VERY_LARGE = 65;

  private static final Naming<AidCategory> AID =
      Naming.of(
          AidCategory.class,
          "preschool aid",
          "学前教育资助",
          "boarding living subsidy",
          "义务教育寄宿生生活补助",
          "tuition waiver, senior middle",
          "普通高中免学费",
          "grant, senior middle",
          "普通高中助学金",
          "tuition waiver, vocational",
          "中职免学费",
          "grant, vocational",
          "中职助学金",
          "tertiary freshman grant",
          "大学新生资助",
          "poverty account",
          "建档立卡资助",
          "origin loan",
          "生源地助学贷款");

  static final Parts<AidCategory> AID_PERSONS =
      Measure.parts(
          Measure.sum("aid-persons", "persons", "Persons aided", "资助人数"), AidCategory.class, AID);
  static final Parts<AidCategory> AID_AMOUNT =
      Measure.parts(Measure.money("aid-amount", "Aid", "资助金额"), AidCategory.class, AID);
  static final DistinctPersons AID_STUDENTS =
      Measure.persons("aid-students", "Students aided, each once", "受资助学生（去重）");

  static final Gauge CLASSES = Measure.gauge("classes", "classes", "Classes", "班级数");
  static final Gauge CLASSES_LARGE =
      Measure.gauge("classes-over-55", "classes", "Classes over 55 pupils", "大班额班级")
          .withListedSlots();
  static final Gauge CLASSES_VERY_LARGE =
      Measure.gauge("classes-over-65", "classes", "Classes over 65 pupils", "超大班额班级")
          .withListedSlots();

  static final Sum NUTRITION_SERVINGS =
      Measure.sum("nutrition-reports", "reports", "Nutrition reports", "营养餐上报次数");
  static final Sum NUTRITION_AMOUNT =
      Measure.money("nutrition-amount", "Spent on nutrition", "营养改善资金");
  static final Gauge NUTRITION_STUDENTS =
      Measure.gauge(
          "nutrition-students", "persons", "Students in nutrition programmes", "营养改善受益学生");
  static final DistinctSchools NUTRITION_SCHOOLS =
      Measure.schoolsWith(
          NUTRITION_SERVINGS, "nutrition-schools", "Schools in nutrition programmes", "营养改善覆盖学校");

  static final Gauge AFTER_SCHOOL_ELIGIBLE =
      Measure.gauge(
          "after-school-eligible", "persons", "Eligible for after-school service", "课后服务应参加");
  static final Gauge AFTER_SCHOOL_PARTICIPATING =
      Measure.gauge("after-school-participating", "persons", "In after-school service", "课后服务参加");
  static final Ratio AFTER_SCHOOL_COVERAGE =
      Measure.ratio(
          "after-school-coverage",
          "ratio",
          "After-school coverage",
          "课后服务覆盖率",
          AFTER_SCHOOL_PARTICIPATING,
          AFTER_SCHOOL_ELIGIBLE);

  static final Sum STUDY_TRIPS = Measure.sum("study-trips", "trips", "Study trips", "研学旅行次数");
  static final Parts<TripDirection> STUDY_TRIP_PARTICIPANTS =
      Measure.parts(
          Measure.sum("study-trip-participants", "persons", "Study trip participants", "研学参与人次"),
          TripDirection.class,
          Naming.of(TripDirection.class, "local", "县内", "inbound", "外地来访", "outbound", "赴外地"));

  public static final CountyView VIEW =
      CountyView.named("students")
          .titled("Aid and welfare", "资助与营养")
          .version(1)
          .counts(AID_PERSONS, AID_AMOUNT)
          .counts(AID_STUDENTS)
          .counts(CLASSES, CLASSES_LARGE, CLASSES_VERY_LARGE)
          .counts(NUTRITION_SERVINGS, NUTRITION_AMOUNT, NUTRITION_STUDENTS)
          .counts(AFTER_SCHOOL_ELIGIBLE, AFTER_SCHOOL_PARTICIPATING, STUDY_TRIPS)
          .counts(STUDY_TRIP_PARTICIPANTS)
          .derives(NUTRITION_SCHOOLS, AFTER_SCHOOL_COVERAGE)
          .tellsOf(AID_AMOUNT, AID_PERSONS)
          .on(STUDENT_AID_GRANTED, StudentAidGrantedData.class, Students::grant)
          .on(CLASS_SIZE_REPORTED, ClassSizeReportedData.class, Students::size)
          .on(NUTRITION_SERVED, NutritionServedData.class, Students::serve)
          .on(AFTER_SCHOOL_SERVICE_REPORTED, AfterSchoolServiceReportedData.class, Students::serve)
          .on(STUDY_TRIP_HELD, StudyTripHeldData.class, Students::travel);

  private Students() {}

  private static void grant(StudentAidGrantedData aid, Postings post) {
    post.add(AID_PERSONS, aid.getCategory(), aid.getBeneficiaries());
    post.add(AID_AMOUNT, aid.getCategory(), aid.getAmount());
    if (aid.getStudentRef() != null) {
      post.person(AID_STUDENTS, aid.getStudentRef());
    }
  }

  private static void size(ClassSizeReportedData size, Postings post) {
    String slot = size.getClassRef();
    post.set(CLASSES, slot, size.getHeadcount() > 0 ? 1 : 0);
    post.set(CLASSES_LARGE, slot, size.getHeadcount() > LARGE ? 1 : 0);
    post.set(CLASSES_VERY_LARGE, slot, size.getHeadcount() > VERY_LARGE ? 1 : 0);
  }

  private static void serve(NutritionServedData served, Postings post) {
    // None is how a programme ends: that covers nobody.
    post.add(NUTRITION_SERVINGS, served.getStudents() > 0 ? 1 : 0);
    post.add(NUTRITION_AMOUNT, served.getAmount());
    post.set(NUTRITION_STUDENTS, served.getProgramme().name(), served.getStudents());
  }

  private static void serve(AfterSchoolServiceReportedData service, Postings post) {
    post.set(AFTER_SCHOOL_ELIGIBLE, service.getEligible());
    post.set(AFTER_SCHOOL_PARTICIPATING, service.getParticipating());
  }

  private static void travel(StudyTripHeldData trip, Postings post) {
    post.add(STUDY_TRIPS, 1);
    post.add(STUDY_TRIP_PARTICIPANTS, trip.getDirection(), trip.getParticipants());
  }
}
