package org.countypulse.producers.simulation;

import static org.countypulse.schemas.EventTypes.ACTIVITY_APPROVED;
import static org.countypulse.schemas.EventTypes.COUNSELLING_SERVICE_OPENED;
import static org.countypulse.schemas.EventTypes.EXAM_SESSION_HELD;
import static org.countypulse.schemas.EventTypes.PARTNERSHIP_SIGNED;
import static org.countypulse.schemas.EventTypes.PETITION_CLOSED;
import static org.countypulse.schemas.EventTypes.SUPERVISION_VISITED;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.ActivityApprovedData;
import org.countypulse.schemas.event.CounsellingLevel;
import org.countypulse.schemas.event.CounsellingServiceOpenedData;
import org.countypulse.schemas.event.ExamSessionHeldData;
import org.countypulse.schemas.event.PartnershipKind;
import org.countypulse.schemas.event.PartnershipSignedData;
import org.countypulse.schemas.event.PetitionClosedData;
import org.countypulse.schemas.event.Stage;
import org.countypulse.schemas.event.SupervisionSubject;
import org.countypulse.schemas.event.SupervisionVisitedData;

/** Supervision, petitions, exams, activities, counselling services and partners. */
final class GovernanceArea implements Area {

  private static final int CANDIDATES_A_ROOM = 30;

  @Override
  public void happens(Happenings school) {
    for (LocalDate day : school.days(0.15)) {
      school.happens(SUPERVISION_VISITED, day, visit(school.on(day)));
    }
    for (LocalDate day : school.days(0.06)) {
      school.happens(PETITION_CLOSED, day, petition(school.on(day)));
    }
    for (LocalDate day : school.days(0.35)) {
      school.happens(ACTIVITY_APPROVED, day, activity(school.on(day)));
    }
    exams(school);
    counselling(school);
    partners(school);
  }

  private static SupervisionVisitedData visit(Occasion now) {
    int findings = now.chance().howMany(4, 0.3);
    return new SupervisionVisitedData(
        now.chance().oneOf(SupervisionSubject.values()),
        findings,
        now.chance().howMany(findings, 0.8));
  }

  private static PetitionClosedData petition(Occasion now) {
    return new PetitionClosedData(now.chance().between(1, 45), now.chance().in(0.93));
  }

  private static ActivityApprovedData activity(Occasion now) {
    return new ActivityApprovedData(now.chance().between(30, 800), now.chance().in(0.985));
  }

  /** At some of the schools with senior or junior middle classes. */
  private static void exams(Happenings school) {
    boolean holds =
        switch (school.stage()) {
          case JUNIOR_MIDDLE, SENIOR_MIDDLE, COMPLETE_SECONDARY -> true;
          default -> false;
        };
    if (holds && school.chance().in(0.35)) {
      exams(school, 1, 9, "学业水平考试");
      exams(school, 6, 20, "中考");
      exams(school, 10, 18, "自学考试");
    }
  }

  private static void exams(Happenings school, int month, int day, String name) {
    for (LocalDate date : school.each(month, day)) {
      school.happens(EXAM_SESSION_HELD, date, exam(name, school.chance()));
    }
  }

  private static ExamSessionHeldData exam(String name, Chance chance) {
    int candidates = chance.between(60, 480);
    int planned = 2 * (candidates / CANDIDATES_A_ROOM + 1);
    return new ExamSessionHeldData(
        name,
        candidates,
        planned,
        chance.in(0.92) ? planned : planned - 1,
        chance.in(0.03) ? chance.between(1, 2) : 0,
        chance.in(0.05) ? 1 : 0);
  }

