package org.countypulse.schemas;

import java.util.List;
import java.util.Optional;
import org.countypulse.schemas.event.ActivityApproved;
import org.countypulse.schemas.event.AfterSchoolServiceReported;
import org.countypulse.schemas.event.CanteenInspection;
import org.countypulse.schemas.event.ClassSizeReported;
import org.countypulse.schemas.event.ConstructionProgressed;
import org.countypulse.schemas.event.CounsellingServiceOpened;
import org.countypulse.schemas.event.Enrollment;
import org.countypulse.schemas.event.ExamSessionHeld;
import org.countypulse.schemas.event.FoodBatchTested;
import org.countypulse.schemas.event.HazardRectified;
import org.countypulse.schemas.event.HazardReported;
import org.countypulse.schemas.event.IncidentReported;
import org.countypulse.schemas.event.KindergartenCertified;
import org.countypulse.schemas.event.NutritionServed;
import org.countypulse.schemas.event.PartnershipSigned;
import org.countypulse.schemas.event.PetitionClosed;
import org.countypulse.schemas.event.SafetyDrill;
import org.countypulse.schemas.event.SafetyLessonHeld;
import org.countypulse.schemas.event.SchoolBusInspected;
import org.countypulse.schemas.event.SchoolRegistered;
import org.countypulse.schemas.event.SecurityAudited;
import org.countypulse.schemas.event.StaffHonoured;
import org.countypulse.schemas.event.StudentAidGranted;
import org.countypulse.schemas.event.StudyTripHeld;
import org.countypulse.schemas.event.SupervisionVisited;
import org.countypulse.schemas.event.TargetSet;
import org.countypulse.schemas.event.TeacherRecruited;
import org.countypulse.schemas.event.TeacherTrained;
import org.countypulse.schemas.event.TeacherTransfer;
import org.countypulse.schemas.wire.TrustedRecords;

/** The catalogue of event types. Whatever handles events reads it; nothing scans for them. */
public final class EventTypes {

  static {
    TrustedRecords.vouch();
  }

  public static final EventType SCHOOL_REGISTERED =
      EventType.planned(
          "school-registered", "School registered", "学校登记", SchoolRegistered.getClassSchema());
  public static final EventType ENROLLMENT =
      EventType.happened("enrollment", "Enrollment", "学籍变动", Enrollment.getClassSchema());
  public static final EventType SAFETY_DRILL =
      EventType.happened("safety-drill", "Safety drill", "安全演练", SafetyDrill.getClassSchema());
  public static final EventType CANTEEN_INSPECTION =
      EventType.happened(
          "canteen-inspection", "Canteen inspection", "食堂检查", CanteenInspection.getClassSchema());
  public static final EventType TEACHER_TRANSFER =
      EventType.planned(
          "teacher-transfer", "Teacher transfer", "教师交流调动", TeacherTransfer.getClassSchema());

