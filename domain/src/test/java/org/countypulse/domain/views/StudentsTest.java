package org.countypulse.domain.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.domain.testing.Cast.DINGXIANG;
import static org.countypulse.domain.testing.Cast.XINFU;
import static org.countypulse.domain.testing.Cast.XINFU_NO_1;
import static org.countypulse.domain.testing.Cast.XINFU_NO_2;

import java.math.BigDecimal;
import org.countypulse.domain.testing.Cast;
import org.countypulse.domain.testing.Cast.Draft;
import org.countypulse.domain.testing.Ledger;
import org.countypulse.domain.testing.Story;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.AidCategory;
import org.countypulse.schemas.event.ClassSizeReportedData;
import org.countypulse.schemas.event.NutritionProgramme;
import org.countypulse.schemas.event.NutritionServedData;
import org.countypulse.schemas.event.StudentAidGrantedData;
import org.junit.jupiter.api.Test;

class StudentsTest {

  private final Cast cast = new Cast();
  private final Story story =
      Story.of(Students.VIEW).given(cast.registered(XINFU_NO_1, "2018-09-01", XINFU));

  private Draft aid(String day, AidCategory category, int persons, String yuan, String student) {
    return cast.event(
        EventTypes.STUDENT_AID_GRANTED,
        XINFU_NO_1,
        day,
        new StudentAidGrantedData(category, persons, new BigDecimal(yuan), student));
  }

  private Draft classOf(String day, String ref, int headcount) {
    return cast.event(
        EventTypes.CLASS_SIZE_REPORTED, XINFU_NO_1, day, new ClassSizeReportedData(ref, headcount));
  }

  @Test
  void aidCountsInTheWholeAndInItsPartToTheFen() {
    story
        .given(
            aid("2019-03-01", AidCategory.PRESCHOOL_AID, 3, "3000.05", null),
            aid("2019-03-01", AidCategory.GRANT_SENIOR, 2, "4000.10", null))
        .then(
            XINFU,
            "2019-03-01",
            "aid-persons",
            5,
            "aid-persons/preschool-aid",
            3,
            "aid-persons/grant-senior",
            2,
            "aid-amount",
            700015,
            "aid-amount/preschool-aid",
            300005,
            "aid-amount/grant-senior",
            400010);
  }

  @Test
  void aStudentWithSeveralGrantsCountsOnceAPeriod() {
    Draft march = aid("2019-03-05", AidCategory.GRANT_SENIOR, 1, "100.00", "s-1");
    Draft april = aid("2019-04-02", AidCategory.GRANT_SENIOR, 1, "100.00", "s-1");
    Draft january = aid("2019-01-31", AidCategory.GRANT_SENIOR, 1, "100.00", "s-1");
    story.given(march, april);
    assertThat(firsts("2019-03-05")).isEqualTo("all month quarter semester school-year year");
    assertThat(firsts("2019-04-02")).isEqualTo("month quarter");

    story.when(january);
    assertThat(firsts("2019-01-31")).isEqualTo("all month quarter semester school-year year");
    assertThat(firsts("2019-03-05")).isEqualTo("month semester");

    story.when(cast.voidOf(january));
    assertThat(firsts("2019-01-31")).isEmpty();
    assertThat(firsts("2019-03-05")).isEqualTo("all month quarter semester school-year year");
  }

  /** Two schools can't know of each other, so that a student of both is two: as documented. */
  @Test
  void aStudentAidedByTwoSchoolsCountsOnceASchool() {
    Draft twice = aid("2019-03-05", AidCategory.GRANT_SENIOR, 1, "100.00", "s-1");
    Draft again = aid("2019-03-20", AidCategory.TUITION_WAIVER_SENIOR, 1, "50.00", "s-1");
    Draft thatDay = aid("2019-03-05", AidCategory.GRANT_SENIOR, 1, "20.00", "s-1");
    Draft elsewhere =
        cast.event(
            EventTypes.STUDENT_AID_GRANTED,
            XINFU_NO_2,
            "2019-03-20",
            new StudentAidGrantedData(
                AidCategory.GRANT_SENIOR, 1, new BigDecimal("100.00"), "s-1"));
    String inMarch = "aid-students/first-of-month";
    story
        .given(cast.registered(XINFU_NO_2, "2018-09-01", XINFU), twice, thatDay, again, elsewhere)
        .thenSum(inMarch, XINFU, "2019-03-05", 1)
        .thenSum(inMarch, XINFU, "2019-03-20", 1)
        .when(cast.voidOf(twice))
        .thenSum(inMarch, XINFU, "2019-03-05", 1)
        .when(cast.voidOf(thatDay))
        .thenSum(inMarch, XINFU, "2019-03-05", 0)
        .thenSum(inMarch, XINFU, "2019-03-20", 2)
        .when(cast.voidOf(elsewhere))
        .thenSum(inMarch, XINFU, "2019-03-20", 1);
  }

