package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.TEACHER_TRANSFER;

import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Naming;
import org.countypulse.domain.Measure.Parts;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.StaffRole;
import org.countypulse.schemas.event.TeacherTransferData;
import org.countypulse.schemas.event.TransferKind;

/** Teachers who move between schools, and the staff exchange that a county owes. */
public final class Transfers {

  static final Sum OUT = Measure.sum("transfers-out", "persons", "Teachers moved out", "调出教师");
  static final Sum IN = Measure.sum("transfers-in", "persons", "Teachers moved in", "调入教师");
  static final Sum WITHIN =
      Measure.sum("transfers-within", "persons", "Teachers moved within", "县内调动教师");
  static final Sum TO_RURAL =
      Measure.sum("transfers-to-rural", "persons", "Teachers moved to rural schools", "城镇到农村教师");
  static final Sum FROM_URBAN =
      Measure.sum(
          "transfers-from-urban", "persons", "Staff moved out of urban schools", "老城区交流到其他学校教师");
  static final Parts<StaffRole> EXCHANGE =
      Measure.parts(
          Measure.sum("transfers-exchange", "persons", "Teachers exchanged", "交流轮岗教师"),
          StaffRole.class,
          Naming.of(StaffRole.class, "teachers", "教师", "principals", "校长", "cadres", "干部"));
  static final Ratio EXCHANGE_RATIO =
      Measure.ratio(
          "exchange-ratio",
          "ratio",
          "Share of eligible staff exchanged",
          "交流轮岗比例",
          EXCHANGE.whole(),
          RegistryEnrollment.STAFF_ELIGIBLE);

  public static final CountyView VIEW =
      CountyView.named("transfers")
          .titled("Teachers' exchange", "教师交流")
          .version(1)
          .counts(OUT, IN, WITHIN, TO_RURAL, FROM_URBAN)
          .counts(EXCHANGE)
          .countsElsewhere(IN, TO_RURAL)
          .derives(EXCHANGE_RATIO)
          .on(TEACHER_TRANSFER, TeacherTransferData.class, Transfers::move);

  private Transfers() {}

  /** Both sides are posted under the sending school, so that a move can't be half-posted. */
  private static void move(TeacherTransferData move, Postings post) {
    String receiving = move.getToCountyCode();
    post.addUnlessIn(receiving, OUT, 1);
    post.addAtIfOther(receiving, IN, 1);
    post.addIfIn(receiving, WITHIN, 1);
    if (!Settings.isRural(move.getFromSetting()) && Settings.isRural(move.getToSetting())) {
      post.addAt(receiving, TO_RURAL, 1);
    }
    if (move.getFromSetting() == Setting.URBAN && move.getToSetting() != Setting.URBAN) {
      post.add(FROM_URBAN, 1);
    }
    if (move.getKind() == TransferKind.EXCHANGE) {
      post.add(EXCHANGE, move.getRole(), 1);
    }
  }
}
