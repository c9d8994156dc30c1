package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.ENROLLMENT;
import static org.countypulse.schemas.EventTypes.SCHOOL_REGISTERED;

import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.EnrollmentChannel;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.SchoolRegisteredData;

/** Schools and their staff as the registry has them, and students who come and go. */
public final class RegistryEnrollment {

  static final Gauge SCHOOLS_OPEN =
      Measure.gauge("schools-open", "schools", "Schools open", "在办学校");
  static final Gauge STAFF_ELIGIBLE =
      Measure.gauge("staff-eligible", "persons", "Staff eligible for exchange", "符合交流条件教师");
  static final Sum ENTRIES = Measure.sum("enrollment-entries", "persons", "New entries", "新生入学");
  static final Sum TRANSFERS_IN =
      Measure.sum("enrollment-transfers-in", "persons", "Students transferred in", "转入学生");
  static final Sum TRANSFERS_OUT =
      Measure.sum("enrollment-transfers-out", "persons", "Students transferred out", "转出学生");
  static final Sum GRADUATED = Measure.sum("enrollment-graduated", "persons", "Graduated", "毕业");
  static final Sum WITHDRAWN = Measure.sum("enrollment-withdrawn", "persons", "Withdrawn", "退学");
  static final Sum NET = Measure.sum("enrollment-net", "persons", "Net enrollment", "在校生净变动");
  static final Sum ONLINE = Measure.sum("enrollment-online", "persons", "Entered online", "线上报名入学");
  static final Sum ZERO_PROOF =
      Measure.sum("enrollment-zero-proof", "persons", "Entered without paper proof", "零证明入学");
  static final Sum MIGRANT =
      Measure.sum("enrollment-migrant", "persons", "Migrant workers' children", "随迁子女入学");
  static final Sum FROM_RURAL =
      Measure.sum("enrollment-from-rural", "persons", "Entered from rural schools", "农村转来学生");
  static final Sum RURAL_TO_TOWN =
      Measure.sum("enrollment-rural-to-town", "persons", "From rural to town schools", "乡镇进城就读学生");
  static final Sum FROM_CLOSING =
      Measure.sum("enrollment-from-closing", "persons", "From closing schools", "撤并学校分流学生");
  static final Sum ENTERED =
      Measure.sum("enrollment-entered", "persons", "Entered or transferred in", "入学与转入学生");
  static final Ratio ONLINE_SHARE =
      Measure.ratio(
          "enrollment-online-share", "ratio", "Entered online, share", "线上报名率", ONLINE, ENTERED);
  static final Ratio ZERO_PROOF_SHARE =
      Measure.ratio(
          "enrollment-zero-proof-share",
          "ratio",
          "Entered without paper proof, share",
          "零证明入学率",
          ZERO_PROOF,
          ENTERED);

  public static final CountyView VIEW =
      CountyView.named("registry-enrollment")
          .titled("Schools and students", "学校与学生")
          .version(1)
          .counts(SCHOOLS_OPEN, STAFF_ELIGIBLE)
          .counts(ENTRIES, TRANSFERS_IN, TRANSFERS_OUT, GRADUATED, WITHDRAWN, NET)
          .counts(ENTERED, ONLINE, ZERO_PROOF, MIGRANT)
          .counts(FROM_RURAL, RURAL_TO_TOWN, FROM_CLOSING)
          .derives(ONLINE_SHARE, ZERO_PROOF_SHARE)
          .addsUp(NET, ENTRIES, TRANSFERS_IN, TRANSFERS_OUT, GRADUATED, WITHDRAWN)
          .addsUp(ENTERED, ENTRIES, TRANSFERS_IN)
          // follows from the two, but small cells are worked out from what is said here
          .addsUp(NET, ENTERED, TRANSFERS_OUT, GRADUATED, WITHDRAWN)
          .on(SCHOOL_REGISTERED, SchoolRegisteredData.class, RegistryEnrollment::register)
          .on(ENROLLMENT, EnrollmentData.class, RegistryEnrollment::enroll);

  private RegistryEnrollment() {}

  /** A gauge follows its school and pauses while the school is closed: the engine sees to both. */
  private static void register(SchoolRegisteredData school, Postings post) {
    post.set(SCHOOLS_OPEN, 1);
    post.set(STAFF_ELIGIBLE, school.getEligibleStaff());
  }

  private static void enroll(EnrollmentData student, Postings post) {
    switch (student.getChange()) {
      case NEW_ENTRY -> enter(student, ENTRIES, post);
      case TRANSFER_IN -> enter(student, TRANSFERS_IN, post);
      case TRANSFER_OUT -> leave(TRANSFERS_OUT, post);
      case GRADUATED -> leave(GRADUATED, post);
      case WITHDRAWN -> leave(WITHDRAWN, post);
    }
  }

  private static void enter(EnrollmentData student, Sum how, Postings post) {
    post.add(how, 1);
    post.add(NET, 1);
    post.add(ENTERED, 1);
    if (student.getChannel() == EnrollmentChannel.ONLINE) {
      post.add(ONLINE, 1);
    }
    if (Boolean.TRUE.equals(student.getZeroProof())) {
      post.add(ZERO_PROOF, 1);
    }
    if (Boolean.TRUE.equals(student.getMigrantChild())) {
      post.add(MIGRANT, 1);
    }
    if (Settings.isRural(student.getFromSetting())) {
      post.add(FROM_RURAL, 1);
      if (Settings.isTown(student.getToSetting())) {
        post.add(RURAL_TO_TOWN, 1);
      }
    }
    if (Boolean.TRUE.equals(student.getFromClosingSchool())) {
      post.add(FROM_CLOSING, 1);
    }
  }

  private static void leave(Sum how, Postings post) {
    post.add(how, 1);
    post.add(NET, -1);
  }
}
