package org.countypulse.producers.simulation;

import static org.countypulse.schemas.EventTypes.HAZARD_RECTIFIED;
import static org.countypulse.schemas.EventTypes.HAZARD_REPORTED;
import static org.countypulse.schemas.EventTypes.INCIDENT_REPORTED;
import static org.countypulse.schemas.EventTypes.SAFETY_LESSON_HELD;
import static org.countypulse.schemas.EventTypes.SCHOOL_BUS_INSPECTED;
import static org.countypulse.schemas.EventTypes.SECURITY_AUDITED;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.BusViolation;
import org.countypulse.schemas.event.HazardCategory;
import org.countypulse.schemas.event.HazardRectifiedData;
import org.countypulse.schemas.event.HazardReportedData;
import org.countypulse.schemas.event.HazardSeverity;
import org.countypulse.schemas.event.IncidentReportedData;
import org.countypulse.schemas.event.IncidentSeverity;
import org.countypulse.schemas.event.SafetyLessonHeldData;
import org.countypulse.schemas.event.SafetyTopic;
import org.countypulse.schemas.event.SchoolBusInspectedData;
import org.countypulse.schemas.event.SecurityAuditedData;

/** Lessons, hazards and how they are put right, buses, the three defences, incidents. */
final class SafetyArea implements Area {

  /** Lessons are reported since so long before the history's end; before, nobody asked. */
  private static final int LESSONS_SINCE_DAYS = 112;

  private static final int FORTNIGHT = 14;

  @Override
  public void happens(Happenings school) {
    lessons(school);
    int number = 1;
    for (LocalDate day : school.days(0.9)) {
      hazard(school, "H-" + number++, day);
    }
    for (int bus = 1; bus <= school.is().getBusCount(); bus++) {
      for (LocalDate day : school.days(1.4)) {
        school.happens(SCHOOL_BUS_INSPECTED, day, inspects("bus-" + bus, school.chance()));
      }
    }
    if (school.chance().in(0.9)) {
      LocalDate day = school.someDay();
      school.happens(SECURITY_AUDITED, day, audit(school.on(day)));
    }
    for (LocalDate day : school.days(0.03)) {
      school.happens(INCIDENT_REPORTED, day, incident(school.on(day)));
    }
  }

  /** On the same day every second week, by most, and none due on the first days of live. */
  private static void lessons(Happenings school) {
    boolean diligent = school.school().drillsAMonth() > 0.5;
    LocalDate day = school.until().minusDays(school.chance().between(0, FORTNIGHT - 5));
    LocalDate since = school.until().minusDays(LESSONS_SINCE_DAYS - 1);
    for (; !day.isBefore(since); day = day.minusDays(FORTNIGHT)) {
      if (school.chance().in(diligent ? 0.985 : 0.6)) {
        school.happens(SAFETY_LESSON_HELD, day, lesson(school.on(day)));
      }
    }
  }

  private static SafetyLessonHeldData lesson(Occasion now) {
    return new SafetyLessonHeldData(
        now.chance().oneOf(SafetyTopic.values()), now.chance().between(30, 600));
  }

  /** A third is rectified at once, most in time, some late, a few never. */
  private static void hazard(Happenings school, String reference, LocalDate day) {
    Chance chance = school.chance();
    LocalTime found = LocalTime.of(chance.between(8, 13), chance.between(0, 59));
    HazardReportedData hazard = hazard(reference, day, chance);
    school.happens(HAZARD_REPORTED, day, found, hazard);
    int allowed = (int) ChronoUnit.DAYS.between(day, hazard.getRectifyBy());
    double share = chance.share();
    int taken =
        share < 0.35
            ? 0
            : share < 0.92
                ? chance.between(1, allowed)
                : share < 0.97 ? allowed + chance.between(1, 25) : Integer.MAX_VALUE;
    if (taken < Integer.MAX_VALUE) {
      LocalTime done = found.plusHours(chance.between(1, 4));
      school.happens(
          HAZARD_RECTIFIED, day.plusDays(taken), done, new HazardRectifiedData(reference, day));
    }
  }

  private static HazardReportedData hazard(String reference, LocalDate day, Chance chance) {
    HazardSeverity severity = chance.in(0.12) ? HazardSeverity.MAJOR : HazardSeverity.MINOR;
    int allowed = severity == HazardSeverity.MAJOR ? 7 : chance.oneOf(15, 30);
    return new HazardReportedData(
        reference, chance.oneOf(HazardCategory.values()), severity, day.plusDays(allowed), null);
  }

