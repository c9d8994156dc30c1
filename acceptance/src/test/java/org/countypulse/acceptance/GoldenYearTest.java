package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.countypulse.acceptance.AidYear.Line;
import org.countypulse.acceptance.ReportsPlatform.Reports;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Xinzhou's student aid in 2019, told in events, is what its report prints: to the person and to
 * the fen, whatever the order, the duplicates and the corrections on the way.
 */
@ExtendWith(ReportsPlatform.class)
@Order(ReportsPlatform.FIRST)
class GoldenYearTest {

  private static final String XINZHOU = "140900";
  private static final long SEED = 2019;

  private final Reports reports;

  GoldenYearTest(Reports reports) {
    this.reports = reports;
  }

  @Test
  void aYearOfAidIsTheReportsTableToThePersonAndTheFen() {
    AidYear year = new AidYear(SEED);
    List<ObjectNode> grants = year.grants();
    int late = grants.size() / 10;
    assertThat(grants).hasSizeGreaterThan(3_000);

    reports.send(grants.subList(late, grants.size() / 2)); // their schools are not known yet
    reports.send(year.registrations());
    reports.send(grants.subList(grants.size() / 2, grants.size()));
    reports.awaitReceived();
    assertThat(inYear("aid-persons", "prefecture")).doesNotContainEntry(XINZHOU, "66009");

    reports.send(grants.subList(0, late));
    reports.awaitReceived();
    reports.eventually(this::thenEachLineIsTheReports);
    reports.eventually(() -> thenEachCountyHasItsPart(year));
    reports.eventually(this::thenTheYearsBesideItHaveTheirOwn);
    reports.eventually(this::thenTheReportSaysTheSame);
    thenNothingIsLost(year);
  }

  private Map<String, String> inYear(String measure, String level) {
    return reports.figures(measure, level, "year", "2019-12-31");
  }

  /** Money has two decimals, as whole fen have; persons have none. */
  private void thenEachLineIsTheReports() {
    for (Line line : AidYear.REPORT) {
      assertThat(inYear("aid-persons/" + line.part(), "prefecture"))
          .as(line.part())
          .containsEntry(XINZHOU, String.valueOf(line.persons()));
      assertThat(inYear("aid-amount/" + line.part(), "prefecture"))
          .as(line.part())
          .containsEntry(XINZHOU, line.yuan() + ".00");
    }
    assertThat(inYear("aid-persons/origin-loan", "prefecture")).containsEntry(XINZHOU, "0");
    assertThat(inYear("aid-amount/origin-loan", "prefecture")).containsEntry(XINZHOU, "0.00");
    assertThat(inYear("aid-persons", "prefecture")).containsEntry(XINZHOU, "66009");
    assertThat(inYear("aid-amount", "prefecture")).containsEntry(XINZHOU, "105629000.00");
    assertThat(inYear("aid-amount", "province")).containsEntry("140000", "105629000.00");
  }

  private void thenEachCountyHasItsPart(AidYear year) {
    for (Line line : AidYear.REPORT) {
      Map<String, String> persons = inYear("aid-persons/" + line.part(), "county");
      Map<String, String> yuan = inYear("aid-amount/" + line.part(), "county");
      for (String county : AidYear.COUNTIES) {
        AidYear.Sum sum = year.of(county, line.part());
        assertThat(persons).as(line.part()).containsEntry(county, String.valueOf(sum.persons()));
        assertThat(yuan)
            .as(line.part())
            .containsEntry(county, BigDecimal.valueOf(sum.fen(), 2).toPlainString());
      }
    }
  }

  private void thenTheReportSaysTheSame() {
    JsonNode persons = reports.reported(XINZHOU, 2019, "aid-persons");
    JsonNode yuan = reports.reported(XINZHOU, 2019, "aid-amount");
    assertThat(persons.path("value").asInt()).isEqualTo(66_009);
    assertThat(yuan.path("value").decimalValue()).isEqualByComparingTo("105629000");
    for (Line line : AidYear.REPORT) {
      assertThat(persons.path("parts"))
          .as(line.part())
          .anyMatch(part -> says(part, "aid-persons/" + line.part(), line.persons()));
      assertThat(yuan.path("parts"))
          .as(line.part())
          .anyMatch(part -> says(part, "aid-amount/" + line.part(), line.yuan()));
    }
  }

  private static boolean says(JsonNode figure, String measure, long value) {
    return figure.path("measure").asText().equals(measure)
        && figure.path("value").decimalValue().compareTo(BigDecimal.valueOf(value)) == 0;
  }

  private void thenNothingIsLost(AidYear year) {
    JsonNode account = reports.account(AidYear.TYPE);
    assertThat(account.path("waiting").asInt()).isZero();
    assertThat(account.path("quarantined").asInt()).isZero();
    assertThat(account.path("posted").asInt()).isEqualTo(year.standing());
    assertThat(account.path("duplicate").asInt()).isPositive();
    assertThat(account.path("superseded").asInt()).isPositive();
  }

  private void thenTheYearsBesideItHaveTheirOwn() {
    for (String day : List.of("2018-12-31", "2020-01-01")) {
      assertThat(reports.figures("aid-persons", "prefecture", "year", day))
          .containsEntry(XINZHOU, "56");
      assertThat(reports.figures("aid-amount", "prefecture", "year", day))
          .containsEntry(XINZHOU, "5600.56");
    }
    assertThat(reports.figures("aid-amount", "prefecture", "1096d", "2020-12-31"))
        .containsEntry(XINZHOU, "105640201.12");
  }
}
