package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.ACTIVITY_APPROVED;
import static org.countypulse.schemas.EventTypes.COUNSELLING_SERVICE_OPENED;
import static org.countypulse.schemas.EventTypes.EXAM_SESSION_HELD;
import static org.countypulse.schemas.EventTypes.PARTNERSHIP_SIGNED;
import static org.countypulse.schemas.EventTypes.PETITION_CLOSED;
import static org.countypulse.schemas.EventTypes.SUPERVISION_VISITED;

import java.time.LocalDate;
import java.util.List;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.GaugeParts;
import org.countypulse.domain.Measure.Histogram;
import org.countypulse.domain.Measure.Naming;
import org.countypulse.domain.Measure.Parts;
import org.countypulse.domain.Measure.Quantile;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.ActivityApprovedData;
import org.countypulse.schemas.event.CounsellingLevel;
import org.countypulse.schemas.event.CounsellingServiceOpenedData;
import org.countypulse.schemas.event.ExamSessionHeldData;
import org.countypulse.schemas.event.PartnershipKind;
import org.countypulse.schemas.event.PartnershipSignedData;
import org.countypulse.schemas.event.PetitionClosedData;
import org.countypulse.schemas.event.SupervisionSubject;
import org.countypulse.schemas.event.SupervisionVisitedData;

/** Supervision, petitions, exams, activities, counselling services, and partners. */
public final class Governance {

  static final Parts<SupervisionSubject> VISITS =
      Measure.parts(
          Measure.sum("supervision-visits", "visits", "Supervision visits", "督导检查次数"),
          SupervisionSubject.class,
          Naming.of(
              SupervisionSubject.class,
              "ethics",
              "师德师风",
              "operations",
              "办学行为",
              "bullying",
              "防欺凌",
              "off-campus training",
              "校外培训",
              "three defences",
              "三防",
              "other",
              "其他"));
  static final Sum FINDINGS = Measure.sum("supervision-findings", "findings", "Findings", "督导发现问题");
  static final Sum FINDINGS_RECTIFIED =
      Measure.sum("supervision-findings-rectified", "findings", "Findings rectified", "督导问题整改");
  static final Sum FINDINGS_OPEN =
      Measure.sum(
          "supervision-findings-open", "findings", "Findings less rectified", "督导问题净增（发现减整改）");

  static final Histogram PETITIONS =
      Histogram.of(
          Measure.sum("petitions-closed", "petitions", "Petitions closed", "办结信访"),
          List.of(1, 3, 5, 7, 10, 15, 30, 60, 90, 180, 365));
  static final Sum SATISFIED =
      Measure.sum("petitions-satisfied", "petitions", "Petitioners satisfied", "信访满意");
  static final Ratio SATISFACTION =
      Measure.ratio(
          "petition-satisfaction", "ratio", "Satisfaction", "信访满意率", SATISFIED, PETITIONS.whole());
  static final Quantile PETITION_DAYS =
      new Quantile(
          "petition-days-median", "days", "Median days to close", "信访办结天数中位数", PETITIONS, 0.5);

  static final Sum EXAMS = Measure.sum("exam-sessions", "sessions", "Exam sessions", "考试场次");
  static final Sum CANDIDATES = Measure.sum("exam-candidates", "persons", "Candidates", "考生");
  static final Sum INVIGILATORS_PLANNED =
      Measure.sum("invigilators-planned", "persons", "Invigilators planned", "应到监考");
  static final Sum INVIGILATORS_PRESENT =
      Measure.sum("invigilators-present", "persons", "Invigilators present", "实到监考");
  static final Ratio INVIGILATORS_RATE =
      Measure.ratio(
          "invigilators-rate",
          "ratio",
          "Invigilators present",
          "监考到位率",
          INVIGILATORS_PRESENT,
          INVIGILATORS_PLANNED);
  static final Sum EXAM_VIOLATIONS =
      Measure.sum("exam-violations", "violations", "Exam violations", "考试违规");
  static final Sum FILE_ERRORS =
      Measure.sum("exam-file-errors", "errors", "Errors in candidates' files", "考生档案差错");

  static final Sum ACTIVITIES =
      Measure.sum("activities-approved", "activities", "Activities approved", "审批活动");
  static final Sum UNPLANNED =
      Measure.sum("activities-without-plan", "activities", "Activities without a plan", "无安全预案活动");

