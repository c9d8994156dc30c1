package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.CANTEEN_INSPECTION;
import static org.countypulse.schemas.EventTypes.FOOD_BATCH_TESTED;

import java.time.LocalDate;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.First;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.FoodBatchTestedData;
import org.countypulse.schemas.event.FoodTestResult;

/** Food tested in canteens, what became of what failed, and re-inspections that are due. */
public final class Food {

  static final First TESTED =
      Measure.first("food-batches-tested", "batches", "Food batches tested", "食材抽检批次");
  static final First FAILED =
      Measure.first("food-batches-failed", "batches", "Food batches failed", "食材不合格批次");
  static final Gauge UNDISPOSED =
      Measure.gauge("food-batches-undisposed", "batches", "Failed and not disposed of", "不合格未处置批次")
          .withListedSlots();
  static final Ratio PASS_RATE =
      Measure.ratio("food-fail-rate", "ratio", "Food fail rate", "食材不合格率", FAILED, TESTED);
  static final Gauge REINSPECTIONS_OVERDUE =
      Measure.gauge(
              "canteen-reinspections-overdue", "canteens", "Re-inspections overdue", "逾期未复查食堂")
          .withListedSlots();

  public static final CountyView VIEW =
      CountyView.named("food")
          .titled("Food", "食品安全")
          .version(1)
          .counts(TESTED, FAILED, UNDISPOSED, REINSPECTIONS_OVERDUE)
          .derives(PASS_RATE)
          .on(FOOD_BATCH_TESTED, FoodBatchTestedData.class, Food::test)
          .alsoOn(CANTEEN_INSPECTION, CanteenInspectionData.class, Food::inspect);

  private Food() {}

  /** A batch is reported again when something is done with it; it counts once. */
  private static void test(FoodBatchTestedData batch, Postings post) {
    boolean failed = batch.getResult() == FoodTestResult.FAIL;
    post.first(TESTED, batch.getBatchRef());
    if (failed) {
      post.first(FAILED, batch.getBatchRef());
    }
    post.set(UNDISPOSED, batch.getBatchRef(), failed && batch.getDisposition() == null ? 1 : 0);
  }

  /** Any later inspection is the re-inspection, and may ask for another one. */
  private static void inspect(CanteenInspectionData inspection, Postings post) {
    LocalDate due = inspection.getReinspectionDue();
    if (due == null) {
      post.set(REINSPECTIONS_OVERDUE, 0);
    } else {
      post.set(REINSPECTIONS_OVERDUE, "", 1, due.plusDays(1), LocalDate.MAX);
    }
  }
}
