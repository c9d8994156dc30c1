package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;
import static org.countypulse.dashboard.model.TestLedger.XINFU_KINDERGARTEN;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_1;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_2;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.countypulse.dashboard.ObligationsFile;
import org.countypulse.dashboard.model.Duties.School;
import org.countypulse.dashboard.model.Duties.Standing;
import org.countypulse.dashboard.model.TestLedger.Entry;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.SlotReading;
import org.junit.jupiter.api.Test;

class DutiesTest {

  private static final Entry QIYI = Entry.of("2010-09-01", "七一路小学", XINFU);
  private static final Entry EAST = Entry.of("2010-09-01", "东街小学", XINFU);

  private static final LocalDate MAY_1 = LocalDate.of(2019, 5, 1);

  private final TestLedger ledger = new TestLedger();
  private static final Counties COUNTIES = Counties.chinese();

  private final Figures figures = new Figures(COUNTIES);
  private final Duties duties = new Duties(figures, ObligationsFile.builtIn());

  @Test
  void aSchoolThatNeverSaysAnythingIsOutstandingAndOnTheLastDayInBreach() {
    ledger.school(XINFU_NO_1, QIYI);
    Standing before = standing("monthly-drill", XINFU, "2019-05-30");
    assertThat(before.due()).isEqualTo(1);
    assertThat(before.met()).isZero();
    assertThat(before.outstanding())
        .containsExactly(new School(XINFU_NO_1, "七一路小学", XINFU, null, Map.of()));
    assertThat(before.breached()).isEmpty();
    assertThat(before.from()).isEqualTo("2019-05-01");
    assertThat(before.to()).isEqualTo("2019-05-31");

    Standing lastDay = standing("monthly-drill", XINFU, "2019-05-31");
    assertThat(lastDay.outstanding()).isEmpty();
    assertThat(lastDay.breached())
        .containsExactly(new School(XINFU_NO_1, "七一路小学", XINFU, null, Map.of()));
  }

  @Test
  void aDrillOnAnyDayOfThePeriodUpToTheDayOfAskingMeetsIt() {
    ledger
        .school(XINFU_NO_1, QIYI)
        .school(XINFU_NO_2, EAST)
        .mark("drills-held", XINFU_NO_1, XINFU, "2019-05-20")
        .mark("drills-held", XINFU_NO_2, XINFU, "2019-04-30");
    assertThat(standing("monthly-drill", XINFU, "2019-05-19").met()).isZero();
    Standing after = standing("monthly-drill", XINFU, "2019-05-20");
    assertThat(after.due()).isEqualTo(2);
    assertThat(after.met()).isEqualTo(1);
    assertThat(after.outstanding())
        .containsExactly(
            new School(XINFU_NO_2, "东街小学", XINFU, LocalDate.of(2019, 4, 30), Map.of()));
  }

  @Test
  void aDrillThatIsWithdrawnNoLongerMeetsIt() {
    ledger.school(XINFU_NO_1, QIYI).mark("drills-held", XINFU_NO_1, XINFU, "2019-05-20");
    assertThat(standing("monthly-drill", XINFU, "2019-05-31").breached()).isEmpty();
    ledger.mark("drills-held", XINFU_NO_1, XINFU, LocalDate.of(2019, 5, 20), false);
    assertThat(standing("monthly-drill", XINFU, "2019-05-31").breached()).hasSize(1);
  }

  @Test
  void aSchoolThatOpenedOrClosedWithinThePeriodOwesNothingInIt() {
    ledger
        .school(XINFU_NO_1, Entry.of("2019-05-02", "七一路小学", XINFU))
        .school(XINFU_NO_2, EAST, Entry.of("2019-05-15", "东街小学", XINFU).end());
    assertThat(standing("monthly-drill", XINFU, "2019-05-31").due()).isZero();
    assertThat(standing("monthly-drill", XINFU, "2019-05-14").due()).isEqualTo(1);
    assertThat(standing("monthly-drill", XINFU, "2019-06-01").due()).isEqualTo(1);
  }

  @Test
  void kindergartensOweADrillAQuarterAndTheOthersAMonth() {
    ledger
        .school(XINFU_KINDERGARTEN, Entry.of("2010-09-01", "中心幼儿园", XINFU).kindergarten())
        .mark("drills-held", XINFU_KINDERGARTEN, XINFU, "2019-04-02");
    assertThat(standing("monthly-drill", XINFU, "2019-05-31").due()).isZero();
    Standing quarter = standing("quarterly-drill", XINFU, "2019-06-30");
    assertThat(quarter.from()).isEqualTo("2019-04-01");
    assertThat(quarter.met()).isEqualTo(1);
    assertThat(standing("quarterly-drill", XINFU, "2019-09-30").breached()).hasSize(1);
  }

