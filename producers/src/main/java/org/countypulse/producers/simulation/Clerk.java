package org.countypulse.producers.simulation;

import static java.util.Map.entry;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.EnrollmentChange;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.InspectionOutcome;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.TeacherTransferData;

/**
 * Reports what happened at a school, as people and networks do: mostly once and in time, sometimes
 * late, twice, wrong and then corrected, or withdrawn.
 */
final class Clerk {

  /**
   * A report on its way.
   *
   * @param arrival orders the reports as they reach the platform; milliseconds
   */
  record Report(Event event, long arrival) {}

  /** For how long corrections and copies go on being written after an event was. */
  private static final int MOST_AFTERWARDS_MINUTES = 130;

  /** Which system reports what; the rest comes from the bureau's own. */
  private static final Map<EventType, String> SYSTEMS =
      Map.ofEntries(
          entry(EventTypes.SCHOOL_REGISTERED, "sis"),
          entry(EventTypes.ENROLLMENT, "sis"),
          entry(EventTypes.CLASS_SIZE_REPORTED, "sis"),
          entry(EventTypes.AFTER_SCHOOL_SERVICE_REPORTED, "sis"),
          entry(EventTypes.SAFETY_DRILL, "safety"),
          entry(EventTypes.SAFETY_LESSON_HELD, "safety"),
          entry(EventTypes.HAZARD_REPORTED, "safety"),
          entry(EventTypes.HAZARD_RECTIFIED, "safety"),
          entry(EventTypes.SCHOOL_BUS_INSPECTED, "safety"),
          entry(EventTypes.SECURITY_AUDITED, "safety"),
          entry(EventTypes.INCIDENT_REPORTED, "safety"),
          entry(EventTypes.CANTEEN_INSPECTION, "canteen"),
          entry(EventTypes.FOOD_BATCH_TESTED, "canteen"),
          entry(EventTypes.NUTRITION_SERVED, "canteen"),
          entry(EventTypes.TEACHER_TRANSFER, "hr"),
          entry(EventTypes.TEACHER_RECRUITED, "hr"),
          entry(EventTypes.TEACHER_TRAINED, "hr"),
          entry(EventTypes.STAFF_HONOURED, "hr"));

  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;

  private final SimulationSettings settings;
  private final Prefecture prefecture;
  private final String home;
  private final Chance chance;
  private final Carelessness carelessness;
  private final Instant end;
  private final List<Report> reports = new ArrayList<>();

  /**
   * @param home the county or other place of the office that reports
   */
  Clerk(
      SimulationSettings settings,
      Prefecture prefecture,
      String home,
      Chance chance,
      Carelessness carelessness) {
    this.settings = settings;
    this.prefecture = prefecture;
    this.home = home;
    this.chance = chance;
    this.carelessness = carelessness;
    this.end = settings.until().plusDays(1).atStartOfDay(settings.zone()).toInstant();
  }

  List<Report> reports() {
    return reports;
  }

  /** The registry entries. Those of a school that registers late all come in the last days. */
  void registers(SimulatedSchool school) {
    if (school.registration() == SimulatedSchool.Registration.NEVER) {
      return;
    }
    boolean late = school.registration() == SimulatedSchool.Registration.LATE;
    long lateArrival = end.toEpochMilli() - chance.between(0, settings.days() / 10 + 1) * DAY;
    school
        .life()
        .forEach(
            (day, entry) -> {
              Fact fact =
                  new Fact(
                      EventTypes.SCHOOL_REGISTERED, school.id(), day, LocalTime.of(0, 0), entry);
              if (late) {
                Event event = event(fact, Instant.ofEpochMilli(lateArrival - HOUR));
                reports.add(new Report(event, lateArrival));
              } else {
                report(fact, 0.01);
              }
            });
  }

  /** Something that happened; sometimes something that didn't is reported beside it. */
  void reports(Fact fact) {
    report(fact, carelessness.wrong());
    if (chance.in(0.012)) {
      neverHappened(fact);
    }
    if (chance.in(0.001)) {
      withdrawsWhatNobodySent(fact);
    }
  }

