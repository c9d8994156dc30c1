package org.countypulse.domain.testing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.EnrollmentChange;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.InspectionOutcome;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.StaffRole;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.event.TeacherTransferData;
import org.countypulse.schemas.event.TransferKind;

/**
 * The schools and counties that tests tell stories about, and what can happen to them. Each call
 * gives a further event with an id of its own, recorded a second after the one before.
 */
public final class Cast {

  public static final String XINFU = "140902";
  public static final String DINGXIANG = "140921";
  public static final String WUTAI = "140922";
  public static final String DAIXIAN = "140923";

  public static final String XINFU_NO_1 = "1409020001";
  public static final String XINFU_NO_2 = "1409020002";
  public static final String XINFU_KINDERGARTEN = "1409020003";
  public static final String DINGXIANG_NO_1 = "1409210001";
  public static final String WUTAI_NO_1 = "1409220001";

  /** When the first event of a story is recorded. */
  private static final Instant BEGINNING = Instant.parse("2019-01-01T00:00:00Z");

  private static final ZoneOffset SHANGHAI = ZoneOffset.ofHours(8);
  private static final LocalTime TEN = LocalTime.of(10, 0);

  private final AtomicLong told = new AtomicLong();

  /** An event and what can be said about it; each call gives a changed copy. */
  public record Draft(Event event) {

    /** The same fact with another id, in place of that one, recorded a second later. */
    public Draft correcting(Draft other) {
      return with(other.event().eventId(), event.voided(), event.data());
    }

    public Draft recordedAt(String instant) {
      return new Draft(
          new Event(
              event.type(),
              event.eventId(),
              event.schoolId(),
              event.day(),
              event.happenedAt(),
              Instant.parse(instant),
              event.source(),
              event.corrects(),
              event.voided(),
              event.data()));
    }

    public Draft happenedAt(String instant) {
      return new Draft(
          new Event(
              event.type(),
              event.eventId(),
              event.schoolId(),
              event.day(),
              Instant.parse(instant),
              event.recordedAt(),
              event.source(),
              event.corrects(),
              event.voided(),
              event.data()));
    }

    public Draft from(String source) {
      return new Draft(
          new Event(
              event.type(),
              event.eventId(),
              event.schoolId(),
              event.day(),
              event.happenedAt(),
              event.recordedAt(),
              source,
              event.corrects(),
              event.voided(),
              event.data()));
    }

    /** The same fact under another id. */
    public Draft withId(String id) {
      return new Draft(
          new Event(
              event.type(),
              id,
              event.schoolId(),
              event.day(),
              event.happenedAt(),
              event.recordedAt(),
              event.source(),
              event.corrects(),
              event.voided(),
              event.data()));
    }

    private Draft with(String corrects, boolean voided, SpecificRecord data) {
      return new Draft(
          new Event(
              event.type(),
              event.eventId(),
              event.schoolId(),
              event.day(),
              event.happenedAt(),
              event.recordedAt(),
              event.source(),
              corrects,
              voided,
              data));
    }

    public String id() {
      return event.eventId();
    }
  }

  /** Any event. */
  public Draft event(EventType type, String school, String day, SpecificRecord data) {
    LocalDate date = LocalDate.parse(day);
    long number = told.incrementAndGet();
    return new Draft(
        new Event(
            type,
            new UUID(0, number).toString(),
            school,
            date,
            date.atTime(TEN).toInstant(SHANGHAI),
            BEGINNING.plusSeconds(number),
            "sis/xinfu",
            null,
            false,
            data));
  }

  /** The withdrawal of an event. */
  public Draft voidOf(Draft other) {
    Event event = other.event();
    return event(event.type(), event.schoolId(), event.day().toString(), null)
        .with(event.eventId(), true, null);
  }

  // --- the registry ---