  static final GaugeParts<CounsellingLevel> COUNSELLING =
      Measure.parts(
          Measure.gauge("counselling-in-service", "services", "Counselling services", "心理咨询服务"),
          CounsellingLevel.class,
          Naming.of(CounsellingLevel.class, "city", "市级", "county", "县级", "school", "校级"));

  private static final Naming<PartnershipKind> KIND =
      Naming.of(
          PartnershipKind.class,
          "enterprises",
          "校企合作",
          "order classes",
          "订单班",
          "education groups",
          "教育集团",
          "alliances",
          "联盟");
  static final Parts<PartnershipKind> SIGNED =
      Measure.parts(
          Measure.sum("partnerships-signed", "partnerships", "Partnerships signed", "新签合作"),
          PartnershipKind.class,
          KIND);
  static final GaugeParts<PartnershipKind> IN_FORCE =
      Measure.parts(
          Measure.gauge("partnerships-in-force", "partnerships", "Partnerships in force", "有效合作"),
          PartnershipKind.class,
          KIND);

  public static final CountyView VIEW =
      CountyView.named("governance")
          .titled("Governance", "治理与合作")
          .version(1)
          .counts(VISITS)
          .counts(FINDINGS, FINDINGS_RECTIFIED, FINDINGS_OPEN)
          .counts(PETITIONS)
          .counts(SATISFIED, EXAMS, CANDIDATES, INVIGILATORS_PLANNED, INVIGILATORS_PRESENT)
          .counts(EXAM_VIOLATIONS, FILE_ERRORS, ACTIVITIES, UNPLANNED)
          .counts(SIGNED)
          .counts(COUNSELLING, IN_FORCE)
          .derives(SATISFACTION, PETITION_DAYS, INVIGILATORS_RATE)
          .tracks(EXAM_VIOLATIONS, UNPLANNED)
          .on(SUPERVISION_VISITED, SupervisionVisitedData.class, Governance::visit)
          .on(PETITION_CLOSED, PetitionClosedData.class, Governance::close)
          .on(EXAM_SESSION_HELD, ExamSessionHeldData.class, Governance::examine)
          .on(ACTIVITY_APPROVED, ActivityApprovedData.class, Governance::approve)
          .on(COUNSELLING_SERVICE_OPENED, CounsellingServiceOpenedData.class, Governance::open)
          .on(PARTNERSHIP_SIGNED, PartnershipSignedData.class, Governance::sign);

  private Governance() {}

  private static void visit(SupervisionVisitedData visit, Postings post) {
    post.add(VISITS, visit.getSubject(), 1);
    post.add(FINDINGS, visit.getFindings());
    post.add(FINDINGS_RECTIFIED, visit.getRectified());
    post.add(FINDINGS_OPEN, visit.getFindings() - visit.getRectified());
  }

  private static void close(PetitionClosedData petition, Postings post) {
    post.count(PETITIONS, petition.getDays());
    post.add(SATISFIED, petition.getSatisfied() ? 1 : 0);
  }

  private static void examine(ExamSessionHeldData session, Postings post) {
    post.add(EXAMS, 1);
    post.add(CANDIDATES, session.getCandidates());
    post.add(INVIGILATORS_PLANNED, session.getInvigilatorsPlanned());
    post.add(INVIGILATORS_PRESENT, session.getInvigilatorsPresent());
    post.add(EXAM_VIOLATIONS, session.getViolations());
    post.add(FILE_ERRORS, session.getFileErrors());
  }

  private static void approve(ActivityApprovedData activity, Postings post) {
    post.add(ACTIVITIES, 1);
    post.add(UNPLANNED, activity.getSafetyPlanFiled() ? 0 : 1);
  }

  private static void open(CounsellingServiceOpenedData service, Postings post) {
    post.set(
        COUNSELLING,
        service.getLevel(),
        service.getServiceRef(),
        service.getInService() ? 1 : 0,
        LocalDate.MIN,
        LocalDate.MAX);
  }

  private static void sign(PartnershipSignedData partnership, Postings post) {
    LocalDate last = partnership.getInForceUntil();
    post.add(SIGNED, partnership.getKind(), 1);
    post.set(
        IN_FORCE,
        partnership.getKind(),
        partnership.getKind() + "/" + partnership.getPartnerRef(),
        1,
        LocalDate.MIN,
        last == null ? LocalDate.MAX : last);
  }
}
