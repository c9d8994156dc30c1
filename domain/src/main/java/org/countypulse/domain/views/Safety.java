package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.HAZARD_RECTIFIED;
import static org.countypulse.schemas.EventTypes.HAZARD_REPORTED;
import static org.countypulse.schemas.EventTypes.INCIDENT_REPORTED;
import static org.countypulse.schemas.EventTypes.SAFETY_LESSON_HELD;
import static org.countypulse.schemas.EventTypes.SCHOOL_BUS_INSPECTED;
import static org.countypulse.schemas.EventTypes.SECURITY_AUDITED;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Histogram;
import org.countypulse.domain.Measure.Naming;
import org.countypulse.domain.Measure.Parts;
import org.countypulse.domain.Measure.Quantile;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.event.BusViolation;
import org.countypulse.schemas.event.HazardRectifiedData;
import org.countypulse.schemas.event.HazardReportedData;
import org.countypulse.schemas.event.IncidentReportedData;
import org.countypulse.schemas.event.IncidentSeverity;
import org.countypulse.schemas.event.SafetyLessonHeldData;
import org.countypulse.schemas.event.SafetyTopic;
import org.countypulse.schemas.event.SchoolBusInspectedData;
import org.countypulse.schemas.event.SecurityAuditedData;

/** Lessons on safety, hazards and how soon they are put right, buses, defences, incidents. */
public final class Safety {

  static final Parts<SafetyTopic> LESSONS =
      Measure.parts(
          Measure.sum("safety-lessons", "lessons", "Safety lessons", "安全教育课"),
          SafetyTopic.class,
          Naming.of(
              SafetyTopic.class,
              "traffic",
              "交通",
              "drowning",
              "防溺水",
              "fire",
              "消防",
              "food",
              "食品",
              "bullying",
              "防欺凌",
              "earthquake",
              "地震",
              "other",
              "其他"));
  static final Sum LESSON_PARTICIPANTS =
      Measure.sum("safety-lesson-participants", "persons", "Safety lesson participants", "安全教育人次");

  static final Sum HAZARDS_REPORTED =
      Measure.sum("hazards-reported", "hazards", "Hazards reported", "上报隐患");
  static final Histogram HAZARDS_RECTIFIED =
      Histogram.of(
          Measure.sum("hazards-rectified", "hazards", "Hazards rectified", "整改隐患"),
          List.of(0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90, 180, 365));
  static final Gauge HAZARDS_OPEN =
      Measure.gauge("hazards-open", "hazards", "Hazards open", "未整改隐患");
  static final Gauge HAZARDS_OVERDUE =
      Measure.gauge("hazards-overdue", "hazards", "Hazards overdue", "逾期隐患").withListedSlots();
  static final Quantile HAZARD_DAYS =
      new Quantile(
          "hazard-days-median",
          "days",
          "Median days to rectify",
          "隐患整改天数中位数",
          HAZARDS_RECTIFIED,
          0.5);
  static final Ratio RECTIFIED_AT_ONCE =
      Measure.ratio(
          "hazards-rectified-at-once",
          "ratio",
          "Rectified on the day",
          "立即整改率",
          HAZARDS_RECTIFIED.bucketOf(0),
          HAZARDS_RECTIFIED.whole());

  static final Sum BUSES = Measure.sum("bus-inspections", "inspections", "Bus inspections", "校车检查");
  static final Sum BUSES_PASSED =
      Measure.sum("bus-inspections-passed", "inspections", "Buses passed", "校车检查合格");
  static final Parts<BusViolation> BUS_VIOLATIONS =
      Measure.parts(
          Measure.sum("bus-violations", "violations", "Bus violations", "校车违规"),
          BusViolation.class,
          Naming.of(
              BusViolation.class,
              "overload",
              "超载",
              "route change",
              "改变线路",
              "illegal parking",
              "违规停车",
              "no attendant",
              "无照管人员",
              "other",
              "其他"));
  static final Ratio BUS_PASS_RATE =
      Measure.ratio("bus-pass-rate", "ratio", "Bus pass rate", "校车合格率", BUSES_PASSED, BUSES);

