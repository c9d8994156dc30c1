package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.TARGET_SET;

import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.TargetBound;
import org.countypulse.schemas.event.TargetSetData;

/**
 * What a bureau has planned: a slot a measure and period, of a county, a prefecture, a province or
 * all.
 */
public final class Targets {

  /**
   * A slot is named {@code measure/first day/last day}, with {@code /at-most} behind for what is
   * not to be exceeded; its value has four decimals.
   */
  public static final Gauge TARGET = Measure.list("target", "as the measure", "Target", "目标", 4);

  /** Behind the name of a slot whose value is not to be exceeded. */
  public static final String AT_MOST = "/at-most";

  public static final CountyView VIEW =
      CountyView.named("targets")
          .titled("Targets", "目标")
          .version(1)
          .counts(TARGET)
          .on(TARGET_SET, TargetSetData.class, Targets::set);

  private Targets() {}

  private static void set(TargetSetData target, Postings post) {
    String slot = target.getMeasure() + "/" + target.getFrom() + "/" + target.getTo();
    if (isMost(target)) {
      slot += AT_MOST;
    }
    post.set(TARGET, slot, target.getValue().movePointRight(TARGET.decimals()).longValueExact());
  }

  private static boolean isMost(TargetSetData target) {
    return target.getBound() == null
        ? target.getValue().signum() == 0
        : target.getBound() == TargetBound.AT_MOST;
  }
}
