package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.acceptance.ReportsPlatform.Reports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the reports of Pingyin County (2023) and Louxing District print in numbers. */
@ExtendWith(ReportsPlatform.class)
@Order(ReportsPlatform.LAST)
class CountyReportsTest {

  private static final String PINGYIN = "370124";
  private static final String LOUXING = "431302";
  private static final String SHUANGFENG = "431321";

  private final Reports reports;

  CountyReportsTest(Reports reports) {
    this.reports = reports;
  }

  /** No other test needs it; two platforms at once are one too many for a small machine. */
  @AfterAll
  static void stop(Reports reports) {
    reports.platform().close();
  }

  private void then(String measure, String value) {
    reports.thenInYear(2023, "county", PINGYIN, measure, value);
  }

  private ToldSchool school(String county, String setting) {
    ToldSchool school = ToldSchool.in(county);
    reports.send(List.of(school.registered("2018-09-01", "PRIMARY", setting, 0)));
    return school;
  }

  /**
   * Others move as well: from village to township, within the town, and from nobody knows where.
   */
  @Test
  void students2615MovedIntoTownOfThem293FromTwoClosingSchools() {
    ToldSchool town = school(PINGYIN, "COUNTY_TOWN");
    ToldSchool township = school(PINGYIN, "TOWNSHIP");
    List<ObjectNode> moves = new ArrayList<>();
    for (int i = 0; i < 2_615; i++) {
      moves.add(entered(town, i, i % 3 == 0 ? "VILLAGE" : "TOWNSHIP", "COUNTY_TOWN", i < 293));
    }
    for (int i = 0; i < 60; i++) {
      moves.add(entered(township, 3_000 + i, "VILLAGE", "TOWNSHIP", false));
      moves.add(entered(town, 4_000 + i, "COUNTY_TOWN", "COUNTY_TOWN", false));
    }
    reports.send(Muddle.of(moves));
    then("enrollment-rural-to-town", "2615");
    then("enrollment-from-closing", "293");
    then("enrollment-from-rural", "2675");
    then("enrollment-transfers-in", "2735");
  }

  private static ObjectNode entered(
      ToldSchool school, int number, String from, String to, boolean fromClosing) {
    return school.event(
        "enrollment",
        "2023-09-01",
        """
        {"studentRef":"s-%d","grade":"3","change":"TRANSFER_IN","fromSetting":"%s",
         "toSetting":"%s","fromClosingSchool":%b}"""
            .formatted(number, from, to, fromClosing));
  }

