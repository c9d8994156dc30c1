package org.countypulse.domain.views;

import static org.countypulse.schemas.EventTypes.SAFETY_DRILL;

import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctSchools;
import org.countypulse.domain.Measure.Ratio;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.event.SafetyDrillData;

/** Drills held, people drilled, and the schools that owe a drill. */
public final class SafetyDrills {

  static final Sum HELD = Measure.sum("drills-held", "drills", "Drills held", "演练次数");
  static final Sum PARTICIPANTS =
      Measure.sum("drill-participants", "persons", "Drill participants", "演练参与人次");
  static final Sum EVACUATIONS_TIMED =
      Measure.sum("drill-evacuations-timed", "drills", "Evacuations timed", "计时疏散次数");
  static final Sum EVACUATION_SECONDS =
      Measure.sum("drill-evacuation-seconds", "s", "Evacuation seconds", "疏散用时合计");
  static final Ratio EVACUATION_MEAN =
      Measure.ratio(
          "drill-evacuation-seconds-mean",
          "s",
          "Mean evacuation time",
          "平均疏散用时",
          EVACUATION_SECONDS,
          EVACUATIONS_TIMED);
  static final DistinctSchools SCHOOLS =
      Measure.schoolsWith(HELD, "schools-drilled", "Schools that drilled", "开展演练学校");

  public static final CountyView VIEW =
      CountyView.named("safety-drills")
          .titled("Safety drills", "安全演练")
          .version(1)
          .counts(HELD, PARTICIPANTS, EVACUATIONS_TIMED, EVACUATION_SECONDS)
          .derives(EVACUATION_MEAN, SCHOOLS)
          .on(SAFETY_DRILL, SafetyDrillData.class, SafetyDrills::hold);

  private SafetyDrills() {}

  private static void hold(SafetyDrillData drill, Postings post) {
    post.add(HELD, 1);
    post.add(PARTICIPANTS, drill.getParticipants());
    if (drill.getEvacuationSeconds() != null) {
      post.add(EVACUATIONS_TIMED, 1);
      post.add(EVACUATION_SECONDS, drill.getEvacuationSeconds());
    }
  }
}
