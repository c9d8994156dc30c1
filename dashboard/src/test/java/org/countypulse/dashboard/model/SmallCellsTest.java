package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;

import java.time.LocalDate;
import java.util.Set;
import org.countypulse.dashboard.model.TestLedger.Entry;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Counties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallCellsTest {

  private static final Counties COUNTIES = Counties.chinese();
  private static final LocalDate YEARS_END = LocalDate.parse("2019-12-31");
  private static final String DAY = "2019-05-12";
  private static final String YUANPING = "140981";
  private static final String XINZHOU = "140900";

  private final Figures figures = new Figures(COUNTIES);
  private final SmallCells smallCells = new SmallCells(figures, COUNTIES);
  private final TestLedger ledger =
      new TestLedger()
          .school("1409020001", Entry.of("2010-09-01", "a", XINFU))
          .school("1409210001", Entry.of("2010-09-01", "b", DINGXIANG))
          .school("1409810001", Entry.of("2010-09-01", "c", YUANPING));

  private boolean hides(String measure, String place) {
    Measure of = Views.measure(measure).orElseThrow();
    Territory territory = Territory.of(place, COUNTIES, Set.of()).orElseThrow();
    return ledger
        .model()
        .read(all -> smallCells.hide(all, of, Window.Calendar.YEAR, YEARS_END, territory));
  }

  private SmallCellsTest aid(String county, String category, int persons, int yuan) {
    String part = category.isEmpty() ? "" : "/" + category;
    ledger.cell("aid-persons" + part, county, DAY, persons);
    ledger.cell("aid-amount" + part, county, DAY, yuan * 100L);
    return this;
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "4, true", "5, false", "-3, true", "900, false"})
  void oneToFourPersonsAreHiddenAndNobodyIsNot(int persons, boolean hidden) {
    ledger.cell("enrollment-net", XINFU, DAY, persons);
    assertThat(hides("enrollment-net", XINFU)).isEqualTo(hidden);
  }

  @Test
  void whatIsNotAboutPersonsIsShown() {
    ledger.cell("drills-held", XINFU, DAY, 2).cell("schools-open", XINFU, DAY, 1);
    assertThat(hides("drills-held", XINFU)).isFalse();
    assertThat(hides("schools-open", XINFU)).isFalse();
  }

  @Test
  void aRatioOfFewPersonsIsHidden() {
    ledger.cell("transfers-exchange", XINFU, DAY, 3).cell("staff-eligible", XINFU, DAY, 80);
    assertThat(hides("exchange-ratio", XINFU)).isTrue();
    assertThat(hides("staff-eligible", XINFU)).isFalse();
  }

  @Test
  void moneyPaidToFewIsHiddenWithThem() {
    aid(XINFU, "", 703, 700_000).aid(XINFU, "preschool-aid", 3, 3_000);
    aid(XINFU, "boarding-subsidy", 700, 697_000);
    assertThat(hides("aid-amount/preschool-aid", XINFU)).isTrue();
    assertThat(hides("aid-amount", XINFU)).isFalse();
  }

  @Test
  void theOnlySmallPartIsNotToldByTheOthers() {
    aid(XINFU, "", 1_003, 1).aid(XINFU, "preschool-aid", 3, 1);
    aid(XINFU, "poverty-account", 400, 1).aid(XINFU, "boarding-subsidy", 600, 1);
    assertThat(hides("aid-persons/preschool-aid", XINFU)).isTrue();
    assertThat(hides("aid-persons/poverty-account", XINFU)).as("the next smallest").isTrue();
    assertThat(hides("aid-persons/boarding-subsidy", XINFU)).isFalse();
    assertThat(hides("aid-persons", XINFU)).isFalse();
  }

  @Test
  void twoSmallPartsHideEachOther() {
    aid(XINFU, "", 606, 1).aid(XINFU, "preschool-aid", 3, 1);
    aid(XINFU, "poverty-account", 3, 1).aid(XINFU, "boarding-subsidy", 600, 1);
    assertThat(hides("aid-persons/boarding-subsidy", XINFU)).isFalse();
  }

  @Test
  void theOnlySmallCountyIsNotToldByItsPrefecture() {
    ledger
        .cell("enrollment-entries", XINFU, DAY, 2)
        .cell("enrollment-entries", DINGXIANG, DAY, 300)
        .cell("enrollment-entries", YUANPING, DAY, 200);
    assertThat(hides("enrollment-entries", XINFU)).isTrue();
    assertThat(hides("enrollment-entries", YUANPING)).as("the next smallest").isTrue();
    assertThat(hides("enrollment-entries", DINGXIANG)).isFalse();
    assertThat(hides("enrollment-entries", XINZHOU)).isFalse();
  }

  @Test
  void noPartIsToldByPlacesAndPartsTogether() {
    aid(XINFU, "", 13, 1).aid(XINFU, "preschool-aid", 3, 1).aid(XINFU, "poverty-account", 10, 1);
    aid(DINGXIANG, "", 50, 1).aid(DINGXIANG, "preschool-aid", 20, 1);
    aid(DINGXIANG, "poverty-account", 30, 1);
    for (String part : new String[] {"aid-persons/preschool-aid", "aid-persons/poverty-account"}) {
      assertThat(hides(part, XINFU)).as(part).isTrue();
      assertThat(hides(part, DINGXIANG)).as(part).isTrue();
    }
    assertThat(hides("aid-persons", DINGXIANG)).isFalse();
  }

  @Test
  void aPrefectureThatIsHiddenIsNotToldByItsCounties() {
    ledger
        .school("1407020001", Entry.of("2010-09-01", "d", "140702"))
        .cell("enrollment-entries", XINFU, DAY, 3)
        .cell("enrollment-entries", "140702", DAY, 20);
    assertThat(hides("enrollment-entries", XINZHOU)).as("it has 3").isTrue();
    assertThat(hides("enrollment-entries", "140700")).as("the other one").isTrue();
    assertThat(hides("enrollment-entries", "140702")).as("its only county").isTrue();
    assertThat(hides("enrollment-entries", "140000")).isFalse();
  }

  @Test
  void twoHiddenPartsWhoseSumIsTwoAreNotTold() {
    aid(XINFU, "", 102, 1).aid(XINFU, "preschool-aid", 1, 1).aid(XINFU, "poverty-account", 1, 1);
    aid(XINFU, "boarding-subsidy", 100, 1);
    assertThat(hides("aid-persons/boarding-subsidy", XINFU)).isTrue();
  }

  @Test
  void netEnrollmentDoesNotTellTheOnlyFewWhoLeft() {
    ledger
        .cell("enrollment-entries", XINFU, DAY, 300)
        .cell("enrollment-withdrawn", XINFU, DAY, 2)
        .cell("enrollment-graduated", XINFU, DAY, 40)
        .cell("enrollment-net", XINFU, DAY, 258);
    assertThat(hides("enrollment-withdrawn", XINFU)).isTrue();
    assertThat(hides("enrollment-graduated", XINFU)).isTrue();
    assertThat(hides("enrollment-net", XINFU)).isFalse();
  }

  @Test
  void theFewWhoLeftAreNotToldByNetEnrollmentAndAllWhoEntered() {
    ledger
        .cell("enrollment-entries", XINFU, DAY, 10)
        .cell("enrollment-transfers-in", XINFU, DAY, 12)
        .cell("enrollment-transfers-out", XINFU, DAY, 3)
        .cell("enrollment-entered", XINFU, DAY, 22)
        .cell("enrollment-net", XINFU, DAY, 19);
    assertThat(hides("enrollment-transfers-out", XINFU)).isTrue();
    boolean net = hides("enrollment-net", XINFU);
    boolean entered = hides("enrollment-entered", XINFU);
    boolean oneOfItsParts =
        hides("enrollment-entries", XINFU) || hides("enrollment-transfers-in", XINFU);
    assertThat(net || entered).as("3 = all who entered - net").isTrue();
    assertThat(net || oneOfItsParts).as("3 = entries + transfers in - net").isTrue();
  }
}
