package org.countypulse.domain.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;

import java.time.LocalDate;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.HazardCategory;
import org.countypulse.schemas.event.HazardRectifiedData;
import org.countypulse.schemas.event.HazardReportedData;
import org.countypulse.schemas.event.HazardSeverity;
import org.countypulse.schemas.event.SecurityAuditedData;
import org.junit.jupiter.api.Test;

class SafetyTest {

  private static final String OPEN = "hazards-open";
  private static final String OVERDUE = "hazards-overdue";

  private final Cast cast = new Cast();
  private final Story story =
      Story.of(Safety.VIEW).given(cast.registered(XINFU_NO_1, "2018-09-01", XINFU));

  private Draft hazard(String day, String ref, String deadline) {
    return cast.event(
        EventTypes.HAZARD_REPORTED,
        XINFU_NO_1,
        day,
        new HazardReportedData(
            ref, HazardCategory.FIRE, HazardSeverity.MAJOR, LocalDate.parse(deadline), null));
  }

  private Draft rectified(String day, String ref, String reportedOn) {
    return cast.event(
        EventTypes.HAZARD_RECTIFIED,
        XINFU_NO_1,
        day,
        new HazardRectifiedData(ref, LocalDate.parse(reportedOn)));
  }

  @Test
  void aHazardIsOverdueFromTheDayAfterItsDeadlineUntilItIsRectified() {
    story
        .given(hazard("2019-03-01", "h-1", "2019-03-10"))
        .thenGauge(OPEN, XINFU, "2019-03-10", 1)
        .thenGauge(OVERDUE, XINFU, "2019-03-10", 0)
        .thenGauge(OVERDUE, XINFU, "2019-03-11", 1)
        .when(rectified("2019-03-20", "h-1", "2019-03-01"))
        .thenGauge(OVERDUE, XINFU, "2019-03-19", 1)
        .thenGauge(OVERDUE, XINFU, "2019-03-20", 0)
        .thenGauge(OPEN, XINFU, "2019-03-20", 0);
    assertThat(story.ledger().slots())
        .containsEntry(
            new Ledger.Slot(XINFU_NO_1, OVERDUE, "h-1"),
            "2019-03-01=1[2019-03-11..null] 2019-03-20=0");
  }

  @Test
  void aHazardRectifiedInTimeIsNeverOverdue() {
    story
        .given(
            rectified("2019-03-05", "h-1", "2019-03-01"), hazard("2019-03-01", "h-1", "2019-03-10"))
        .thenGauge(OVERDUE, XINFU, "2019-03-31", 0)
        .thenGauge(OPEN, XINFU, "2019-03-04", 1)
        .thenGauge(OPEN, XINFU, "2019-03-05", 0)
        .then(XINFU, "2019-03-05", "hazards-rectified", 1, "hazards-rectified/to-4", 1, OPEN, -1);
  }

  @Test
  void allThreeDefencesAreOne() {
    story
        .given(audit("2019-03-01", true, true, false))
        .thenGauge("schools-audited", XINFU, "2019-03-01", 1)
        .thenGauge("schools-three-defences", XINFU, "2019-03-01", 0)
        .when(audit("2019-06-01", true, true, true))
        .thenGauge("schools-three-defences", XINFU, "2019-06-01", 1)
        .thenGauge("schools-audited", XINFU, "2019-06-01", 1);
  }

  private Draft audit(String day, boolean personnel, boolean physical, boolean technical) {
    return cast.event(
        EventTypes.SECURITY_AUDITED,
        XINFU_NO_1,
        day,
        new SecurityAuditedData(personnel, physical, technical, true));
  }
}