  private void report(Fact fact, double wrong) {
    Event original = event(fact, recordedAt(fact));
    if (chance.in(wrong)) {
      corrected(fact, original);
    } else if (chance.in(0.002)) {
      withdrawnByMistake(fact, original);
    } else {
      sent(original, arrival(original));
      if (chance.in(carelessness.twice())) {
        again(original);
      }
      if (chance.in(0.003)) {
        contradicted(fact, original);
      }
    }
  }

  /** Wrong at first, then corrected: once, twice, or by two people of whom the later is right. */
  private void corrected(Fact fact, Event right) {
    Fact wrong = mistaken(fact);
    Event original = event(wrong, right.recordedAt());
    long arrival = arrival(original);
    Event correction = correcting(original, fact, soonAfter(original));
    if (chance.in(0.25)) {
      Event first = correcting(original, mistaken(fact), soonAfter(original));
      Event named = chance.in(0.5) ? first : original;
      correction = correcting(named, fact, later(first, original).plusSeconds(60));
      sent(first, arrival + HOUR);
    }
    sent(original, arrival);
    boolean beforeOriginal = chance.in(0.3);
    sent(correction, beforeOriginal ? arrival - chance.between(1, 48) * HOUR : arrival + 2 * HOUR);
    if (chance.in(0.1)) {
      again(correction);
    }
  }

  /** Withdrawn, although it happened; so the withdrawal is corrected. */
  private void withdrawnByMistake(Fact fact, Event original) {
    long arrival = arrival(original);
    Event withdrawal = voiding(original, soonAfter(original));
    sent(original, arrival);
    sent(withdrawal, arrival + HOUR);
    sent(correcting(withdrawal, fact, soonAfter(withdrawal)), arrival + 2 * HOUR);
  }

  /** Reported on a wrong day or of a wrong school, then withdrawn. */
  private void neverHappened(Fact fact) {
    Fact wrong =
        chance.in(0.2)
            ? fact.of(someOther(fact.type()))
            : fact.on(within(fact.day().plusDays(chance.between(-20, 20))));
    Event original = event(wrong, recordedAt(wrong));
    Event withdrawal = voiding(original, soonAfter(original));
    long arrival = arrival(original);
    sent(original, arrival);
    sent(withdrawal, chance.in(0.2) ? arrival - HOUR : arrival + HOUR);
    if (chance.in(0.1)) {
      again(withdrawal);
    }
  }

  private String someOther(EventType type) {
    return type.about() == EventType.Subject.PLACE
        ? chance.oneOf(prefecture.countyCodes())
        : chance.oneOf(prefecture.schools()).id();
  }

  private void withdrawsWhatNobodySent(Fact fact) {
    Event neverSent = event(fact, recordedAt(fact));
    sent(voiding(neverSent, soonAfter(neverSent)), arrival(neverSent));
  }

  /** The same event once more, perhaps by another system that wrote it down later. */
  private void again(Event event) {
    boolean forwarded = chance.in(0.2);
    Event copy =
        forwarded
            ? with(event, event.recordedAt().plusSeconds(3_600), "hub/xinzhou", event.data())
            : event;
    sent(copy, arrival(event) + chance.between(0, 20) * DAY);
  }

  /** Another content under the same id, written down later: it must not count. */
  private void contradicted(Fact fact, Event event) {
    SpecificRecord other = mistaken(fact).data();
    if (!other.equals(event.data())) {
      Event copy = with(event, event.recordedAt().plusSeconds(7_200), event.source(), other);
      sent(copy, arrival(event) + HOUR * chance.between(-30, 30));
    }
  }

  private Fact mistaken(Fact fact) {
    if (chance.in(0.15) && !fact.type().equals(EventTypes.SCHOOL_REGISTERED)) {
      return fact.on(within(fact.day().plusDays(chance.between(-40, 40))));
    }
    return fact.saying(mistaken(fact.data()));
  }