  @Test
  void aSchoolThatBecameAKindergartenWithinThePeriodOwesNeither() {
    ledger.school(XINFU_NO_1, QIYI, Entry.of("2019-05-10", "七一路幼儿园", XINFU).kindergarten());
    assertThat(standing("monthly-drill", XINFU, "2019-05-31").due()).isZero();
    assertThat(standing("quarterly-drill", XINFU, "2019-06-30").due()).isZero();
    assertThat(standing("quarterly-drill", XINFU, "2019-09-30").due()).isEqualTo(1);
  }

  @Test
  void aSchoolThatMovedOwesWhereItIsAndADrillInTheOldCountyMeetsIt() {
    ledger
        .school(XINFU_NO_1, QIYI, Entry.of("2019-05-10", "七一路小学", DINGXIANG))
        .mark("drills-held", XINFU_NO_1, XINFU, "2019-05-03");
    assertThat(standing("monthly-drill", XINFU, "2019-05-31").due()).isZero();
    Standing there = standing("monthly-drill", DINGXIANG, "2019-05-31");
    assertThat(there.due()).isEqualTo(1);
    assertThat(there.met()).isEqualTo(1);
    assertThat(standing("monthly-drill", XINFU, "2019-05-09").due()).isEqualTo(1);
  }

  @Test
  void theLastDrillIsTheLatestOfAllCounties() {
    ledger
        .school(XINFU_NO_1, QIYI)
        .school(XINFU_NO_2, EAST)
        .mark("drills-held", XINFU_NO_1, XINFU, "2019-03-01")
        .mark("drills-held", XINFU_NO_1, DINGXIANG, "2019-04-02")
        .mark("drills-held", XINFU_NO_2, XINFU, "2019-04-02")
        .mark("drills-held", XINFU_NO_2, DINGXIANG, "2019-03-01");
    assertThat(standing("monthly-drill", XINFU, "2019-05-31").breached())
        .extracting(School::last)
        .containsExactly(LocalDate.of(2019, 4, 2), LocalDate.of(2019, 4, 2));
  }

  @Test
  void aCanteenIsInBreachOnTheNinetyFirstDayAfterItsInspection() {
    ledger
        .school(XINFU_NO_1, QIYI.withCanteen())
        .school(XINFU_NO_2, EAST)
        .mark("canteen-inspections", XINFU_NO_1, XINFU, "2019-01-01");
    Standing last = standing("canteen-inspected", XINFU, "2019-03-31");
    assertThat(last.due()).isEqualTo(1);
    assertThat(last.met()).isEqualTo(1);
    Standing tooLate = standing("canteen-inspected", XINFU, "2019-04-01");
    assertThat(tooLate.outstanding()).isEmpty();
    assertThat(tooLate.breached())
        .containsExactly(
            new School(XINFU_NO_1, "七一路小学", XINFU, LocalDate.of(2019, 1, 1), Map.of()));
  }

  @Test
  void theCountyOwesATenthOfItsStaffASchoolYear() {
    ledger
        .cell("staff-eligible", XINFU, "2010-09-01", 40)
        .cell("transfers-exchange", XINFU, "2018-08-31", 9)
        .cell("transfers-exchange", XINFU, "2018-09-01", 3);
    Standing below = standing("staff-exchange", XINFU, "2019-08-30");
    assertThat(below.from()).isEqualTo("2018-09-01");
    assertThat(below.to()).isEqualTo("2019-08-31");
    assertThat(below.due()).isEqualTo(1);
    assertThat(below.met()).isZero();
    assertThat(below.value().value()).isEqualTo(0.075);
    assertThat(below.over()).isFalse();

    ledger.cell("transfers-exchange", XINFU, "2019-08-31", 1);
    Standing reached = standing("staff-exchange", XINFU, "2019-08-31");
    assertThat(reached.met()).isEqualTo(1);
    assertThat(reached.value().value()).isEqualTo(0.1);
    assertThat(standing("staff-exchange", DINGXIANG, "2019-08-31").value().value()).isNull();
  }

  @Test
  void aPrefectureOwesWhatItsSchoolsAndCountiesOwe() {
    ledger
        .school(XINFU_NO_1, QIYI)
        .school("1409210001", Entry.of("2010-09-01", "定襄中学", DINGXIANG))
        .mark("drills-held", XINFU_NO_1, XINFU, "2019-05-12")
        .cell("staff-eligible", XINFU, "2010-09-01", 40)
        .cell("transfers-exchange", XINFU, "2018-10-10", 4)
        .cell("staff-eligible", DINGXIANG, "2010-09-01", 40);
    Standing drills = standing("monthly-drill", "140900", "2019-05-31");
    assertThat(drills.due()).isEqualTo(2);
    assertThat(drills.breached())
        .extracting(School::name, School::county)
        .containsExactly(tuple("定襄中学", DINGXIANG));
    Standing exchange = standing("staff-exchange", "140900", "2019-08-31");
    assertThat(exchange.due()).isEqualTo(2);
    assertThat(exchange.met()).isEqualTo(1);
    assertThat(exchange.value().value()).isEqualTo(0.05);
    assertThat(exchange.counties())
        .extracting(Duties.OfCounties::county, Duties.OfCounties::met)
        .containsExactly(tuple(XINFU, true), tuple(DINGXIANG, false));
  }

