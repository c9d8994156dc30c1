package org.countypulse.domain.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.posting.Received;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.RandomData;
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
 * Random histories, the same for the same seed: few schools, few days, few ids and few moments, so
 * that what is rare in life (a correction of a conflicting copy of a void on the day a school
 * moves) happens all the time.
 */
public final class Histories {

  private static final int MOST_RECORDS = 24;
  private static final List<String> COUNTIES =
      List.of(Cast.XINFU, Cast.DINGXIANG, Cast.WUTAI, Cast.DAIXIAN);
  private static final List<String> SCHOOLS =
      List.of(Cast.XINFU_NO_1, Cast.DINGXIANG_NO_1, Cast.WUTAI_NO_1);
  private static final List<String> PLACES =
      List.of(Cast.XINFU, "140900", EventType.ALL_PLACES, Cast.DINGXIANG);
  private static final List<String> SOURCES = List.of("sis/xinfu", "sis/wutai", "upload");

  /** Two months, a year later, and far ahead of most arrivals. */
  private static final List<LocalDate> DAYS =
      List.of(
          LocalDate.of(2019, 8, 30),
          LocalDate.of(2019, 8, 31),
          LocalDate.of(2019, 9, 1),
          LocalDate.of(2019, 9, 2),
          LocalDate.of(2019, 9, 5),
          LocalDate.of(2019, 9, 12),
          LocalDate.of(2019, 10, 1),
          LocalDate.of(2020, 8, 31),
          LocalDate.of(2021, 6, 1));

  private static final LocalDate FIRST_ARRIVAL = LocalDate.of(2019, 8, 28);

  /** At 10:00 UTC the latest of the world's clocks, fourteen hours ahead, begins a new day. */
  private static final List<LocalTime> ARRIVAL_TIMES =
      List.of(LocalTime.of(9, 59, 59), LocalTime.of(10, 0), LocalTime.of(3, 0));

  private final CountyView view;
  private final Random random;
  private final List<String> ids = new ArrayList<>();
  private final Map<List<Object>, List<Event>> told = new HashMap<>();
  private final Map<List<Object>, Integer> contents = new HashMap<>();
  private final int schools;

  // Each history has a mood of its own: some are nearly in order, some are nothing but trouble.
  private final int linkedPercent;
  private final int copiedPercent;
  private final int brokenPercent;
  private final boolean punctual;
  private final List<LocalDate> days;

  private Histories(CountyView view, long seed) {
    this.view = view;
    this.random = new Random(seed * 31 + view.name().hashCode());
    this.schools = 1 + random.nextInt(SCHOOLS.size());
    int pool = 2 + random.nextInt(9);
    for (int i = 0; i < pool; i++) {
      ids.add(new UUID(random.nextLong(), random.nextLong()).toString());
    }
    this.linkedPercent = pick(List.of(10, 40, 65));
    this.copiedPercent = pick(List.of(60, 80, 95));
    this.brokenPercent = pick(List.of(0, 2, 8));
    this.punctual = random.nextBoolean();
    this.days = DAYS.subList(0, 3 + random.nextInt(DAYS.size() - 2));
  }

  /** A small history of the view's event types and the registry, in the order of the log. */
  public static List<Received> of(CountyView view, long seed) {
    return new Histories(view, seed).records(-1);
  }

  /** A history with that many records, in the order of the log. */
  public static List<Received> of(CountyView view, long seed, int records) {
    return new Histories(view, seed).records(records);
  }

  /** The same records in another order; each keeps its place in the log and its arrival. */
  public static List<Received> shuffled(Collection<Received> records, long seed) {
    List<Received> shuffled = new ArrayList<>(records);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }

  /**
   * Events as records of a log, one after the other, each arriving when it was recorded.
   *
   * @param arrival when the first arrives; the others follow by seconds
   */
  public static List<Received> arriving(Instant arrival, List<Event> events) {
    List<Received> records = new ArrayList<>();
    for (Event event : events) {
      records.add(new Received(0, records.size(), arrival.plusSeconds(records.size()), event));
    }
    return records;
  }

