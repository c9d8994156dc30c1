package org.countypulse.producers.simulation;

import static org.countypulse.schemas.EventTypes.FOOD_BATCH_TESTED;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.FoodBatchTestedData;
import org.countypulse.schemas.event.FoodDisposition;
import org.countypulse.schemas.event.FoodTestResult;

/** Food that is tested in canteens, and what becomes of what fails. */
final class FoodArea implements Area {

  private static final String[] PRODUCTS = {"面粉", "大米", "食用油", "猪肉", "鸡蛋", "豆腐", "青菜", "牛奶"};

  @Override
  public void happens(Happenings school) {
    if (!school.is().getHasCanteen()) {
      return;
    }
    int number = 1;
    for (LocalDate day : school.days(1.5)) {
      FoodBatchTestedData batch = batch("B-" + number++, school.chance());
      school.happens(FOOD_BATCH_TESTED, day, batch);
      boolean waits = batch.getResult() == FoodTestResult.FAIL && batch.getDisposition() == null;
      if (waits && school.chance().in(0.75)) {
        LocalDate later = day.plusDays(school.chance().between(1, 6));
        school.happens(FOOD_BATCH_TESTED, later, disposed(batch, school.chance()));
      }
    }
  }

  private static FoodBatchTestedData batch(String reference, Chance chance) {
    boolean failed = chance.in(0.025);
    return new FoodBatchTestedData(
        chance.oneOf(PRODUCTS),
        reference,
        failed ? FoodTestResult.FAIL : FoodTestResult.PASS,
        failed && chance.in(0.4) ? FoodDisposition.SEALED : null);
  }

  /** The same batch, reported again. */
  private static FoodBatchTestedData disposed(FoodBatchTestedData batch, Chance chance) {
    return FoodBatchTestedData.newBuilder(batch)
        .setDisposition(chance.oneOf(FoodDisposition.DESTROYED, FoodDisposition.RETURNED))
        .build();
  }

  @Override
  public Map<EventType, Maker> live() {
    return Map.of(
        FOOD_BATCH_TESTED,
        now ->
            now.entry().getHasCanteen()
                ? batch("B-" + now.day() + "-" + now.chance().between(1, 9), now.chance())
                : null);
  }

  @Override
  public void count(Fact fact, Counts counts) {
    if (fact.data() instanceof FoodBatchTestedData batch) {
      boolean failed = batch.getResult() == FoodTestResult.FAIL;
      counts.once("food-batches-tested", batch.getBatchRef());
      if (failed) {
        counts.once("food-batches-failed", batch.getBatchRef());
      }
      counts.state(
          "food-batches-undisposed",
          batch.getBatchRef(),
          failed && batch.getDisposition() == null ? 1 : 0);
    } else if (fact.data() instanceof CanteenInspectionData inspection) {
      LocalDate due = inspection.getReinspectionDue();
      counts.state(
          "canteen-reinspections-overdue",
          "",
          due == null ? 0 : 1,
          due == null ? LocalDate.MIN : due.plusDays(1),
          LocalDate.MAX);
    }
  }

  @Override
  public List<Quotient> quotients() {
    return List.of(new Quotient("food-fail-rate", "food-batches-failed", "food-batches-tested"));
  }
}
