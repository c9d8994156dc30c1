package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.CONSTRUCTION_PROGRESSED;
import static org.countypulse.schemas.EventTypes.KINDERGARTEN_CERTIFIED;
import static org.countypulse.schemas.EventTypes.SCHOOL_REGISTERED;

import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Naming;
import org.countypulse.domain.Measure.Parts;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.ConstructionProgressedData;
import org.countypulse.schemas.event.KindergartenCertificate;
import org.countypulse.schemas.event.KindergartenCertifiedData;
import org.countypulse.schemas.event.ProjectKind;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Stage;

/** What is built, and kindergartens that are certified. */
public final class Estate {

  private static final Naming<ProjectKind> KIND =
      Naming.of(
          ProjectKind.class,
          "new schools",
          "新建学校",
          "kindergartens",
          "幼儿园",
          "boarding schools",
          "寄宿制学校",
          "dormitories",
          "宿舍",
          "sports grounds",
          "运动场",
          "renovations",
          "改造");

  static final Parts<ProjectKind> APPROVED =
      projects("construction-approved", "Projects approved", "批复项目");
  static final Parts<ProjectKind> STARTED =
      projects("construction-started", "Projects started", "开工项目");
  static final Parts<ProjectKind> TOPPED_OUT =
      projects("construction-topped-out", "Projects topped out", "封顶项目");
  static final Parts<ProjectKind> COMPLETED =
      projects("construction-completed", "Projects completed", "竣工项目");
  static final Parts<ProjectKind> INVESTMENT =
      Measure.parts(
          Measure.money("construction-investment", "Invested in construction", "建设投资"),
          ProjectKind.class,
          KIND);
  static final Parts<ProjectKind> UNITS =
      Measure.parts(
          Measure.sum("construction-units", "units", "Units built", "建设套数"),
          ProjectKind.class,
          KIND);

  static final Parts<KindergartenCertificate> CERTIFIED =
      Measure.parts(
          Measure.sum(
              "kindergartens-certified", "kindergartens", "Kindergartens certified", "认定幼儿园"),
          KindergartenCertificate.class,
          Naming.of(
              KindergartenCertificate.class,
              "inclusive",
              "普惠性",
              "provincial demonstration",
              "省级示范"));
  static final Gauge KINDERGARTENS =
      Measure.gauge("kindergartens-open", "kindergartens", "Kindergartens open", "在办幼儿园");
  static final Gauge INCLUSIVE =
      Measure.gauge(
          "kindergartens-inclusive", "kindergartens", "Inclusive kindergartens", "普惠性幼儿园");
  static final Ratio INCLUSIVE_SHARE =
      Measure.ratio(
          "kindergartens-inclusive-share",
          "ratio",
          "Share of inclusive kindergartens",
          "普惠性幼儿园占比",
          INCLUSIVE,
          KINDERGARTENS);

  public static final CountyView VIEW =
      CountyView.named("estate")
          .titled("Construction and preschool", "建设与学前")
          .version(1)
          .counts(APPROVED, STARTED, TOPPED_OUT, COMPLETED, INVESTMENT, UNITS, CERTIFIED)
          .counts(KINDERGARTENS, INCLUSIVE)
          .derives(INCLUSIVE_SHARE)
          .on(CONSTRUCTION_PROGRESSED, ConstructionProgressedData.class, Estate::progress)
          .on(KINDERGARTEN_CERTIFIED, KindergartenCertifiedData.class, Estate::certify)
          .alsoOn(SCHOOL_REGISTERED, SchoolRegisteredData.class, Estate::register);

  private Estate() {}

  private static Parts<ProjectKind> projects(String name, String title, String titleZh) {
    return Measure.parts(Measure.sum(name, "projects", title, titleZh), ProjectKind.class, KIND);
  }

  private static void progress(ConstructionProgressedData project, Postings post) {
    ProjectKind kind = project.getKind();
    switch (project.getMilestone()) {
      case APPROVED -> post.add(APPROVED, kind, 1);
      case STARTED -> post.add(STARTED, kind, 1);
      case TOPPED_OUT -> post.add(TOPPED_OUT, kind, 1);
      case COMPLETED -> post.add(COMPLETED, kind, 1);
    }
    post.add(INVESTMENT, kind, project.getInvestment());
    post.add(UNITS, kind, project.getUnits());
  }

  private static void certify(KindergartenCertifiedData certificate, Postings post) {
    post.add(CERTIFIED, certificate.getKind(), 1);
    if (certificate.getKind() == KindergartenCertificate.INCLUSIVE) {
      post.set(INCLUSIVE, 1);
    }
  }

  private static void register(SchoolRegisteredData school, Postings post) {
    post.set(KINDERGARTENS, school.getStage() == Stage.KINDERGARTEN ? 1 : 0);
  }
}