  /** The history for people to read: a line a record. */
  public static String print(Collection<Received> records) {
    return records.stream().map(Histories::line).collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static String line(Received received) {
    Event e = received.event();
    return String.join(
        " ",
        received.partition() + "/" + received.offset(),
        "arrived " + received.appendedAt(),
        e.type().name(),
        e.schoolId(),
        "id " + e.eventId(),
        "day " + e.day(),
        "at " + e.happenedAt(),
        "recorded " + e.recordedAt(),
        "by " + e.source(),
        e.corrects() == null ? "" : (e.voided() ? "voids " : "corrects ") + e.corrects(),
        String.valueOf(e.data()));
  }

  private List<Received> records(int wanted) {
    int count = wanted < 0 ? 1 + random.nextInt(MOST_RECORDS) : wanted;
    List<Received> unordered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Event event = event();
      unordered.add(new Received(0, 0, arrival(event), event));
    }
    unordered.sort(Comparator.comparing(Received::appendedAt));
    Map<String, Long> ends = new HashMap<>();
    List<Received> log = new ArrayList<>();
    for (Received r : unordered) {
      int partition = Math.floorMod(r.event().schoolId().hashCode(), 2);
      long offset = ends.merge(r.event().type().name() + partition, 1L, Long::sum) - 1;
      log.add(new Received(partition, offset, r.appendedAt(), r.event()));
    }
    return log;
  }

  /** Mostly soon; sometimes a year late; sometimes around the last believable moment. */
  private Instant arrival(Event event) {
    int chance = random.nextInt(10);
    LocalDate day =
        punctual || chance < 3
            ? event.day().plusDays(random.nextInt(2) * 365L)
            : chance < 7
                ? FIRST_ARRIVAL.plusDays(random.nextInt(40))
                : event.day().plusDays(random.nextInt(5) - 4L);
    return day.atTime(pick(ARRIVAL_TIMES)).toInstant(ZoneOffset.UTC);
  }

  private Event event() {
    EventType type = type();
    String school =
        type.about() == EventType.Subject.PLACE
            ? pick(PLACES)
            : SCHOOLS.get(random.nextInt(schools));
    String id = pick(ids);
    List<Object> identity = List.of(type, school, id);
    List<Event> before = told.computeIfAbsent(identity, i -> new ArrayList<>());
    Event event =
        !before.isEmpty() && chance(copiedPercent)
            ? copy(pick(before))
            : fresh(type, school, id, contents.merge(identity, 1, Integer::sum));
    before.add(event);
    return chance(4) ? shouted(event) : chance(brokenPercent / 2) ? garbled(event) : event;
  }

  private EventType type() {
    List<EventType> own =
        view.sources().stream().filter(t -> t != EventTypes.SCHOOL_REGISTERED).toList();
    return chance(30) ? EventTypes.SCHOOL_REGISTERED : pick(own);
  }

  /** The same content again: by the same system or another, recorded at once or later. */
  private Event copy(Event e) {
    Instant recordedAt =
        chance(50) ? e.recordedAt() : e.recordedAt().plus(Duration.ofHours(random.nextInt(5) - 2L));
    return new Event(
        e.type(),
        e.eventId(),
        e.schoolId(),
        e.day(),
        e.happenedAt(),
        recordedAt,
        chance(60) ? e.source() : pick(SOURCES),
        e.corrects(),
        e.voided(),
        e.data());
  }

  /** A record with a broken envelope. */
  private Event garbled(Event e) {
    int what = random.nextInt(4);
    Instant recordedAt = what == 3 ? e.recordedAt().plusMillis(500) : e.recordedAt();
    return new Event(
        e.type(),
        what == 0 ? "no id" : e.eventId(),
        what == 1 ? "no school" : e.schoolId(),
        e.day(),
        e.happenedAt(),
        recordedAt,
        what == 2 ? " " : e.source(),
        what == 3 ? "null" : e.corrects(),
        e.voided(),
        e.data());
  }

  /** Ids are the same in capital letters. */
  private static Event shouted(Event e) {
    return new Event(
        e.type(),
        e.eventId().toUpperCase(Locale.ROOT),
        e.schoolId(),
        e.day(),
        e.happenedAt(),
        e.recordedAt(),
        e.source(),
        e.corrects() == null ? null : e.corrects().toUpperCase(Locale.ROOT),
        e.voided(),
        e.data());
  }