  @Test
  void twoSchoolsClosed() {
    List<ObjectNode> closings = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ToldSchool school = school(PINGYIN, "VILLAGE");
      String entry = ToldSchool.entry(school.name(), PINGYIN, "PRIMARY", "VILLAGE", 0);
      closings.add(
          school.event("school-registered", "2023-08-31", entry.replace("}", ",\"closed\":true}")));
    }
    reports.send(closings);
    reports.awaitReceived();
    reports.eventually(() -> assertThat(openOn("2023-08-31")).isEqualTo(openOn("2023-08-30") - 2));
  }

  private int openOn(String day) {
    String open = reports.figures("schools-open", "county", "total", day).get(PINGYIN);
    return Integer.parseInt(open);
  }

  @Test
  void exchangedWere531OfThem45FromTownToTownshipAnd15OutOfTheOldTown() {
    ToldSchool school = school(PINGYIN, "COUNTY_TOWN");
    List<ObjectNode> moves = new ArrayList<>();
    for (int i = 0; i < 531; i++) {
      String from = i < 45 ? "COUNTY_TOWN" : i < 60 ? "URBAN" : "TOWNSHIP";
      String to = i < 45 ? "TOWNSHIP" : i < 60 ? "COUNTY_TOWN" : "VILLAGE";
      moves.add(moved(school, i, from, to));
    }
    reports.send(Muddle.of(moves));

    then("transfers-exchange", "531");
    then("transfers-to-rural", "45");
    then("transfers-from-urban", "15");
    then("transfers-within", "531");
  }

  private static ObjectNode moved(ToldSchool school, int number, String from, String to) {
    return school.event(
        "teacher-transfer",
        "2023-08-25",
        """
        {"teacherRef":"t-%d","role":"TEACHER","fromSchoolId":"%s","fromCountyCode":"370124",
         "fromSetting":"%s","toSchoolId":"3701249999","toCountyCode":"370124","toSetting":"%s",
         "kind":"EXCHANGE","termMonths":36}"""
            .formatted(number, school.id(), from, to));
  }

  @Test
  void studyTripsOf20000LocalsAnd8000InboundAnd3000Outbound() {
    ToldSchool school = school(PINGYIN, "COUNTY_TOWN");
    List<ObjectNode> trips = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      trips.add(trip(school, "LOCAL", 400));
      trips.add(trip(school, "INBOUND", 160));
      trips.add(trip(school, "OUTBOUND", 60));
    }
    reports.send(Muddle.of(trips));

    then("study-trip-participants/local", "20000");
    then("study-trip-participants/inbound", "8000");
    then("study-trip-participants/outbound", "3000");
    then("study-trip-participants", "31000");
    then("study-trips", "150");
  }

  private static ObjectNode trip(ToldSchool school, String direction, int participants) {
    return school.event(
        "study-trip-held",
        "2023-05-10",
        "{\"routeKind\":\"SPECIAL\",\"direction\":\"%s\",\"participants\":%d}"
            .formatted(direction, participants));
  }

  /** Two exams in one year, each on days of its own; nobody was missing and nothing went wrong. */
  @Test
  void examsOf4200And2816Candidates() {
    ToldSchool school = school(LOUXING, "URBAN");
    List<ObjectNode> sessions = new ArrayList<>();
    for (int i = 0; i < 140; i++) {
      sessions.add(session(school, "2023-06-07", "college entrance", 30));
    }
    for (int i = 0; i < 88; i++) {
      sessions.add(session(school, "2023-06-16", "senior middle entrance", 32));
    }
    reports.send(Muddle.of(sessions));

    reports.then("county", LOUXING, "exam-candidates", "1d", "2023-06-07", "4200");
    reports.then("county", LOUXING, "exam-candidates", "1d", "2023-06-16", "2816");
    reports.thenInYear(2023, "county", LOUXING, "exam-candidates", "7016");
    reports.thenInYear(2023, "county", LOUXING, "exam-violations", "0");
    reports.thenInYear(2023, "county", LOUXING, "exam-file-errors", "0");
    reports.thenInYear(2023, "county", LOUXING, "invigilators-rate", "1");
  }

  private static ObjectNode session(ToldSchool school, String day, String exam, int candidates) {
    return school.event(
        "exam-session-held",
        day,
        """
        {"exam":"%s","candidates":%d,"invigilatorsPlanned":2,"invigilatorsPresent":2,
         "violations":0,"fileErrors":0}"""
            .formatted(exam, candidates));
  }

  /**
   * What must be all is all, and what must be nothing is nothing, although there was something: in
   * a county of one school, since every open school owes its three defences.
   */
  @Test
  void whatTheReportsPromiseToTheHundredthAndToZero() {
    ToldSchool school = school(SHUANGFENG, "URBAN");
    List<ObjectNode> facts =
        new ArrayList<>(
            List.of(
                school.event(
                    "after-school-service-reported",
                    "2023-09-04",
                    "{\"eligible\":900,\"participating\":900}"),
                school.event(
                    "security-audited",
                    "2023-03-01",
                    """
                    {"personnelDefence":true,"physicalDefence":true,"technicalDefence":true,
                     "guardPost":true}"""),
                school.event("petition-closed", "2023-05-01", "{\"days\":7,\"satisfied\":true}"),
                school.event("incident-reported", "2023-05-02", "{\"severity\":\"MINOR\"}"),
                school.event(
                    "activity-approved",
                    "2023-05-03",
                    "{\"participants\":500,\"safetyPlanFiled\":true}"),
                classOf(school, "2023-02-20", 56),
                classOf(school, "2023-09-01", 55),
                foodTested(school, "2023-04-03", "null"),
                foodTested(school, "2023-04-04", "\"DESTROYED\"")));
    for (int i = 0; i < 40; i++) {
      facts.add(entry(school, i, i < 38));
    }
    reports.send(Muddle.of(facts));

    for (String all :
        List.of(
            "after-school-coverage",
            "three-defences-rate",
            "petition-satisfaction",
            "enrollment-online-share")) {
      reports.thenInYear(2023, "county", SHUANGFENG, all, "1");
    }
    for (String none :
        List.of(
            "classes-over-55",
            "classes-over-65",
            "incidents/major",
            "activities-without-plan",
            "food-batches-undisposed")) {
      reports.thenInYear(2023, "county", SHUANGFENG, none, "0");
    }
    reports.thenInYear(2023, "county", SHUANGFENG, "incidents", "1");
    reports.thenInYear(2023, "county", SHUANGFENG, "food-batches-failed", "1");
    reports.thenInYear(2023, "county", SHUANGFENG, "enrollment-zero-proof-share", "0.95");
    reports.then("county", SHUANGFENG, "classes-over-55", "1d", "2023-08-31", "1");
  }

  private static ObjectNode classOf(ToldSchool school, String day, int headcount) {
    return school.event(
        "class-size-reported",
        day,
        "{\"classRef\":\"2022-1\",\"headcount\":%d}".formatted(headcount));
  }

  private static ObjectNode foodTested(ToldSchool school, String day, String disposition) {
    return school.event(
        "food-batch-tested",
        day,
        "{\"product\":\"flour\",\"batchRef\":\"b-1\",\"result\":\"FAIL\",\"disposition\":%s}"
            .formatted(disposition));
  }

  private static ObjectNode entry(ToldSchool school, int number, boolean zeroProof) {
    return school.event(
        "enrollment",
        "2023-09-01",
        """
        {"studentRef":"s-%d","grade":"1","change":"NEW_ENTRY","channel":"ONLINE",
         "zeroProof":%b}"""
            .formatted(number, zeroProof));
  }

  /** Reports count persons; a school that aids a student every term has aided one. */
  @Test
  void aStudentAidedTwiceInAYearIsOneStudentOfEachSchool() {
    ToldSchool one = school(LOUXING, "URBAN");
    ToldSchool other = school(LOUXING, "URBAN");
    reports.send(
        Muddle.of(
            List.of(
                aid(one, "2023-03-15", "s-1"),
                aid(one, "2023-10-15", "s-1"),
                aid(one, "2023-10-15", "s-2"),
                aid(other, "2023-10-15", "s-1"))));

    reports.thenInYear(2023, "county", LOUXING, "aid-persons", "4");
    reports.thenInYear(2023, "county", LOUXING, "aid-students", "3");
    reports.then("county", LOUXING, "aid-students", "semester", "2023-08-31", "1");
    reports.then("county", LOUXING, "aid-students", "semester", "2023-12-31", "3");
    reports.thenInYear(2023, "county", LOUXING, "aid-amount", "5000.04");
  }

  private static ObjectNode aid(ToldSchool school, String day, String student) {
    return school.event(
        "student-aid-granted",
        day,
        """
        {"category":"GRANT_SENIOR","beneficiaries":1,"amount":1250.01,"studentRef":"%s"}"""
            .formatted(student));
  }
}