  @Test
  void whatMustNeverHappenIsInBreachAtOnceAndUntilItsPeriodEnds() {
    ledger
        .school(XINFU_NO_1, QIYI)
        .school(XINFU_NO_2, EAST)
        .mark("incidents/major", XINFU_NO_1, XINFU, "2019-05-12");
    assertThat(standing("no-major-incidents", XINFU, "2019-05-11").breached()).isEmpty();
    assertThat(standing("no-major-incidents", XINFU, "2019-05-12").breached())
        .extracting(School::schoolId, School::last)
        .containsExactly(tuple(XINFU_NO_1, LocalDate.of(2019, 5, 12)));
    assertThat(standing("no-major-incidents", XINFU, "2019-12-31").breached()).hasSize(1);
    assertThat(standing("no-major-incidents", XINFU, "2020-01-01").breached()).isEmpty();
  }

  @Test
  void whatMustNotBeOpenIsNamedWithTheDaySinceWhenItIs() {
    ledger.school(XINFU_NO_1, QIYI).school(XINFU_NO_2, EAST);
    slot(XINFU_NO_1, "stairs", reading("2019-05-01", 1, "2019-05-11"));
    slot(
        XINFU_NO_1, "gate", reading("2019-05-02", 1, "2019-05-20"), reading("2019-05-18", 0, null));
    assertThat(standing("hazards-in-time", XINFU, "2019-05-10").breached()).isEmpty();
    Standing overdue = standing("hazards-in-time", XINFU, "2019-05-31");
    assertThat(overdue.due()).isEqualTo(2);
    assertThat(overdue.met()).isEqualTo(1);
    assertThat(overdue.breached()).hasSize(1);
    assertThat(overdue.breached().get(0).last()).isEqualTo("2019-05-11");
    assertThat(overdue.breached().get(0).open().toString())
        .contains("stairs")
        .doesNotContain("gate");
  }

  private void slot(String school, String slot, SlotReading... readings) {
    ledger.put(
        "safety",
        school + "/hazards-overdue/" + slot,
        new SchoolSlot(school, "hazards-overdue", slot, List.of(readings)));
  }

  private static SlotReading reading(String day, long value, String from) {
    return new SlotReading(
        LocalDate.parse(day), value, from == null ? null : LocalDate.parse(from), null);
  }

  @Test
  void aDayInTheFutureIsAnsweredFromWhatIsKnown() {
    ledger.school(XINFU_NO_1, QIYI, Entry.of("2031-09-01", "七一路学校", XINFU));
    assertThat(standing("monthly-drill", XINFU, "2031-10-31").breached())
        .extracting(School::name)
        .containsExactly("七一路学校");
  }

  @Test
  void whatIsOpenAndMustNotBeIsListedWithTheDaySinceWhen() {
    ledger
        .school(XINFU_NO_1, QIYI)
        .slot("hazards-overdue", XINFU_NO_1, "h-1", since(MAY_1, MAY_1.plusDays(9)))
        .slot("hazards-overdue", XINFU_NO_1, "h-2", since(MAY_1, null));
    assertThat(standing("hazards-in-time", XINFU, "2019-05-12").breached())
        .containsExactly(
            new School(
                XINFU_NO_1, "七一路小学", XINFU, MAY_1, Map.of("h-1", MAY_1.plusDays(9), "h-2", MAY_1)));
    ledger.slot("hazards-overdue", XINFU_NO_1, "h-2");
    assertThat(standing("hazards-in-time", XINFU, "2019-05-09").breached()).isEmpty();
  }

  private static SlotReading since(LocalDate said, LocalDate from) {
    return new SlotReading(said, 1L, from, null);
  }

  private Standing standing(String obligation, String place, String asOf) {
    Territory territory = Territory.of(place, COUNTIES, Set.of()).orElseThrow();
    VisibleFigures visible = new VisibleFigures(figures, new SmallCells(figures, COUNTIES), true);
    LocalDate day = LocalDate.parse(asOf);
    return ledger.model().read(all -> duties.of(all, visible, territory, day)).stream()
        .filter(standing -> standing.obligation().name().equals(obligation))
        .findFirst()
        .orElseThrow();
  }
}
