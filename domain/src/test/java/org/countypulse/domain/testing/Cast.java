package org.countypulse.domain.testing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
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
import org.countypulse.schemas.event.EnrollmentChannel;
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

  /** When events arrive if nobody says otherwise: after all that the stories tell. */
  private static final Instant ARRIVAL = Instant.parse("2020-12-31T00:00:00Z");

  private static final ZoneOffset SHANGHAI = ZoneOffset.ofHours(8);
  private static final LocalTime TEN = LocalTime.of(10, 0);

  private final AtomicLong told = new AtomicLong();

  /**
   * An event and when it arrives; each call gives a changed copy.
   *
   * @param arrival when it arrives in the log
   */
  public record Draft(Event event, Instant arrival) {

    /** In place of that one. */
    public Draft correcting(Draft other) {
      return correcting(other.id());
    }

    /** In place of that one. */
    public Draft correcting(String id) {
      return with("corrects", id);
    }

    public Draft recordedAt(String instant) {
      return with("recordedAt", Instant.parse(instant));
    }

    public Draft happenedAt(String instant) {
      return with("happenedAt", Instant.parse(instant));
    }

    public Draft from(String source) {
      return with("source", source);
    }

    /** The same fact under another id. */
    public Draft withId(String id) {
      return with("eventId", id);
    }

    public Draft arrivingAt(String instant) {
      return new Draft(event, Instant.parse(instant));
    }

    public String id() {
      return event.eventId();
    }

    private Draft with(String field, Object value) {
      SpecificRecord record = event.toRecord();
      record.put(record.getSchema().getField(field).pos(), value);
      return new Draft(Event.of(event.type(), record), arrival);
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
            data),
        ARRIVAL);
  }

  /** The withdrawal of an event. */
  public Draft voidOf(Draft other) {
    Event event = other.event();
    return event(event.type(), event.schoolId(), event.day().toString(), null)
        .with("voided", true)
        .correcting(other);
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

  public static UnaryOperator<SchoolRegisteredData.Builder> named(String name) {
    return data -> data.setName(name);
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

  public static UnaryOperator<EnrollmentData.Builder> onlineWithoutProof() {
    return data -> data.setChannel(EnrollmentChannel.ONLINE).setZeroProof(true);
  }

  public static UnaryOperator<EnrollmentData.Builder> migrantChild() {
    return data -> data.setMigrantChild(true);
  }

  public static UnaryOperator<EnrollmentData.Builder> fromSetting(Setting setting) {
    return data -> data.setFromSetting(setting);
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
            .setViolations(List.of());
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

  public static UnaryOperator<TeacherTransferData.Builder> exchange() {
    return data -> data.setKind(TransferKind.EXCHANGE);
  }

  public static UnaryOperator<TeacherTransferData.Builder> between(Setting from, Setting to) {
    return data -> data.setFromSetting(from).setToSetting(to);
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
