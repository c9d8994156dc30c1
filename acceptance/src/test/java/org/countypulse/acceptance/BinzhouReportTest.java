package org.countypulse.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.acceptance.ReportsPlatform.Reports;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Binzhou's report of 2022 prints in numbers. */
@ExtendWith(ReportsPlatform.class)
@Order(ReportsPlatform.FIRST)
class BinzhouReportTest {

  private static final String BINZHOU = "371600";
  private static final List<String> COUNTIES =
      List.of("371602", "371603", "371621", "371622", "371623", "371625", "371681");

  private final Reports reports;

  BinzhouReportTest(Reports reports) {
    this.reports = reports;
  }

  /** So many schools, county by county, in the order of the counties. */
  private List<ToldSchool> schools(int count, String stage) {
    List<ToldSchool> schools = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      schools.add(ToldSchool.in(COUNTIES.get(i % COUNTIES.size())));
    }
    reports.send(
        schools.stream()
            .map(school -> school.registered("2018-09-01", stage, "COUNTY_TOWN", 0))
            .toList());
    return schools;
  }

  private void then(String measure, String value) {
    reports.thenInYear(2022, "prefecture", BINZHOU, measure, value);
  }

  /** Of twenty canteens that had a star in spring six lost it. */
  @Test
  void starCanteens14() {
    List<ToldSchool> schools = schools(20, "PRIMARY");
    List<ObjectNode> inspections = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      inspections.add(inspected(schools.get(i), "2022-03-10", 1 + i % 5));
      inspections.add(inspected(schools.get(i), "2022-10-10", i < 14 ? 1 + i % 3 : 0));
    }
    reports.send(Muddle.of(inspections));

    then("canteens-starred", "14");
    reports.then("prefecture", BINZHOU, "canteens-starred", "year", "2022-06-30", "20");
  }

  private static ObjectNode inspected(ToldSchool school, String day, int star) {
    return school.event(
        "canteen-inspection",
        day,
        "{\"inspector\":\"county office\",\"outcome\":\"PASS\",\"star\":%d,\"violations\":[]}"
            .formatted(star));
  }

  @Test
  void recruitedWere2100Of200HighLevel() {
    List<ObjectNode> recruited = new ArrayList<>();
    for (ToldSchool school : schools(20, "SENIOR_MIDDLE")) {
      recruited.add(recruited(school, "OPEN_EXAM", 95));
      recruited.add(recruited(school, "HIGH_LEVEL", 10));
    }
    reports.send(Muddle.of(recruited));

    then("teachers-recruited", "2100");
    then("teachers-recruited/high-level", "200");
  }

  private static ObjectNode recruited(ToldSchool school, String channel, int count) {
    return school.event(
        "teacher-recruited",
        "2022-07-20",
        "{\"channel\":\"%s\",\"count\":%d}".formatted(channel, count));
  }

  @Test
  void startedWere12ProjectsWith345MillionAndDormitoriesBuiltOf90UnitsFor7Million500Thousand() {
    List<ObjectNode> projects = new ArrayList<>();
    for (ToldSchool school : schools(12, "JUNIOR_MIDDLE")) {
      projects.add(project(school, "NEW_SCHOOL", "STARTED", "28750000.00", 0));
    }
    for (ToldSchool school : schools(3, "NINE_YEAR")) {
      projects.add(project(school, "DORMITORY", "COMPLETED", "2500000.00", 30));
    }
    reports.send(Muddle.of(projects));

    then("construction-started", "12");
    then("construction-investment/new-school", "345000000");
    then("construction-units/dormitory", "90");
    then("construction-investment/dormitory", "7500000");
    then("construction-investment", "352500000");
  }

  private static ObjectNode project(
      ToldSchool school, String kind, String milestone, String yuan, int units) {
    return school.event(
        "construction-progressed",
        "2022-05-20",
        "{\"projectRef\":\"p-1\",\"kind\":\"%s\",\"milestone\":\"%s\",\"investment\":%s,\"units\":%d}"
            .formatted(kind, milestone, yuan, units));
  }

  @Test
  void demonstrationKindergartens86() {
    List<ObjectNode> certified =
        schools(86, "KINDERGARTEN").stream()
            .map(
                school ->
                    school.event(
                        "kindergarten-certified",
                        "2022-09-20",
                        "{\"kind\":\"PROVINCIAL_DEMONSTRATION\"}"))
            .toList();
    reports.send(Muddle.of(certified));

    then("kindergartens-certified/provincial-demonstration", "86");
    then("kindergartens-certified/inclusive", "0");
  }

  /** 903 with enterprises are in force: 52 of this year, 851 of earlier ones, and no ended one. */
  @Test
  void partnerships52NewAnd903InForceWith17OrderClassesAnd76Groups() {
    List<ToldSchool> schools = schools(14, "VOCATIONAL");
    List<ObjectNode> signed = new ArrayList<>();
    for (int i = 0; i < 52 + 851 + 40; i++) {
      String day = i < 52 ? "2022-04-01" : "2019-04-01";
      String until = i < 52 + 851 ? (i % 2 == 0 ? "null" : "\"2022-12-31\"") : "\"2022-12-30\"";
      signed.add(signed(schools.get(i % 14), day, "ENTERPRISE", "e-" + i, until));
    }
    for (int i = 0; i < 17; i++) {
      signed.add(signed(schools.get(i % 14), "2021-09-01", "ORDER_CLASS", "o-" + i, "null"));
    }
    for (int i = 0; i < 76; i++) {
      signed.add(signed(schools.get(i % 14), "2020-09-01", "EDUCATION_GROUP", "g-" + i, "null"));
    }
    reports.send(Muddle.of(signed));

    then("partnerships-signed", "52");
    then("partnerships-in-force/enterprise", "903");
    then("partnerships-in-force/order-class", "17");
    then("partnerships-in-force/education-group", "76");
    then("partnerships-in-force", "996");
  }

  private static ObjectNode signed(
      ToldSchool school, String day, String kind, String ref, String until) {
    return school.event(
        "partnership-signed",
        day,
        "{\"kind\":\"%s\",\"partnerRef\":\"%s\",\"inForceUntil\":%s}".formatted(kind, ref, until));
  }

  /** Of 410 that opened three are no more in service. */
  @Test
  void counsellingServices407() {
    List<ToldSchool> schools = schools(205, "PRIMARY");
    List<ObjectNode> services = new ArrayList<>();
    for (int i = 0; i < 410; i++) {
      services.add(service(schools.get(i % 205), "2021-09-01", "c-" + i, i, true));
    }
    for (int i = 0; i < 3; i++) {
      services.add(service(schools.get(i), "2022-09-01", "c-" + i, i, false));
    }
    reports.send(Muddle.of(services));

    then("counselling-in-service", "407");
    then("counselling-in-service/city", "1");
    then("counselling-in-service/county", "6");
    then("counselling-in-service/school", "400");
  }

  private static ObjectNode service(
      ToldSchool school, String day, String ref, int number, boolean inService) {
    String level = number == 3 ? "CITY" : number > 3 && number < 10 ? "COUNTY" : "SCHOOL";
    return school.event(
        "counselling-service-opened",
        day,
        "{\"serviceRef\":\"%s\",\"level\":\"%s\",\"inService\":%b}"
            .formatted(ref, level, inService));
  }
}
