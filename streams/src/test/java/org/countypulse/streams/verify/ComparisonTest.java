package org.countypulse.streams.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.schemas.ledger.VerificationOutcome.DIFFERENT;
import static org.countypulse.schemas.ledger.VerificationOutcome.EQUAL;
import static org.countypulse.schemas.ledger.VerificationOutcome.UNDECIDED;
import static org.countypulse.streams.verify.Side.AGAINST;
import static org.countypulse.streams.verify.Side.TESTED;

import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.streams.verify.Comparison.Reading;
import org.countypulse.streams.verify.Comparison.Terms;
import org.junit.jupiter.api.Test;

/** Two ledgers, told row by row. */
class ComparisonTest {

  private static final String XINFU = "140902";
  private static final String DINGXIANG = "140921";
  private static final String XINFU_NO_1 = "1409020001";
  private static final String DINGXIANG_NO_2 = "1409210002";
  private static final String DRILLS = "drills-held";
  private static final LocalDate MAY_12 = LocalDate.parse("2019-05-12");
  private static final Set<Side> BOTH = EnumSet.allOf(Side.class);
  private static final Reading ALL_DONE = new Reading(BOTH, BOTH);

  private Comparison comparison = new Comparison(new Terms(null, true, Set.of()));

  @Test
  void ledgersOfTheSameRecordsAndCellsAreEqual() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    readThreeTimes();