  @SafeVarargs
  public final Draft registered(
      String school,
      String day,
      String county,
      UnaryOperator<SchoolRegisteredData.Builder>... more) {
    SchoolRegisteredData.Builder data =
        SchoolRegisteredData.newBuilder()
            .setName("School " + school)
            .setCountyCode(county)
            .setStage(Stage.PRIMARY)
            .setOwnership(Ownership.PUBLIC)
            .setSetting(Setting.COUNTY_TOWN)
            .setBoarding(false)
            .setHasCanteen(true)
            .setBusCount(0)
            .setEligibleStaff(40);
    return event(EventTypes.SCHOOL_REGISTERED, school, day, applied(data, more).build());
  }

  public static UnaryOperator<SchoolRegisteredData.Builder> closed() {
    return data -> data.setClosed(true);
  }

  public static UnaryOperator<SchoolRegisteredData.Builder> eligibleStaff(int persons) {
    return data -> data.setEligibleStaff(persons);
  }

  public static UnaryOperator<SchoolRegisteredData.Builder> stage(Stage stage) {
    return data -> data.setStage(stage);
  }

  // --- students ---

  @SafeVarargs
  public final Draft enrolled(
      String school,
      String day,
      EnrollmentChange change,
      UnaryOperator<EnrollmentData.Builder>... more) {
    EnrollmentData.Builder data =
        EnrollmentData.newBuilder().setStudentRef("s-1").setGrade("1").setChange(change);
    return event(EventTypes.ENROLLMENT, school, day, applied(data, more).build());
  }

  // --- drills ---

  @SafeVarargs
  public final Draft drill(
      String school, String day, UnaryOperator<SafetyDrillData.Builder>... more) {
    SafetyDrillData.Builder data =
        SafetyDrillData.newBuilder().setKind(DrillKind.FIRE).setParticipants(800);
    return event(EventTypes.SAFETY_DRILL, school, day, applied(data, more).build());
  }

  public static UnaryOperator<SafetyDrillData.Builder> participants(int persons) {
    return data -> data.setParticipants(persons);
  }

  public static UnaryOperator<SafetyDrillData.Builder> evacuatedIn(int seconds) {
    return data -> data.setEvacuationSeconds(seconds);
  }

  // --- canteens ---

  @SafeVarargs
  public final Draft inspected(
      String school,
      String day,
      InspectionOutcome outcome,
      UnaryOperator<CanteenInspectionData.Builder>... more) {
    CanteenInspectionData.Builder data =
        CanteenInspectionData.newBuilder()
            .setInspector("county office")
            .setOutcome(outcome)
            .setViolations(java.util.List.of());
    return event(EventTypes.CANTEEN_INSPECTION, school, day, applied(data, more).build());
  }

  public static UnaryOperator<CanteenInspectionData.Builder> star(int stars) {
    return data -> data.setStar(stars);
  }

  public static UnaryOperator<CanteenInspectionData.Builder> score(int points) {
    return data -> data.setScore(points);
  }

  public static UnaryOperator<CanteenInspectionData.Builder> violations(String... codes) {
    return data -> data.setViolations(Arrays.asList(codes));
  }

  // --- teachers ---

  @SafeVarargs
  public final Draft transferred(
      String school,
      String day,
      String toCounty,
      UnaryOperator<TeacherTransferData.Builder>... more) {
    TeacherTransferData.Builder data =
        TeacherTransferData.newBuilder()
            .setTeacherRef("t-1")
            .setRole(StaffRole.TEACHER)
            .setFromSchoolId(school)
            .setFromCountyCode(XINFU)
            .setFromSetting(Setting.URBAN)
            .setToSchoolId(WUTAI_NO_1)
            .setToCountyCode(toCounty)
            .setToSetting(Setting.URBAN)
            .setKind(TransferKind.SUPPORT)
            .setTermMonths(12);
    return event(EventTypes.TEACHER_TRANSFER, school, day, applied(data, more).build());
  }

  @SafeVarargs
  private static <B> B applied(B builder, UnaryOperator<B>... changes) {
    B result = builder;
    for (UnaryOperator<B> change : changes) {
      result = change.apply(result);
    }
    return result;
  }
}