  public static final EventType CLASS_SIZE_REPORTED =
      EventType.happened(
          "class-size-reported", "Class size reported", "班额上报", ClassSizeReported.getClassSchema());
  public static final EventType STUDENT_AID_GRANTED =
      EventType.happened(
          "student-aid-granted",
          "Student aid granted",
          "学生资助发放",
          StudentAidGranted.getClassSchema());
  public static final EventType NUTRITION_SERVED =
      EventType.happened(
          "nutrition-served", "Nutrition served", "营养餐供应", NutritionServed.getClassSchema());
  public static final EventType AFTER_SCHOOL_SERVICE_REPORTED =
      EventType.happened(
          "after-school-service-reported",
          "After-school service reported",
          "课后服务上报",
          AfterSchoolServiceReported.getClassSchema());
  public static final EventType STUDY_TRIP_HELD =
      EventType.happened(
          "study-trip-held", "Study trip held", "研学旅行", StudyTripHeld.getClassSchema());
  public static final EventType SAFETY_LESSON_HELD =
      EventType.happened(
          "safety-lesson-held", "Safety lesson held", "安全教育课", SafetyLessonHeld.getClassSchema());
  public static final EventType HAZARD_REPORTED =
      EventType.happened(
          "hazard-reported", "Hazard reported", "隐患上报", HazardReported.getClassSchema());
  public static final EventType HAZARD_RECTIFIED =
      EventType.happened(
          "hazard-rectified", "Hazard rectified", "隐患整改", HazardRectified.getClassSchema());
  public static final EventType SCHOOL_BUS_INSPECTED =
      EventType.happened(
          "school-bus-inspected",
          "School bus inspected",
          "校车检查",
          SchoolBusInspected.getClassSchema());
  public static final EventType SECURITY_AUDITED =
      EventType.happened(
          "security-audited", "Security audited", "三防检查", SecurityAudited.getClassSchema());
  public static final EventType INCIDENT_REPORTED =
      EventType.happened(
          "incident-reported", "Incident reported", "安全事故上报", IncidentReported.getClassSchema());
  public static final EventType FOOD_BATCH_TESTED =
      EventType.happened(
          "food-batch-tested", "Food batch tested", "食材批次检测", FoodBatchTested.getClassSchema());
  public static final EventType TEACHER_RECRUITED =
      EventType.happened(
          "teacher-recruited", "Teachers recruited", "教师招聘", TeacherRecruited.getClassSchema());
  public static final EventType TEACHER_TRAINED =
      EventType.happened(
          "teacher-trained", "Teachers trained", "教师培训", TeacherTrained.getClassSchema());
  public static final EventType STAFF_HONOURED =
      EventType.happened(
          "staff-honoured", "Staff honoured", "教职工表彰", StaffHonoured.getClassSchema());
  public static final EventType CONSTRUCTION_PROGRESSED =
      EventType.happened(
          "construction-progressed",
          "Construction progressed",
          "建设项目进展",
          ConstructionProgressed.getClassSchema());
  public static final EventType KINDERGARTEN_CERTIFIED =
      EventType.happened(
          "kindergarten-certified",
          "Kindergarten certified",
          "幼儿园认定",
          KindergartenCertified.getClassSchema());
  public static final EventType PARTNERSHIP_SIGNED =
      EventType.happened(
          "partnership-signed", "Partnership signed", "合作签约", PartnershipSigned.getClassSchema());
  public static final EventType SUPERVISION_VISITED =
      EventType.happened(
          "supervision-visited",
          "Supervision visited",
          "督导检查",
          SupervisionVisited.getClassSchema());
  public static final EventType PETITION_CLOSED =
      EventType.happened(
          "petition-closed", "Petition closed", "信访办结", PetitionClosed.getClassSchema());
  public static final EventType EXAM_SESSION_HELD =
      EventType.happened(
          "exam-session-held", "Exam session held", "考试场次", ExamSessionHeld.getClassSchema());
  public static final EventType ACTIVITY_APPROVED =
      EventType.happened(
          "activity-approved", "Activity approved", "活动审批", ActivityApproved.getClassSchema());
  public static final EventType COUNSELLING_SERVICE_OPENED =
      EventType.happened(
          "counselling-service-opened",
          "Counselling service opened",
          "心理咨询服务开通",
          CounsellingServiceOpened.getClassSchema());
  public static final EventType TARGET_SET =
      EventType.plannedForPlaces("target-set", "Target set", "目标设定", TargetSet.getClassSchema());

  public static final List<EventType> ALL =
      List.of(
          SCHOOL_REGISTERED,
          ENROLLMENT,
          SAFETY_DRILL,
          CANTEEN_INSPECTION,
          TEACHER_TRANSFER,
          CLASS_SIZE_REPORTED,
          STUDENT_AID_GRANTED,
          NUTRITION_SERVED,
          AFTER_SCHOOL_SERVICE_REPORTED,
          STUDY_TRIP_HELD,
          SAFETY_LESSON_HELD,
          HAZARD_REPORTED,
          HAZARD_RECTIFIED,
          SCHOOL_BUS_INSPECTED,
          SECURITY_AUDITED,
          INCIDENT_REPORTED,
          FOOD_BATCH_TESTED,
          TEACHER_RECRUITED,
          TEACHER_TRAINED,
          STAFF_HONOURED,
          CONSTRUCTION_PROGRESSED,
          KINDERGARTEN_CERTIFIED,
          PARTNERSHIP_SIGNED,
          SUPERVISION_VISITED,
          PETITION_CLOSED,
          EXAM_SESSION_HELD,
          ACTIVITY_APPROVED,
          COUNSELLING_SERVICE_OPENED,
          TARGET_SET);

  private EventTypes() {}

  /** The event type of that name, if there is one. */
  public static Optional<EventType> named(String name) {
    return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
  }
}