    Findings findings = comparison.findings(false);
    assertThat(comparison.isOver()).isTrue();
    assertThat(findings.outcome()).isEqualTo(EQUAL);
    assertThat(findings.tested()).isEqualTo(findings.against()).isNotEqualTo(LedgerDigest.EMPTY);
    assertThat(findings.schools()).isEqualTo(2);
    assertThat(findings.counties()).isEqualTo(2);
    assertThat(findings.cells()).isEqualTo(2);
    assertThat(findings.records()).isEqualTo(9);
  }

  @Test
  void oneWrongCellAmongAMillionIsNamedWithTheVersionThatIsWrong() {
    long start = System.nanoTime();
    for (Side side : Side.values()) {
      for (int county = 0; county < 100; county++) {
        LedgerDigest ofCounty = LedgerDigest.EMPTY;
        for (int day = 0; day < 2_000; day++) {
          for (int measure = 0; measure < 5; measure++) {
            LocalDate date = LocalDate.ofEpochDay(17_000 + day);
            ofCounty = ofCounty.add("" + county, date, "m" + measure, day);
            boolean planted = side == TESTED && county == 42 && day == 700 && measure == 3;
            comparison.cell(side, "" + county, date, "m" + measure, planted ? 701 : day);
          }
        }
        comparison.taken(side, "s" + county, Map.of("x", 5L), Map.of("" + county, ofCounty));
      }
    }
    readThreeTimes();

    Findings findings = comparison.findings(false);
    assertThat(findings.outcome()).isEqualTo(DIFFERENT);
    assertThat(findings.cells()).isGreaterThan(999_000);
    assertThat(findings.differences().cells())
        .containsExactly(
            new Difference.OfCell("42", LocalDate.ofEpochDay(17_700), "m3", 701, 700, TESTED));
    assertThat(findings.differences().byMeasure()).isEqualTo(Map.of("m3", 1L));
    assertThat(findings.differences().byCounty()).isEqualTo(Map.of("42", 1L));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void keysThatAreNoSchoolsMayLookAlikeAndAreLeftOut() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    comparison.taken(TESTED, "{_schema_:{_type_:_string_", Map.of("safety-drill", 3L), Map.of());
    comparison.taken(AGAINST, "{_schema_:{_type_:_string_", Map.of("safety-drill", 8L), Map.of());
    readThreeTimes();
    assertThat(comparison.findings(false).outcome()).isEqualTo(EQUAL);
  }

  @Test
  void aCellThatIsMissingIsNamedToo() {
    twoCountiesOn(TESTED);
    school(AGAINST, XINFU_NO_1, XINFU, 5, 5);
    school(AGAINST, DINGXIANG_NO_2, DINGXIANG, 4, 4);
    comparison.cell(AGAINST, DINGXIANG, MAY_12, DRILLS, 4);
    readThreeTimes();
    assertThat(comparison.findings(false).differences().cells())
        .containsExactly(new Difference.OfCell(XINFU, MAY_12, DRILLS, 5, 0, AGAINST));
  }

  @Test
  void zeroIsAsGoodAsNoCell() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    comparison.cell(TESTED, XINFU, MAY_12, "drill-participants", 7);
    comparison.cell(TESTED, XINFU, MAY_12, "drill-participants", 0);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 0);
    LocalDate other = MAY_12.plusDays(1);
    comparison.cell(AGAINST, XINFU, other, DRILLS, 1);
    readThreeTimes();
    assertThat(comparison.findings(false).differences().cells())
        .containsExactlyInAnyOrder(
            new Difference.OfCell(XINFU, MAY_12, DRILLS, 0, 5, TESTED),
            new Difference.OfCell(XINFU, other, DRILLS, 0, 1, TESTED));
  }

  @Test
  void aSchoolThatPostedDifferentlyFromTheSameRecordsIsNamed() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    school(TESTED, XINFU_NO_1, XINFU, 5, 6);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 6);
    readThreeTimes();

    Findings findings = comparison.findings(false);
    assertThat(findings.outcome()).isEqualTo(DIFFERENT);
    assertThat(findings.differences().rows())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.kind()).isEqualTo(Difference.Kind.POSTINGS);
              assertThat(row.school()).isEqualTo(XINFU_NO_1);
            });
    assertThat(findings.differences().cells())
        .containsExactly(new Difference.OfCell(XINFU, MAY_12, DRILLS, 6, 5, null));
  }

  @Test
  void aChangedDefinitionIsToldByItsCellsAlone() {
    comparison = new Comparison(new Terms(null, false, Set.of()));
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    school(TESTED, XINFU_NO_1, XINFU, 5, 6);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 6);
    readThreeTimes();
    assertThat(comparison.findings(false).differences().byMeasure()).isEqualTo(Map.of(DRILLS, 1L));
  }

  @Test
  void recordsOfATypeThatOnlyOneOfThemReadsAreNoReasonToWait() {
    comparison = new Comparison(new Terms(Set.of("safety-drill"), false, Set.of()));
    for (Side side : Side.values()) {
      comparison.cell(side, XINFU, MAY_12, DRILLS, 5);
      Map<String, Long> seen =
          side == TESTED
              ? Map.of("safety-drill", 5L, "target-set", 2L)
              : Map.of("safety-drill", 5L);
      comparison.taken(side, XINFU_NO_1, seen, Map.of(XINFU, digest(XINFU, 5)));
    }
    readThreeTimes();
    assertThat(comparison.findings(false).outcome()).isEqualTo(EQUAL);
  }

  @Test
  void whileOneHasTakenMoreTheyAreNotCompared() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    school(AGAINST, XINFU_NO_1, XINFU, 6, 6);
    comparison.cell(AGAINST, XINFU, MAY_12, DRILLS, 6);
    Reading testedLags = new Reading(BOTH, EnumSet.of(AGAINST));
    for (int i = 0; i < 4; i++) {
      comparison.read(testedLags);
    }
    assertThat(comparison.isOver()).isFalse();
    Findings early = comparison.findings(false);
    assertThat(early.outcome()).isEqualTo(UNDECIDED);
    assertThat(early.undecided()).anySatisfy(text -> assertThat(text).contains(XINFU_NO_1));
    assertThat(early.counties()).isEqualTo(1);

    school(TESTED, XINFU_NO_1, XINFU, 6, 6);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 6);
    readThreeTimes();
    assertThat(comparison.isOver()).isTrue();
    assertThat(comparison.findings(false).outcome()).isEqualTo(EQUAL);
  }

  @Test
  void aCountyUnderAHotStreamStaysUndecided() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    for (int drills = 6; drills < 30; drills++) {
      school(TESTED, XINFU_NO_1, XINFU, drills, drills);
      comparison.cell(TESTED, XINFU, MAY_12, DRILLS, drills);
      comparison.read(ALL_DONE);
    }
    assertThat(comparison.isOver()).isFalse();
    Findings findings = comparison.findings(false);
    assertThat(findings.outcome()).isEqualTo(UNDECIDED);
    assertThat(findings.undecided())
        .anySatisfy(text -> assertThat(text).contains("1 county", XINFU));
  }

  @Test
  void aSchoolThatReportsAllTheTimeIsComparedAsItOnceWas() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    school(TESTED, XINFU_NO_1, XINFU, 9, 9);
    comparison.read(ALL_DONE);
    for (int drills = 6; drills < 40; drills++) {
      // The tested one is ahead and commits each event, the other one every third; both tally late.
      school(TESTED, XINFU_NO_1, XINFU, drills + 4, drills + 4);
      comparison.cell(TESTED, XINFU, MAY_12, DRILLS, drills + 3);
      if (drills % 3 == 0) {
        school(AGAINST, XINFU_NO_1, XINFU, drills, drills);
        comparison.cell(AGAINST, XINFU, MAY_12, DRILLS, drills - 3);
      }
      comparison.read(ALL_DONE);
    }
    assertThat(comparison.isOver()).isTrue();
    Findings findings = comparison.findings(false);
    assertThat(findings.outcome()).isEqualTo(EQUAL);
    assertThat(findings.tested()).as("as they were compared").isEqualTo(findings.against());
    assertThat(findings.counties()).isEqualTo(2);
    assertThat(findings.schools()).isEqualTo(2);
  }

  @Test
  void aWrongCellIsNotPassedOverBecauseItsCountyNeverRests() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    comparison.cell(TESTED, XINFU, MAY_12, "drill-participants", 1);
    comparison.read(ALL_DONE);
    for (int drills = 6; drills < 40; drills++) {
      for (Side side : Side.values()) {
        school(side, XINFU_NO_1, XINFU, drills, drills);
        comparison.cell(side, XINFU, MAY_12, DRILLS, drills);
      }
      comparison.read(ALL_DONE);
    }
    assertThat(comparison.findings(false).outcome()).isEqualTo(UNDECIDED);
    readThreeTimes();
    assertThat(comparison.findings(false).outcome()).isEqualTo(DIFFERENT);
  }

  @Test
  void cellsThatAreJustNotTalliedYetAreNoDifference() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    school(TESTED, XINFU_NO_1, XINFU, 6, 6);
    school(AGAINST, XINFU_NO_1, XINFU, 6, 6);
    comparison.cell(AGAINST, XINFU, MAY_12, DRILLS, 6);
    Reading testedIsLate = new Reading(EnumSet.of(AGAINST), BOTH);
    for (int i = 0; i < 5; i++) {
      comparison.read(testedIsLate);
    }
    assertThat(comparison.findings(false).outcome()).isEqualTo(UNDECIDED);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 6);
    readThreeTimes();
    assertThat(comparison.findings(false).outcome()).isEqualTo(EQUAL);
  }

  @Test
  void whatAStoppedVersionHasNotTakenCanOnlyBeAccepted() {
    comparison = new Comparison(new Terms(null, true, Set.of(AGAINST)));
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    school(TESTED, XINFU_NO_1, XINFU, 6, 6);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 6);
    for (int i = 0; i < 3; i++) {
      comparison.read(new Reading(BOTH, EnumSet.of(TESTED)));
    }

    assertThat(comparison.isOver()).as("waiting would change nothing").isTrue();
    Findings strict = comparison.findings(false);
    assertThat(strict.outcome()).isEqualTo(UNDECIDED);
    assertThat(strict.undecided()).hasSize(2).first().asString().contains(XINFU_NO_1);
    Findings lenient = comparison.findings(true);
    assertThat(lenient.outcome()).isEqualTo(EQUAL);
    assertThat(lenient.behind()).isEqualTo(1);
    assertThat(lenient.counties()).isEqualTo(1);
  }

  @Test
  void afterOlderRulesThatLeftNothingToCompareOneGoesOnButNothingIsProven() {
    comparison = new Comparison(new Terms(null, false, Set.of(AGAINST)));
    school(TESTED, XINFU_NO_1, XINFU, 6, 6);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 6);
    for (int i = 0; i < 3; i++) {
      comparison.read(new Reading(BOTH, EnumSet.of(TESTED)));
    }
    assertThat(comparison.findings(false).undecided()).isNotEmpty();
    Findings accepted = comparison.findings(true);
    assertThat(accepted.undecided()).isEmpty();
    assertThat(accepted.outcome()).isEqualTo(UNDECIDED);
    assertThat(accepted.behind()).isEqualTo(1);
  }

  @Test
  void whereNothingCouldBeComparedNothingIsProven() {
    comparison = new Comparison(new Terms(null, true, Set.of(AGAINST)));
    school(TESTED, XINFU_NO_1, XINFU, 6, 6);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 6);
    for (int i = 0; i < 3; i++) {
      comparison.read(new Reading(BOTH, EnumSet.of(TESTED)));
    }
    assertThat(comparison.isOver()).isTrue();
    assertThat(comparison.findings(true).outcome()).isEqualTo(UNDECIDED);
  }

  @Test
  void recordsThatWereLostAreADifference() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    school(TESTED, XINFU_NO_1, XINFU, 4, 4);
    comparison.cell(TESTED, XINFU, MAY_12, DRILLS, 4);
    readThreeTimes();
    assertThat(comparison.isOver()).isTrue();
    Findings findings = comparison.findings(true);
    assertThat(findings.outcome()).isEqualTo(DIFFERENT);
    assertThat(findings.differences().rows())
        .containsExactly(
            new Difference.OfRow(
                Difference.Kind.RECORDS,
                XINFU_NO_1,
                "",
                XINFU_NO_1,
                "safety-drill 4",
                "safety-drill 5"));
  }

  @Test
  void daysAndSlotsThatDifferAreNamed() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    comparison.days(TESTED, XINFU_NO_1, new School.Days(DRILLS, month(), XINFU, 0b101));
    comparison.days(AGAINST, XINFU_NO_1, new School.Days(DRILLS, month(), XINFU, 0b1101));
    comparison.days(AGAINST, XINFU_NO_1, new School.Days(DRILLS, month(), DINGXIANG, 0));
    comparison.row(
        AGAINST,
        XINFU_NO_1,
        XINFU_NO_1 + "/hazards-open/roof",
        new School.Row(Difference.Kind.SLOTS, "hazards-open", "[2]"));
    readThreeTimes();
    assertThat(comparison.findings(false).differences().rows())
        .containsExactly(
            new Difference.OfRow(
                Difference.Kind.DAYS,
                XINFU_NO_1,
                DRILLS,
                "1409020001/drills-held/2019-05/140902",
                "1 3",
                "1 3 4"),
            new Difference.OfRow(
                Difference.Kind.SLOTS,
                XINFU_NO_1,
                "hazards-open",
                "1409020001/hazards-open/roof",
                "",
                "[2]"));
    assertThat(comparison.findings(false).outcome()).isEqualTo(DIFFERENT);
  }

  @Test
  void rowsThatCameALittleLateAreNoDifference() {
    twoCountiesOn(TESTED);
    twoCountiesOn(AGAINST);
    comparison.days(TESTED, XINFU_NO_1, new School.Days(DRILLS, month(), XINFU, 1));
    comparison.read(ALL_DONE);
    comparison.read(ALL_DONE);
    comparison.days(AGAINST, XINFU_NO_1, new School.Days(DRILLS, month(), XINFU, 1));
    readThreeTimes();
    assertThat(comparison.findings(false).outcome()).isEqualTo(EQUAL);
  }

  @Test
  void aSchoolThatMovedIsComparedInBothCounties() {
    for (Side side : Side.values()) {
      comparison.cell(side, XINFU, MAY_12, DRILLS, 0);
      comparison.cell(side, DINGXIANG, MAY_12, DRILLS, 5);
      comparison.taken(
          side, XINFU_NO_1, Map.of("safety-drill", 5L), Map.of(XINFU, digest(XINFU, 5)));
      comparison.taken(
          side, XINFU_NO_1, Map.of("safety-drill", 5L), Map.of(DINGXIANG, digest(DINGXIANG, 5)));
    }
    readThreeTimes();
    assertThat(comparison.findings(false).outcome()).isEqualTo(EQUAL);
    assertThat(comparison.findings(false).counties()).isEqualTo(2);
  }

  private void twoCountiesOn(Side side) {
    comparison.cell(side, XINFU, MAY_12, DRILLS, 5);
    comparison.cell(side, DINGXIANG, MAY_12, DRILLS, 4);
    school(side, XINFU_NO_1, XINFU, 5, 5);
    school(side, DINGXIANG_NO_2, DINGXIANG, 4, 4);
  }

  private void school(Side side, String school, String county, long taken, long drills) {
    comparison.taken(
        side, school, Map.of("safety-drill", taken), Map.of(county, digest(county, drills)));
  }

  private static LedgerDigest digest(String county, long drills) {
    return LedgerDigest.EMPTY.add(county, MAY_12, DRILLS, drills);
  }

  private static LocalDate month() {
    return MAY_12.withDayOfMonth(1);
  }

  /** So often that whatever is at rest is decided. */
  private void readThreeTimes() {
    for (int i = 0; i < 3; i++) {
      comparison.read(ALL_DONE);
    }
  }
}