  private static void counselling(Happenings school) {
    Chance chance = school.chance();
    boolean first = school.school().id().endsWith("0001");
    if (first || chance.in(0.2)) {
      LocalDate opened = school.someDay();
      CounsellingLevel level =
          school.school().number() == 0
              ? CounsellingLevel.CITY
              : first ? CounsellingLevel.COUNTY : CounsellingLevel.SCHOOL;
      school.happens(
          COUNSELLING_SERVICE_OPENED, opened, new CounsellingServiceOpenedData("C-1", level, true));
      if (chance.in(0.04)) {
        school.happens(
            COUNSELLING_SERVICE_OPENED,
            opened.plusDays(chance.between(20, 90)),
            new CounsellingServiceOpenedData("C-1", level, false));
      }
    }
  }

  private static void partners(Happenings school) {
    Chance chance = school.chance();
    boolean vocational = school.stage() == Stage.VOCATIONAL;
    if (vocational || school.stage() != Stage.KINDERGARTEN && chance.in(0.04)) {
      int number = 1;
      for (LocalDate day : school.days(vocational ? 4 : 1)) {
        PartnershipKind kind =
            vocational
                ? chance.oneOf(
                    PartnershipKind.ENTERPRISE,
                    PartnershipKind.ENTERPRISE,
                    PartnershipKind.ORDER_CLASS)
                : chance.oneOf(PartnershipKind.EDUCATION_GROUP, PartnershipKind.ALLIANCE);
        LocalDate last = chance.in(0.3) ? null : day.plusDays(chance.between(120, 1_000));
        school.happens(
            PARTNERSHIP_SIGNED, day, new PartnershipSignedData(kind, "partner-" + number++, last));
      }
    }
  }

  @Override
  public Map<EventType, Maker> live() {
    return Map.of(
        SUPERVISION_VISITED, GovernanceArea::visit,
        PETITION_CLOSED, GovernanceArea::petition,
        ACTIVITY_APPROVED, GovernanceArea::activity);
  }

  @Override
  public void count(Fact fact, Counts counts) {
    if (fact.data() instanceof SupervisionVisitedData visit) {
      counts.add("supervision-visits", visit.getSubject(), 1);
      counts.add("supervision-findings", visit.getFindings());
      counts.add("supervision-findings-rectified", visit.getRectified());
      counts.add("supervision-findings-open", visit.getFindings() - visit.getRectified());
    } else if (fact.data() instanceof PetitionClosedData petition) {
      counts.add("petitions-closed", 1);
      counts.add("petitions-satisfied", petition.getSatisfied() ? 1 : 0);
    } else if (fact.data() instanceof ExamSessionHeldData session) {
      counts.add("exam-sessions", 1);
      counts.add("exam-candidates", session.getCandidates());
      counts.add("invigilators-planned", session.getInvigilatorsPlanned());
      counts.add("invigilators-present", session.getInvigilatorsPresent());
      counts.add("exam-violations", session.getViolations());
      counts.add("exam-file-errors", session.getFileErrors());
    } else if (fact.data() instanceof ActivityApprovedData activity) {
      counts.add("activities-approved", 1);
      counts.add("activities-without-plan", activity.getSafetyPlanFiled() ? 0 : 1);
    } else if (fact.data() instanceof CounsellingServiceOpenedData service) {
      int serves = service.getInService() ? 1 : 0;
      String part = Counts.part("counselling-in-service", service.getLevel());
      counts.state("counselling-in-service", service.getServiceRef(), serves);
      counts.state(part, service.getServiceRef(), serves);
    } else if (fact.data() instanceof PartnershipSignedData signed) {
      LocalDate until = signed.getInForceUntil();
      LocalDate last = until == null ? LocalDate.MAX : until;
      String part = Counts.part("partnerships-in-force", signed.getKind());
      counts.add("partnerships-signed", signed.getKind(), 1);
      counts.state("partnerships-in-force", signed.getPartnerRef(), 1, LocalDate.MIN, last);
      counts.state(part, signed.getPartnerRef(), 1, LocalDate.MIN, last);
    }
  }

  @Override
  public List<Quotient> quotients() {
    return List.of(
        new Quotient("petition-satisfaction", "petitions-satisfied", "petitions-closed"),
        new Quotient("invigilators-rate", "invigilators-present", "invigilators-planned"));
  }
}