  private static SchoolBusInspectedData inspects(String bus, Chance chance) {
    List<BusViolation> violations =
        chance.in(0.93)
            ? List.of()
            : chance.in(0.8)
                ? List.of(chance.oneOf(BusViolation.values()))
                : List.of(BusViolation.OVERLOAD, BusViolation.NO_ATTENDANT);
    return new SchoolBusInspectedData(bus, violations);
  }

  private static SecurityAuditedData audit(Occasion now) {
    Chance chance = now.chance();
    return new SecurityAuditedData(
        chance.in(0.97), chance.in(0.98), chance.in(0.95), chance.in(0.85));
  }

  private static IncidentReportedData incident(Occasion now) {
    double share = now.chance().share();
    return new IncidentReportedData(
        share < 0.75
            ? IncidentSeverity.MINOR
            : share < 0.95 ? IncidentSeverity.ORDINARY : IncidentSeverity.MAJOR);
  }

  @Override
  public Map<EventType, Maker> live() {
    return Map.of(
        SAFETY_LESSON_HELD,
        SafetyArea::lesson,
        HAZARD_REPORTED,
        now -> hazard("H-" + now.day() + "-" + now.chance().between(1, 9), now.day(), now.chance()),
        HAZARD_RECTIFIED,
        SafetyArea::rectifiesWhatIsOpen,
        SCHOOL_BUS_INSPECTED,
        now -> {
          int buses = now.entry().getBusCount();
          return buses == 0
              ? null
              : inspects("bus-" + now.chance().between(1, buses), now.chance());
        },
        SECURITY_AUDITED,
        SafetyArea::audit);
  }

  /** One of the hazards that the history left open. */
  private static HazardRectifiedData rectifiesWhatIsOpen(Occasion now) {
    Map<String, LocalDate> open = new LinkedHashMap<>();
    for (Fact fact : now.history()) {
      if (fact.data() instanceof HazardReportedData hazard) {
        open.put(hazard.getHazardRef(), fact.day());
      } else if (fact.data() instanceof HazardRectifiedData hazard) {
        open.remove(hazard.getHazardRef());
      }
    }
    return open.entrySet().stream()
        .findFirst()
        .map(hazard -> new HazardRectifiedData(hazard.getKey(), hazard.getValue()))
        .orElse(null);
  }

  @Override
  public void count(Fact fact, Counts counts) {
    if (fact.data() instanceof SafetyLessonHeldData lesson) {
      counts.add("safety-lessons", lesson.getTopic(), 1);
      counts.add("safety-lesson-participants", lesson.getParticipants());
    } else if (fact.data() instanceof HazardReportedData hazard) {
      LocalDate overdue = hazard.getRectifyBy().plusDays(1);
      counts.add("hazards-reported", 1);
      counts.state("hazards-open", hazard.getHazardRef(), 1);
      counts.state("hazards-overdue", hazard.getHazardRef(), 1, overdue, LocalDate.MAX);
    } else if (fact.data() instanceof HazardRectifiedData hazard) {
      counts.add("hazards-rectified", 1);
      counts.add("hazards-rectified/to-0", fact.day().equals(hazard.getReportedOn()) ? 1 : 0);
      counts.state("hazards-open", hazard.getHazardRef(), 0);
      counts.state("hazards-overdue", hazard.getHazardRef(), 0);
    } else if (fact.data() instanceof SchoolBusInspectedData bus) {
      counts.add("bus-inspections", 1);
      counts.add("bus-inspections-passed", bus.getViolations().isEmpty() ? 1 : 0);
      bus.getViolations().forEach(violation -> counts.add("bus-violations", violation, 1));
    } else if (fact.data() instanceof SecurityAuditedData audit) {
      boolean three =
          audit.getPersonnelDefence() && audit.getPhysicalDefence() && audit.getTechnicalDefence();
      counts.state("schools-audited", "", 1);
      counts.state("schools-three-defences", "", three ? 1 : 0);
      counts.state("schools-guard-post", "", audit.getGuardPost() ? 1 : 0);
    } else if (fact.data() instanceof IncidentReportedData incident) {
      counts.add("incidents", incident.getSeverity(), 1);
    }
  }

  @Override
  public List<Quotient> quotients() {
    return List.of(
        new Quotient("hazards-rectified-at-once", "hazards-rectified/to-0", "hazards-rectified"),
        new Quotient("bus-pass-rate", "bus-inspections-passed", "bus-inspections"),
        new Quotient("three-defences-rate", "schools-three-defences", "schools-open"));
  }
}
