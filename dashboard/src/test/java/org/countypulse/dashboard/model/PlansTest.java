package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.countypulse.dashboard.model.Plans.Standing;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.SlotReading;
import org.junit.jupiter.api.Test;

class PlansTest {

  private static final Counties COUNTIES = Counties.chinese();
  private static final String XINZHOU = "140900";
  private static final String YEAR = "/2019-01-01/2019-12-31";

  private final Figures figures = new Figures(COUNTIES);
  private final Plans plans = new Plans();
  private final TestLedger ledger = new TestLedger();

  /** Set on the tenth of January, with four decimals. */
  private void target(String place, String slot, long value) {
    SlotReading reading = new SlotReading(LocalDate.parse("2019-01-10"), value, null, null);
    ledger.put(
        "targets",
        place + "/target/" + slot,
        new SchoolSlot(place, "target", slot, List.of(reading)));
  }

  private List<Standing> targets(String place, String asOf) {
    VisibleFigures visible = new VisibleFigures(figures, new SmallCells(figures, COUNTIES), true);
    Territory territory = Territory.of(place, COUNTIES, Set.of()).orElseThrow();
    return ledger.model().read(all -> plans.of(all, visible, territory, LocalDate.parse(asOf)));
  }

  private Standing target(String place, String asOf) {
    List<Standing> all = targets(place, asOf);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void thirtyOneOfTwentyKindergartens() {
    target(XINZHOU, "kindergartens-certified" + YEAR, 20_0000);
    ledger
        .cell("kindergartens-certified", XINFU, "2019-06-30", 20)
        .cell("kindergartens-certified", DINGXIANG, "2019-06-30", 11);
    Standing standing = target(XINZHOU, "2019-12-31");
    assertThat(standing.actual().value()).isEqualTo(31L);
    assertThat(standing.target().planned()).isEqualByComparingTo("20");
    assertThat(standing.share()).isEqualTo(1.55);
    assertThat(standing.onTrack()).isTrue();
    assertThat(targets(XINFU, "2019-12-31")).as("the prefecture's is not the county's").isEmpty();
  }

  @Test
  void aSumIsOnTrackAtASteadyPace() {
    target(XINFU, "drills-held" + YEAR, 365_0000);
    ledger.cell("drills-held", XINFU, "2019-01-15", 30);
    assertThat(target(XINFU, "2019-01-30").expected()).isEqualByComparingTo("30");
    assertThat(target(XINFU, "2019-01-30").onTrack()).isTrue();
    assertThat(target(XINFU, "2019-01-31").onTrack()).as("a day later it is one short").isFalse();
  }

  @Test
  void aStateHasNoPace() {
    target(XINFU, "exchange-ratio/2018-09-01/2019-08-31", 1000);
    ledger
        .cell("staff-eligible", XINFU, "2018-09-01", 100)
        .cell("transfers-exchange", XINFU, "2018-09-10", 9);
    assertThat(target(XINFU, "2019-01-31").expected()).isEqualByComparingTo("0.1");
    assertThat(target(XINFU, "2019-01-31").onTrack()).isFalse();
    ledger.cell("transfers-exchange", XINFU, "2018-09-10", 10);
    assertThat(target(XINFU, "2019-01-31").onTrack()).isTrue();
  }

  @Test
  void whatIsNotToBeExceededIsOnTrackUpToItsBound() {
    target(XINFU, "incidents/major" + YEAR + "/at-most", 0);
    assertThat(target(XINFU, "2019-06-30").onTrack()).isTrue();
    assertThat(target(XINFU, "2019-06-30").share()).isNull();
    ledger.cell("incidents/major", XINFU, "2019-05-12", 1);
    assertThat(target(XINFU, "2019-06-30").onTrack()).isFalse();
  }

  @Test
  void whatWasSetForAPlaceGoesBeforeWhatWasSetForAll() {
    target("all", "drills-held" + YEAR, 100_0000);
    target(XINFU, "drills-held" + YEAR, 50_0000);
    assertThat(target(XINFU, "2019-06-30").target().planned()).isEqualByComparingTo("50");
    assertThat(target(DINGXIANG, "2019-06-30").target().planned()).isEqualByComparingTo("100");
  }

  @Test
  void ofOnePlacesTargetsTheOneThatWasSetLastCountsWhateverItsBound() {
    target(XINFU, "exam-violations" + YEAR + "/at-most", 0);
    SlotReading later = new SlotReading(LocalDate.parse("2019-07-01"), 5_0000L, null, null);
    String slot = "exam-violations" + YEAR;
    ledger.put(
        "targets",
        XINFU + "/target/" + slot,
        new SchoolSlot(XINFU, "target", slot, List.of(later)));
    assertThat(target(XINFU, "2019-06-30").target().planned()).isEqualByComparingTo("0");
    assertThat(target(XINFU, "2019-07-01").target().planned()).isEqualByComparingTo("5");
    assertThat(target(XINFU, "2019-07-01").target().atMost()).isFalse();
  }

  @Test
  void aPeriodOfAThousandYearsIsNoError() {
    target(XINFU, "drills-held/0001-01-01/9999-12-31", 50_0000);
    assertThat(target(XINFU, "2019-06-30").onTrack()).isFalse();
  }

  @Test
  void onlyPeriodsThatContainTheDayAreTold() {
    target(XINFU, "drills-held" + YEAR, 50_0000);
    assertThat(targets(XINFU, "2020-01-01")).isEmpty();
    assertThat(targets(XINFU, "2019-01-09")).as("it was set on the tenth").isEmpty();
  }

  @Test
  void aMeasureThatIsNotKnownIsLeftOut() {
    target(XINFU, "of-another-version" + YEAR, 50_0000);
    assertThat(targets(XINFU, "2019-06-30")).isEmpty();
  }
}
