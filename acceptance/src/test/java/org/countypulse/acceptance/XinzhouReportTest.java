package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.acceptance.ReportsPlatform.Reports;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Xinzhou's report of 2019 prints beside its students' aid. */
@ExtendWith(ReportsPlatform.class)
@Order(ReportsPlatform.FIRST)
class XinzhouReportTest {

  private static final String XINZHOU = "140900";
  private static final String PIANGUAN = "140932";
  private static final String XINFU = "140902";
  private static final String CERTIFIED = "kindergartens-certified/inclusive";

  private final Reports reports;

  XinzhouReportTest(Reports reports) {
    this.reports = reports;
  }

  /** So many schools, county by county, in the order of the counties. */
  private List<ToldSchool> schools(int count, String stage, int eligibleStaff) {
    List<ToldSchool> schools = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      schools.add(ToldSchool.in(AidYear.COUNTIES.get(i % AidYear.COUNTIES.size())));
    }
    reports.send(
        schools.stream()
            .map(school -> school.registered("2018-09-01", stage, "TOWNSHIP", eligibleStaff))
            .toList());
    return schools;
  }

  private void then(String measure, String value) {
    reports.thenInYear(2019, "prefecture", XINZHOU, measure, value);
  }

  @Test
  void drills10240() {
    List<ToldSchool> schools = schools(70, "PRIMARY", 0);
    List<ObjectNode> drills = new ArrayList<>();
    for (int i = 0; i < 10_240; i++) {
      String day = LocalDate.ofYearDay(2019, 1 + i * 365 / 10_240).toString();
      drills.add(schools.get(i % schools.size()).drill(day, 10 + i % 7));
    }
    reports.send(Muddle.of(drills));

    then("drills-held", "10240");
    then("schools-drilled", "70");
    reports.eventually(
        () ->
            assertThat(
                    List.of("2019-03-31", "2019-06-30", "2019-09-30", "2019-12-31").stream()
                        .mapToInt(this::drillsOfQuarter)
                        .sum())
                .isEqualTo(10_240));
  }

  private int drillsOfQuarter(String end) {
    return Integer.parseInt(
        reports.figures("drills-held", "prefecture", "quarter", end).get(XINZHOU));
  }

  /** Each school reports in spring and in autumn; autumn's students are those of the report. */
  @Test
  void nutritionFor92872StudentsOf691SchoolsAt72Million440Thousand() {
    List<ToldSchool> schools = schools(691, "NINE_YEAR", 0);
    List<ObjectNode> reported = new ArrayList<>();
    for (int i = 0; i < schools.size(); i++) {
      int students = 92_872 / 691 + (i < 92_872 % 691 ? 1 : 0);
      String last = i == 0 ? "44836.53" : "44833.40";
      reported.add(nutrition(schools.get(i), "2019-03-04", students + 11, "60000.17"));
      reported.add(nutrition(schools.get(i), "2019-09-02", students, last));
    }
    reports.send(Muddle.of(reported));

    then("nutrition-schools", "691");
    then("nutrition-students", "92872");
    then("nutrition-amount", "72440000");
    reports.then(
        "prefecture",
        XINZHOU,
        "nutrition-students",
        "year",
        "2019-08-31",
        "" + (92_872 + 691 * 11));
  }

  private static ObjectNode nutrition(ToldSchool school, String day, int students, String yuan) {
    return school.event(
        "nutrition-served",
        day,
        "{\"programme\":\"MEAL\",\"students\":%d,\"amount\":%s}".formatted(students, yuan));
  }

  /** The target of a tenth is met by the prefecture and missed by the county with the fewest. */
  @Test
  void exchangedWere1374TeachersAnd39PrincipalsMoreThanATenthOfTheEligible() {
    List<ToldSchool> schools = schools(14, "PRIMARY", 1_000);
    List<ObjectNode> moves = new ArrayList<>();
    for (ToldSchool school : schools) {
      boolean few = school.county().equals(PIANGUAN);
      for (int i = 0; i < (few ? 48 : 105); i++) {
        moves.add(exchange(school, !few && i < 3 ? "PRINCIPAL" : "TEACHER", i));
      }
    }
    reports.send(Muddle.of(moves));

    then("transfers-exchange/teacher", "1374");
    then("transfers-exchange/principal", "39");
    then("transfers-exchange", "1413");
    reports.eventually(
        () ->
            assertThat(Double.parseDouble(exchangeRatio()))
                .isCloseTo(1_413 / 14_000.0, within(1e-9))
                .isGreaterThan(0.1));
    thenOwed(XINFU, 1, 0.105);
    thenOwed(PIANGUAN, 0, 0.048);
  }

  private static ObjectNode exchange(ToldSchool school, String role, int number) {
    return school.event(
        "teacher-transfer",
        "2019-09-0" + (1 + number % 9),
        """
        {"teacherRef":"t-%d","role":"%s","fromSchoolId":"%s","fromCountyCode":"%s",
         "fromSetting":"TOWNSHIP","toSchoolId":"%s9","toCountyCode":"%s","toSetting":"TOWNSHIP",
         "kind":"EXCHANGE","termMonths":12}"""
            .formatted(number, role, school.id(), school.county(), school.id(), school.county()));
  }

  private String exchangeRatio() {
    return reports
        .figures("exchange-ratio", "prefecture", "school-year", "2019-12-31")
        .get(XINZHOU);
  }

  private void thenOwed(String county, int met, double value) {
    reports.eventually(
        () -> {
          JsonNode owed = reports.obligation(county, "staff-exchange", "2019-12-31");
          assertThat(owed.path("due").asInt()).isEqualTo(1);
          assertThat(owed.path("met").asInt()).isEqualTo(met);
          assertThat(owed.path("value").asDouble()).isCloseTo(value, within(1e-9));
        });
  }

  @Test
  void recruitedWere633SpecialPosts131NormalGraduatesAnd20HighLevel() {
    List<ToldSchool> schools = schools(14, "JUNIOR_MIDDLE", 0);
    List<ObjectNode> recruited = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      recruited.add(recruited(schools.get(i), "SPECIAL_POST", 45 + (i < 3 ? 1 : 0)));
      recruited.add(recruited(schools.get(i), "PUBLIC_FUNDED_NORMAL", 9 + (i < 5 ? 1 : 0)));
    }
    recruited.add(recruited(schools.get(3), "HIGH_LEVEL", 20));
    reports.send(Muddle.of(recruited));

    then("teachers-recruited/special-post", "633");
    then("teachers-recruited/public-funded-normal", "131");
    then("teachers-recruited/high-level", "20");
    then("teachers-recruited", "784");
  }

  private static ObjectNode recruited(ToldSchool school, String channel, int count) {
    return school.event(
        "teacher-recruited",
        "2019-08-20",
        "{\"channel\":\"%s\",\"count\":%d}".formatted(channel, count));
  }

  /** Five programmes, each on a day of its own. */
  @Test
  void trainedWere86And212And408And230And700() {
    ToldSchool school = schools(1, "JUNIOR_MIDDLE", 0).get(0);
    int[] trainees = {86, 212, 408, 230, 700};
    List<ObjectNode> trainings = new ArrayList<>();
    for (int i = 0; i < trainees.length; i++) {
      trainings.add(
          school.event(
              "teacher-trained",
              "2019-07-1" + i,
              "{\"programme\":\"programme %d\",\"level\":\"PROVINCE\",\"trainees\":%d,\"hours\":40}"
                  .formatted(i, trainees[i])));
    }
    reports.send(trainings);

    for (int i = 0; i < trainees.length; i++) {
      String trained = String.valueOf(trainees[i]);
      reports.then("prefecture", XINZHOU, "teachers-trained", "1d", "2019-07-1" + i, trained);
    }
    then("teachers-trained", "1636");
    then("teachers-trained/province", "1636");
    then("training-hours", "65440");
  }

  @Test
  void boardingSchools52At28Million887Thousand200() {
    List<ToldSchool> schools = schools(52, "NINE_YEAR", 0);
    List<ObjectNode> projects = new ArrayList<>();
    for (int i = 0; i < 52; i++) {
      projects.add(project(schools.get(i), "STARTED", i == 0 ? "155523.08" : "155523.00"));
      projects.add(project(schools.get(i), "COMPLETED", i == 0 ? "400003.92" : "400000.00"));
    }
    reports.send(Muddle.of(projects));

    then("construction-completed/boarding-school", "52");
    then("construction-started/boarding-school", "52");
    then("construction-investment/boarding-school", "28887200");
  }

  private static ObjectNode project(ToldSchool school, String milestone, String yuan) {
    return school.event(
        "construction-progressed",
        milestone.equals("STARTED") ? "2019-03-15" : "2019-11-15",
        """
        {"projectRef":"boarding","kind":"BOARDING_SCHOOL","milestone":"%s","investment":%s,"units":0}"""
            .formatted(milestone, yuan));
  }

  @Test
  void kindergartensCertified31Of20() {
    ObjectNode target =
        new ToldSchool(XINZHOU, XINZHOU)
            .event(
                "target-set",
                "2019-01-10",
                """
                {"measure":"kindergartens-certified/inclusive","from":"2019-01-01",
                 "to":"2019-12-31","value":20}""");
    List<ObjectNode> certified =
        schools(31, "KINDERGARTEN", 0).stream()
            .map(
                school ->
                    school.event(
                        "kindergarten-certified", "2019-10-10", "{\"kind\":\"INCLUSIVE\"}"))
            .toList();
    reports.send(List.of(target));
    reports.send(Muddle.of(certified));

    then(CERTIFIED, "31");
    then("kindergartens-inclusive", "31");
    reports.eventually(
        () -> {
          JsonNode standing = reports.target(XINZHOU, CERTIFIED, "2019-12-31");
          assertThat(standing.path("planned").asInt()).isEqualTo(20);
          assertThat(standing.path("actual").asInt()).isEqualTo(31);
          assertThat(standing.path("share").asDouble()).isEqualTo(1.55);
          assertThat(standing.path("onTrack").asBoolean()).isTrue();
        });
    assertThat(reports.target(XINZHOU, CERTIFIED, "2019-06-30").path("onTrack").asBoolean())
        .as("none was certified before October")
        .isFalse();
  }

  @Test
  void supervisionVisits301() {
    String[] subjects = {"ETHICS", "OPERATIONS", "BULLYING", "OFF_CAMPUS_TRAINING"};
    List<ToldSchool> schools = schools(43, "PRIMARY", 0);
    List<ObjectNode> visits = new ArrayList<>();
    for (int i = 0; i < 301; i++) {
      visits.add(
          schools
              .get(i % 43)
              .event(
                  "supervision-visited",
                  LocalDate.ofYearDay(2019, 365 - i).toString(),
                  "{\"subject\":\"%s\",\"findings\":2,\"rectified\":1}"
                      .formatted(subjects[i % 4])));
    }
    reports.send(Muddle.of(visits));

    then("supervision-visits", "301");
    then("supervision-visits/ethics", "76");
    then("supervision-visits/off-campus-training", "75");
    then("supervision-findings-open", "301");
  }
}