  static final Gauge AUDITED =
      Measure.gauge("schools-audited", "schools", "Schools audited", "三防检查学校");
  static final Gauge THREE_DEFENCES =
      Measure.gauge(
          "schools-three-defences", "schools", "Schools with all three defences", "三防达标学校");
  static final Gauge GUARD_POSTS =
      Measure.gauge("schools-guard-post", "schools", "Schools with a guard post", "设护学岗学校");
  static final Ratio THREE_DEFENCES_RATE =
      Measure.ratio(
          "three-defences-rate",
          "ratio",
          "Share with all three defences",
          "三防达标率",
          THREE_DEFENCES,
          RegistryEnrollment.SCHOOLS_OPEN);

  static final Parts<IncidentSeverity> INCIDENTS =
      Measure.parts(
          Measure.sum("incidents", "incidents", "Incidents", "安全事故"),
          IncidentSeverity.class,
          Naming.of(IncidentSeverity.class, "minor", "轻微", "ordinary", "一般", "major", "重大"));

  public static final CountyView VIEW =
      CountyView.named("safety")
          .titled("Safety", "校园安全")
          .version(1)
          .counts(LESSONS)
          .counts(LESSON_PARTICIPANTS, HAZARDS_REPORTED, HAZARDS_OPEN, HAZARDS_OVERDUE)
          .counts(HAZARDS_RECTIFIED)
          .counts(BUSES, BUSES_PASSED)
          .counts(BUS_VIOLATIONS, INCIDENTS)
          .counts(AUDITED, THREE_DEFENCES, GUARD_POSTS)
          .derives(HAZARD_DAYS, RECTIFIED_AT_ONCE, BUS_PASS_RATE, THREE_DEFENCES_RATE)
          .tracks(LESSONS.whole(), INCIDENTS.part(IncidentSeverity.MAJOR))
          .on(SAFETY_LESSON_HELD, SafetyLessonHeldData.class, Safety::teach)
          .on(HAZARD_REPORTED, HazardReportedData.class, Safety::report)
          .onEvent(HAZARD_RECTIFIED, Safety::rectify)
          .on(SCHOOL_BUS_INSPECTED, SchoolBusInspectedData.class, Safety::inspect)
          .on(SECURITY_AUDITED, SecurityAuditedData.class, Safety::audit)
          .on(INCIDENT_REPORTED, IncidentReportedData.class, Safety::happen);

  private Safety() {}

  private static void teach(SafetyLessonHeldData lesson, Postings post) {
    post.add(LESSONS, lesson.getTopic(), 1);
    post.add(LESSON_PARTICIPANTS, lesson.getParticipants());
  }

  /**
   * A hazard is open until its slot says otherwise, and overdue from the day after its deadline.
   */
  private static void report(HazardReportedData hazard, Postings post) {
    String slot = hazard.getHazardRef();
    post.add(HAZARDS_REPORTED, 1);
    post.set(HAZARDS_OPEN, slot, 1);
    post.set(HAZARDS_OVERDUE, slot, 1, hazard.getRectifyBy().plusDays(1), LocalDate.MAX);
  }

  private static void rectify(Event event, Postings post) {
    HazardRectifiedData hazard = (HazardRectifiedData) event.data();
    String slot = hazard.getHazardRef();
    long days = ChronoUnit.DAYS.between(hazard.getReportedOn(), event.day());
    post.count(HAZARDS_RECTIFIED, Math.max(0, days));
    post.set(HAZARDS_OPEN, slot, 0);
    post.set(HAZARDS_OVERDUE, slot, 0);
  }

  private static void inspect(SchoolBusInspectedData bus, Postings post) {
    post.add(BUSES, 1);
    post.add(BUSES_PASSED, bus.getViolations().isEmpty() ? 1 : 0);
    bus.getViolations().forEach(violation -> post.add(BUS_VIOLATIONS, violation, 1));
  }

  private static void audit(SecurityAuditedData audit, Postings post) {
    boolean all =
        audit.getPersonnelDefence() && audit.getPhysicalDefence() && audit.getTechnicalDefence();
    post.set(AUDITED, 1);
    post.set(THREE_DEFENCES, all ? 1 : 0);
    post.set(GUARD_POSTS, audit.getGuardPost() ? 1 : 0);
  }

  private static void happen(IncidentReportedData incident, Postings post) {
    post.add(INCIDENTS, incident.getSeverity(), 1);
  }
}
