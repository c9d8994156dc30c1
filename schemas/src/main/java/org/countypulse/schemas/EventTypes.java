package org.countypulse.schemas;

import java.util.List;
import java.util.Optional;
import org.countypulse.schemas.event.CanteenInspection;
import org.countypulse.schemas.event.Enrollment;
import org.countypulse.schemas.event.SafetyDrill;
import org.countypulse.schemas.event.SchoolRegistered;
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

  public static final List<EventType> ALL =
      List.of(SCHOOL_REGISTERED, ENROLLMENT, SAFETY_DRILL, CANTEEN_INSPECTION, TEACHER_TRANSFER);

  private EventTypes() {}

  /** The event type of that name, if there is one. */
  public static Optional<EventType> named(String name) {
    return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
  }
}