  /**
   * Something new under an id.
   *
   * @param content how many contents the id has, this one included; a content's recorded-at ends in
   *     its own millisecond, so that no two of them tie
   */
  private Event fresh(EventType type, String school, String id, int content) {
    LocalDate day = pick(days);
    boolean corrects = chance(linkedPercent);
    boolean voided = corrects && chance(30);
    return new Event(
        type,
        id,
        school,
        day,
        day.atTime(8 + random.nextInt(2), 0).toInstant(ZoneOffset.ofHours(8)),
        Instant.parse("2019-09-01T00:00:00Z")
            .plus(Duration.ofHours(random.nextInt(6)))
            .plusMillis(content),
        pick(SOURCES),
        corrects ? named(type, school) : null,
        voided,
        voided && chance(80) ? null : data(type, school));
  }

  /** Mostly the id of an event of the same school and type, so that long chains come about. */
  private String named(EventType type, String school) {
    List<String> known =
        ids.stream().filter(id -> told.containsKey(List.of(type, school, id))).toList();
    return known.isEmpty() || chance(35) ? pick(ids) : pick(known);
  }

  private SpecificRecord data(EventType type, String school) {
    return switch (type.name()) {
      case "school-registered" -> registration();
      case "enrollment" -> enrollment();
      case "safety-drill" -> drill();
      case "canteen-inspection" -> inspection();
      case "teacher-transfer" -> transfer(school);
      default -> new RandomData(random, COUNTIES, days).of(type);
    };
  }

  private SpecificRecord registration() {
    return SchoolRegisteredData.newBuilder()
        .setName("School")
        .setCountyCode(county())
        .setStage(pick(List.of(Stage.PRIMARY, Stage.KINDERGARTEN)))
        .setOwnership(Ownership.PUBLIC)
        .setSetting(Setting.TOWNSHIP)
        .setBoarding(false)
        .setHasCanteen(true)
        .setBusCount(chance(brokenPercent) ? -1 : 0)
        .setEligibleStaff(random.nextInt(3))
        .setClosed(chance(25))
        .setMergedInto(chance(brokenPercent) ? "no school" : null)
        .build();
  }

  private SpecificRecord enrollment() {
    return EnrollmentData.newBuilder()
        .setStudentRef(chance(brokenPercent) ? " " : "s-1")
        .setGrade("1")
        .setChange(pick(List.of(EnrollmentChange.values())))
        .setChannel(pickOrNull(EnrollmentChannel.values()))
        .setZeroProof(pickOrNull(true, false))
        .setFromCountyCode(chance(50) ? county() : null)
        .setFromSetting(pickOrNull(Setting.values()))
        .setMigrantChild(pickOrNull(true, false))
        .setToSetting(pickOrNull(Setting.values()))
        .setFromClosingSchool(pickOrNull(true, false))
        .build();
  }

  private SpecificRecord drill() {
    return SafetyDrillData.newBuilder()
        .setKind(DrillKind.FIRE)
        .setParticipants(chance(brokenPercent) ? -1 : random.nextInt(3))
        .setEvacuationSeconds(pickOrNull(0, 90))
        .build();
  }

  private SpecificRecord inspection() {
    return CanteenInspectionData.newBuilder()
        .setInspector("county office")
        .setScore(chance(brokenPercent) ? (Integer) 200 : pickOrNull(0, 90))
        .setOutcome(pick(List.of(InspectionOutcome.values())))
        .setStar(pickOrNull(0, 1, 5))
        .setViolations(chance(50) ? List.of() : List.of("A-1", "A-2"))
        .build();
  }

  private SpecificRecord transfer(String school) {
    return TeacherTransferData.newBuilder()
        .setTeacherRef("t-1")
        .setRole(pick(List.of(StaffRole.values())))
        .setFromSchoolId(school)
        .setFromCountyCode(Cast.XINFU)
        .setFromSetting(pick(List.of(Setting.values())))
        .setToSchoolId(Cast.WUTAI_NO_1)
        .setToCountyCode(county())
        .setToSetting(pick(List.of(Setting.values())))
        .setKind(pick(List.of(TransferKind.EXCHANGE, TransferKind.SUPPORT)))
        .setTermMonths(chance(brokenPercent) ? -1 : 12)
        .build();
  }

  /** Sometimes one that no list has. */
  private String county() {
    return chance(brokenPercent) ? "999999" : pick(COUNTIES);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  @SafeVarargs
  private <T> T pickOrNull(T... values) {
    int index = random.nextInt(values.length + 1);
    return index == values.length ? null : values[index];
  }
}
