package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.CANTEEN_INSPECTION;

import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.CanteenInspectionData;

/** Canteens inspected, how they did, their stars, and the canteens that nobody has inspected. */
public final class Canteens {

  static final Sum INSPECTIONS =
      Measure.sum("canteen-inspections", "inspections", "Canteen inspections", "食堂检查次数");
  static final Sum PASSED =
      Measure.sum("canteen-passed", "inspections", "Inspections passed", "检查合格");
  static final Sum CONDITIONAL =
      Measure.sum("canteen-conditional", "inspections", "Conditional passes", "限期整改");
  static final Sum FAILED =
      Measure.sum("canteen-failed", "inspections", "Inspections failed", "检查不合格");
  static final Sum VIOLATIONS =
      Measure.sum("canteen-violations", "violations", "Canteen violations", "食堂违规项");
  static final Sum SCORED =
      Measure.sum("canteen-scored", "inspections", "Inspections with a score", "评分检查次数");
  static final Sum SCORE = Measure.sum("canteen-score", "points", "Points given", "检查得分合计");
  static final Gauge STARRED =
      Measure.gauge("canteens-starred", "canteens", "Star canteens", "星级食堂");
  static final Ratio PASS_RATE =
      Measure.ratio("canteen-pass-rate", "ratio", "Pass rate", "检查合格率", PASSED, INSPECTIONS);
  static final Ratio SCORE_MEAN =
      Measure.ratio("canteen-score-mean", "points", "Mean score", "平均得分", SCORE, SCORED);

  public static final CountyView VIEW =
      CountyView.named("canteens")
          .titled("Canteens", "食堂")
          .version(1)
          .counts(INSPECTIONS, PASSED, CONDITIONAL, FAILED, VIOLATIONS, SCORED, SCORE, STARRED)
          .derives(PASS_RATE, SCORE_MEAN)
          .on(CANTEEN_INSPECTION, CanteenInspectionData.class, Canteens::inspect)
          .tracks(INSPECTIONS);

  private Canteens() {}

  private static void inspect(CanteenInspectionData inspection, Postings post) {
    post.add(INSPECTIONS, 1);
    switch (inspection.getOutcome()) {
      case PASS -> post.add(PASSED, 1);
      case CONDITIONAL -> post.add(CONDITIONAL, 1);
      case FAIL -> post.add(FAILED, 1);
    }
    post.add(VIOLATIONS, inspection.getViolations().size());
    if (inspection.getScore() != null) {
      post.add(SCORED, 1);
      post.add(SCORE, inspection.getScore());
    }
    if (inspection.getStar() != null) {
      post.set(STARRED, inspection.getStar() >= 1 ? 1 : 0);
    }
  }
}
