package org.countypulse.schemas;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.EnrollmentChange;
import org.countypulse.schemas.event.EnrollmentChannel;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.HazardCategory;
import org.countypulse.schemas.event.HazardReportedData;
import org.countypulse.schemas.event.HazardSeverity;
import org.countypulse.schemas.event.InspectionOutcome;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.StaffRole;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.event.TeacherTransferData;
import org.countypulse.schemas.event.TransferKind;

/** One event of each type, with every field filled. They are frozen: don't change them. */
public final class Samples {

  private Samples() {}

  public static Event of(EventType type) {
    boolean ofSchool = type.about() == EventType.Subject.SCHOOL;
    return new Event(
        type,
        "0b0e0000-0000-4000-8000-000000000001",
        ofSchool ? "1409020001" : "140902",
        LocalDate.parse("2019-05-12"),
        Instant.parse("2019-05-12T02:00:00.123Z"),
        Instant.parse("2019-05-12T03:00:00.456Z"),
        "sis/xinfu",
        "0b0e0000-0000-4000-8000-000000000002",
        false,
        data(type));
  }

  private static SpecificRecord data(EventType type) {
    return switch (type.name()) {
      case "school-registered" ->
          SchoolRegisteredData.newBuilder()
              .setName("忻府区长征街小学")
              .setCountyCode("140902")
              .setStage(Stage.PRIMARY)
              .setOwnership(Ownership.PUBLIC)
              .setSetting(Setting.COUNTY_TOWN)
              .setBoarding(true)
              .setHasCanteen(true)
              .setBusCount(3)
              .setEligibleStaff(41)
              .setClosed(true)
              .setMergedInto("1409020002")
              .build();
      case "enrollment" ->
          EnrollmentData.newBuilder()
              .setStudentRef("s-7f3a")
              .setGrade("7")
              .setChange(EnrollmentChange.TRANSFER_IN)
              .setChannel(EnrollmentChannel.ONLINE)
              .setZeroProof(true)
              .setFromCountyCode("140921")
              .setFromSetting(Setting.VILLAGE)
              .setMigrantChild(true)
              .build();
      case "safety-drill" ->
          SafetyDrillData.newBuilder()
              .setKind(DrillKind.EARTHQUAKE)
              .setParticipants(812)
              .setEvacuationSeconds(154)
              .build();
      case "canteen-inspection" ->
          CanteenInspectionData.newBuilder()
              .setInspector("county office")
              .setScore(87)
              .setOutcome(InspectionOutcome.CONDITIONAL)
              .setStar(4)
              .setViolations(List.of("A-1", "B-2"))
              .setReinspectionDue(LocalDate.parse("2019-06-12"))
              .build();
      case "teacher-transfer" ->
          TeacherTransferData.newBuilder()
              .setTeacherRef("t-19c2")
              .setRole(StaffRole.PRINCIPAL)
              .setFromSchoolId("1409020001")
              .setFromCountyCode("140902")
              .setFromSetting(Setting.URBAN)
              .setToSchoolId("1409220001")
              .setToCountyCode("140922")
              .setToSetting(Setting.TOWNSHIP)
              .setKind(TransferKind.EXCHANGE)
              .setTermMonths(36)
              .build();
      case "hazard-reported" ->
          HazardReportedData.newBuilder()
              .setHazardRef("r-1")
              .setCategory(HazardCategory.FOOD)
              .setSeverity(HazardSeverity.MAJOR)
              .setRectifyBy(LocalDate.parse("2019-06-12"))
              .setPlace("东校门")
              .build();
      default -> filled(type);
    };
  }

  /** Made up from the schema, the same each time, with every field filled. */
  private static SpecificRecord filled(EventType type) {
    Random random = new Random(type.name().hashCode());
    RandomData some =
        new RandomData(random, List.of("140902"), List.of(LocalDate.parse("2019-06-12")));
    SpecificRecord data = some.of(type);
    while (!isFilled(type, data)) {
      data = some.of(type);
    }
    return data;
  }

  private static boolean isFilled(EventType type, SpecificRecord data) {
    return type.dataSchema().getFields().stream().noneMatch(f -> data.get(f.pos()) == null);
  }
}