  private SpecificRecord mistaken(SpecificRecord data) {
    if (data instanceof SafetyDrillData drill) {
      return SafetyDrillData.newBuilder(drill)
          .setParticipants(drill.getParticipants() * 10)
          .build();
    }
    if (data instanceof CanteenInspectionData inspection) {
      InspectionOutcome outcome =
          inspection.getOutcome() == InspectionOutcome.FAIL
              ? InspectionOutcome.PASS
              : InspectionOutcome.FAIL;
      return CanteenInspectionData.newBuilder(inspection).setOutcome(outcome).setStar(5).build();
    }
    if (data instanceof TeacherTransferData transfer) {
      SimulatedSchool other = chance.oneOf(prefecture.schools());
      return TeacherTransferData.newBuilder(transfer)
          .setToSchoolId(other.id())
          .setToCountyCode(chance.oneOf(prefecture.countyCodes()))
          .build();
    }
    if (data instanceof SchoolRegisteredData entry) {
      return SchoolRegisteredData.newBuilder(entry)
          .setCountyCode(chance.oneOf(prefecture.countyCodes()))
          .setEligibleStaff(entry.getEligibleStaff() + 100)
          .build();
    }
    if (data instanceof EnrollmentData enrollment) {
      EnrollmentChange change = chance.oneOf(EnrollmentChange.values());
      return EnrollmentData.newBuilder(enrollment).setChange(change).setZeroProof(null).build();
    }
    return Slips.in(data, chance);
  }

  private LocalDate within(LocalDate day) {
    return day.isAfter(settings.until()) ? settings.until() : day;
  }

  private Event event(Fact fact, Instant recordedAt) {
    return new Event(
        fact.type(),
        chance.uuid().toString(),
        fact.school(),
        fact.day(),
        fact.at(settings.zone()),
        recordedAt,
        source(fact.type()),
        null,
        false,
        fact.data());
  }

  private String source(EventType type) {
    return prefecture.source(SYSTEMS.getOrDefault(type, "bureau"), home);
  }

  private Event correcting(Event wrong, Fact right, Instant recordedAt) {
    Event event = event(right, recordedAt);
    return new Event(
        event.type(),
        event.eventId(),
        event.schoolId(),
        event.day(),
        event.happenedAt(),
        recordedAt,
        event.source(),
        wrong.eventId(),
        false,
        event.data());
  }

  private Event voiding(Event wrong, Instant recordedAt) {
    return new Event(
        wrong.type(),
        chance.uuid().toString(),
        wrong.schoolId(),
        wrong.day(),
        wrong.happenedAt(),
        recordedAt,
        wrong.source(),
        wrong.eventId(),
        true,
        null);
  }

  private static Event with(Event event, Instant recordedAt, String source, SpecificRecord data) {
    return new Event(
        event.type(),
        event.eventId(),
        event.schoolId(),
        event.day(),
        event.happenedAt(),
        recordedAt,
        source,
        event.corrects(),
        event.voided(),
        data);
  }

  /** Within hours, mostly; sometimes a term later; never after the end of the history. */
  private Instant recordedAt(Fact fact) {
    Duration delay =
        chance.in(carelessness.late())
            ? Duration.ofDays(chance.between(10, 200))
            : Duration.ofMinutes(chance.between(10, 36 * 60));
    Instant written = fact.at(settings.zone()).plus(delay);
    Instant latest = end.minus(chance.between(MOST_AFTERWARDS_MINUTES, 300), ChronoUnit.MINUTES);
    return written.isBefore(latest) ? written : latest;
  }

  /** Clocks differ: a correction is sometimes dated before what it corrects. */
  private Instant soonAfter(Event event) {
    return event.recordedAt().plusSeconds(chance.between(-600, 3_000));
  }

  private static Instant later(Event one, Event other) {
    return one.recordedAt().isAfter(other.recordedAt()) ? one.recordedAt() : other.recordedAt();
  }

  private long arrival(Event event) {
    long jitter = chance.in(0.06) ? chance.between(-72, 72) * HOUR : 0;
    return event.recordedAt().toEpochMilli() + jitter;
  }

  private void sent(Event event, long arrival) {
    reports.add(new Report(event, arrival));
  }
}