  @Test
  void aCorrectedOrWithdrawnClassSizeLeavesTheOneBeforeInPlace() {
    Draft wrong = classOf("2019-10-01", "1-1", 66);
    Draft right = classOf("2019-10-08", "1-1", 54).correcting(wrong);
    story
        .given(classOf("2019-09-01", "1-1", 56), wrong)
        .thenGauge("classes-over-65", XINFU, "2019-10-01", 1)
        .when(right)
        .thenGauge("classes-over-65", XINFU, "2019-10-01", 0)
        .thenGauge("classes-over-55", XINFU, "2019-10-07", 1)
        .thenGauge("classes-over-55", XINFU, "2019-10-08", 0)
        .when(cast.voidOf(right))
        .thenGauge("classes-over-55", XINFU, "2019-10-08", 1)
        .thenGauge("classes", XINFU, "2019-10-08", 1);
  }

  /** In which periods a day's event is a student's first one. */
  private String firsts(String day) {
    StringBuilder firsts = new StringBuilder();
    for (String of : new String[] {"all", "month", "quarter", "semester", "school-year", "year"}) {
      String measure = "aid-students/first-of-" + of;
      if (story.ledger().at(XINFU, java.time.LocalDate.parse(day), measure) == 1) {
        firsts.append(firsts.isEmpty() ? "" : " ").append(of);
      }
    }
    return firsts.toString();
  }

  @Test
  void eachClassHasASizeOfItsOwnUntilItChanges() {
    story
        .given(
            classOf("2019-09-01", "1-1", 56),
            classOf("2019-09-01", "1-2", 66),
            classOf("2019-10-01", "1-1", 54))
        .thenGauge("classes", XINFU, "2019-10-01", 2)
        .thenGauge("classes-over-55", XINFU, "2019-09-30", 2)
        .thenGauge("classes-over-65", XINFU, "2019-09-30", 1)
        .thenGauge("classes-over-55", XINFU, "2019-10-01", 1)
        .when(classOf("2019-11-01", "1-2", 0))
        .thenGauge("classes", XINFU, "2019-11-01", 1)
        .thenGauge("classes-over-65", XINFU, "2019-11-01", 0);
    assertThat(story.ledger().slots())
        .containsEntry(
            new Ledger.Slot(XINFU_NO_1, "classes-over-55", "1-1"), "2019-09-01=1 2019-10-01=0")
        .containsEntry(
            new Ledger.Slot(XINFU_NO_1, "classes-over-65", "1-2"), "2019-09-01=1 2019-11-01=0");
  }

  @Test
  void classesFollowTheirSchoolToAnotherCounty() {
    story
        .given(
            classOf("2019-09-01", "1-1", 60), cast.registered(XINFU_NO_1, "2019-10-01", DINGXIANG))
        .thenGauge("classes-over-55", XINFU, "2019-10-01", 0)
        .thenGauge("classes-over-55", DINGXIANG, "2019-10-01", 1);
  }

  @Test
  void milkAndMealsAreCoveredSideBySide() {
    story
        .given(
            nutrition("2019-03-01", NutritionProgramme.MILK, 500, "1000.00"),
            nutrition("2019-03-01", NutritionProgramme.MEAL, 300, "4000.00"),
            nutrition("2019-04-01", NutritionProgramme.MILK, 480, "990.00"))
        .thenGauge("nutrition-students", XINFU, "2019-03-31", 800)
        .thenGauge("nutrition-students", XINFU, "2019-04-01", 780)
        .thenDays(XINFU_NO_1, "nutrition-reports", "2019-03", XINFU, 1);
  }

  private Draft nutrition(String day, NutritionProgramme programme, int students, String yuan) {
    return cast.event(
        EventTypes.NUTRITION_SERVED,
        XINFU_NO_1,
        day,
        new NutritionServedData(programme, students, new BigDecimal(yuan)));
  }
}
