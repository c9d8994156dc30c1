package org.countypulse.domain.views;

import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;

import java.time.LocalDate;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.FoodBatchTestedData;
import org.countypulse.schemas.event.FoodDisposition;
import org.countypulse.schemas.event.FoodTestResult;
import org.countypulse.schemas.event.InspectionOutcome;
import org.junit.jupiter.api.Test;

class FoodTest {

  private final Cast cast = new Cast();
  private final Story story =
      Story.of(Food.VIEW).given(cast.registered(XINFU_NO_1, "2018-09-01", XINFU));

  private Draft batch(String day, FoodTestResult result, FoodDisposition disposition) {
    return cast.event(
        EventTypes.FOOD_BATCH_TESTED,
        XINFU_NO_1,
        day,
        new FoodBatchTestedData("rice", "b-1", result, disposition));
  }

  @Test
  void aBatchThatIsReportedAgainWhenItIsDestroyedCountsOnce() {
    story
        .given(
            batch("2019-03-01", FoodTestResult.FAIL, null),
            batch("2019-03-04", FoodTestResult.FAIL, FoodDisposition.DESTROYED))
        .then(
            XINFU,
            "2019-03-01",
            "food-batches-tested",
            1,
            "food-batches-failed",
            1,
            "food-batches-undisposed",
            1)
        .then(XINFU, "2019-03-04", "food-batches-undisposed", -1);
  }

  @Test
  void aCanteenThatIsNotInspectedAgainInTimeIsOverdue() {
    String overdue = "canteen-reinspections-overdue";
    story
        .given(
            cast.inspected(
                XINFU_NO_1,
                "2019-03-01",
                InspectionOutcome.CONDITIONAL,
                data -> data.setReinspectionDue(LocalDate.parse("2019-03-31"))))
        .thenGauge(overdue, XINFU, "2019-03-31", 0)
        .thenGauge(overdue, XINFU, "2019-04-01", 1)
        .when(cast.inspected(XINFU_NO_1, "2019-04-05", InspectionOutcome.PASS))
        .thenGauge(overdue, XINFU, "2019-04-04", 1)
        .thenGauge(overdue, XINFU, "2019-04-05", 0);
  }
}
