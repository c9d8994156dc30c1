package org.countypulse.domain.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.domain.testing.Cast.XINFU;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.TargetSetData;
import org.junit.jupiter.api.Test;

class TargetsTest {

  private static final String XINZHOU = "140900";

  private final Cast cast = new Cast();
  private final Story story = Story.of(Targets.VIEW);

  /** A target for the year 2019. */
  private Draft target(String place, String day, String measure, String value) {
    return cast.event(
        EventTypes.TARGET_SET,
        place,
        day,
        new TargetSetData(
            measure,
            LocalDate.parse("2019-01-01"),
            LocalDate.parse("2019-12-31"),
            new BigDecimal(value),
            null));
  }

  private Map<Ledger.Slot, String> targets() {
    return story.ledger().slots();
  }

  private static Ledger.Slot slot(String place, String measure) {
    return new Ledger.Slot(place, "target", measure + "/2019-01-01/2019-12-31");
  }

  @Test
  void aPlaceHasATargetWithoutAnySchoolAndToFourDecimals() {
    story.given(
        target(XINZHOU, "2019-01-10", "kindergartens-certified", "20.0000"),
        target(XINFU, "2019-01-10", "exchange-ratio", "0.1050"),
        target(EventType.ALL_PLACES, "2019-01-10", "classes-over-65", "0.0000"),
        target(XINFU, "2019-01-10", "aid-amount/preschool-aid", "8916000.0000"));
    assertThat(targets())
        .containsEntry(slot(XINZHOU, "kindergartens-certified"), "2019-01-10=200000")
        .containsEntry(slot(XINFU, "exchange-ratio"), "2019-01-10=1050")
        .hasEntrySatisfying(
            new Ledger.Slot(
                EventType.ALL_PLACES, "target", "classes-over-65/2019-01-01/2019-12-31/at-most"),
            value -> assertThat(value).isEqualTo("2019-01-10=0"))
        .containsEntry(slot(XINFU, "aid-amount/preschool-aid"), "2019-01-10=89160000000");
  }

  @Test
  void aTargetChangesFromTheDayOnWhichAnotherIsSet() {
    story.given(
        target(XINZHOU, "2019-01-10", "kindergartens-certified", "15.0000"),
        target(XINZHOU, "2019-07-01", "kindergartens-certified", "20.0000"));
    assertThat(targets())
        .containsEntry(
            slot(XINZHOU, "kindergartens-certified"), "2019-01-10=150000 2019-07-01=200000");
  }

  @Test
  void aCorrectedTargetWasNeverTheWrongOneAndAWithdrawnOneIsNone() {
    Draft wrong = target(XINZHOU, "2019-01-10", "kindergartens-certified", "200.0000");
    Draft right =
        target(XINZHOU, "2019-01-10", "kindergartens-certified", "20.0000").correcting(wrong);
    story.given(wrong, right);
    assertThat(targets())
        .containsEntry(slot(XINZHOU, "kindergartens-certified"), "2019-01-10=200000");
    story.when(cast.voidOf(right));
    assertThat(targets()).doesNotContainKey(slot(XINZHOU, "kindergartens-certified"));
  }

  @Test
  void targetsOfPlacesAreNotAddedUp() {
    story
        .given(
            target(XINZHOU, "2019-01-10", "drills-held", "1000.0000"),
            target(XINFU, "2019-01-10", "drills-held", "100.0000"))
        .thenNothingCounts();
  }

  @Test
  void aPlaceThatNoListHasIsNotBelieved() {
    Draft nowhere = target("149999", "2019-01-10", "drills-held", "1000.0000");
    story.given(nowhere).thenRecords(0, 0, 0, 0, 1);
    assertThat(targets()).isEmpty();
  }
}
