package org.countypulse.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_1;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_2;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import org.countypulse.dashboard.Api;
import org.countypulse.dashboard.model.TestLedger;
import org.countypulse.dashboard.model.TestLedger.Entry;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.SlotReading;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report as data, text and page. It is 31 May 2019. */
@Timeout(60)
class ReportRoutesTest {

  private static TestServer server;
  private static Api api;

  @BeforeAll
  static void start() {
    TestLedger ledger =
        new TestLedger()
            .school(XINFU_NO_1, Entry.of("2010-09-01", "七一路小学", XINFU))
            .school(XINFU_NO_2, Entry.of("2010-09-01", "<b>东街|小学</b>", XINFU))
            .school("1409210001", Entry.of("2010-09-01", "定襄中学", DINGXIANG))
            .cell("drills-held", XINFU, "2018-03-02", 5)
            .cell("drills-held", XINFU, "2018-12-02", 7)
            .cell("drills-held", XINFU, "2019-05-02", 9)
            .cell("drills-held", DINGXIANG, "2019-05-20", 4)
            .mark("drills-held", XINFU_NO_1, XINFU, "2018-01-20")
            .mark("drills-held", XINFU_NO_1, XINFU, "2018-02-20")
            .cell("aid-persons", XINFU, "2018-05-12", 303)
            .cell("aid-persons/preschool-aid", XINFU, "2018-05-12", 300)
            .cell("aid-persons/poverty-account", XINFU, "2018-05-12", 3)
            .cell("aid-amount", XINFU, "2018-05-12", 30_300_050);
    SlotReading planned = new SlotReading(LocalDate.parse("2018-01-10"), 10_0000L, null, null);
    String slot = "drills-held/2018-01-01/2018-12-31";
    ledger.put(
        "targets",
        XINFU + "/target/" + slot,
        new SchoolSlot(XINFU, "target", slot, List.of(planned)));
    server = new TestServer(ledger.model());
    api = server.api();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode figure(JsonNode report, String measure) {
    for (JsonNode area : report.path("areas")) {
      for (JsonNode figure : area.path("figures")) {
        if (figure.path("measure").asText().equals(measure)) {
          return figure;
        }
      }
    }
    throw new AssertionError(measure + " is not in " + report);
  }

  private static String text(String query) {
    HttpResponse<String> answer = api.ask("/api/v1/report?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void aYearsFigureHasItsTargetAndItsChange() {
    JsonNode report = api.json("/report?county=140902&period=2018");
    assertThat(report.path("name").asText()).isEqualTo("忻府区");
    assertThat(report.path("period"))
        .hasToString(
            "{\"name\":\"2018\",\"from\":\"2018-01-01\",\"to\":\"2018-12-31\",\"asOf\":\"2018-12-31\"}");
    assertThat(figure(report, "drills-held"))
        .hasToString(
            """
            {"measure":"drills-held","title":"Drills held","titleZh":"演练次数","unit":"drills",\
            "value":12,"before":0,"change":12,"bound":"at-least","planned":10,"share":1.2,\
            "onTrack":true}""");
    assertThat(figure(report, "aid-amount").path("value").decimalValue())
        .isEqualByComparingTo("303000.50");
    assertThat(report.path("targets")).hasSize(1);
  }

  @Test
  void partsStandBelowTheirWhole() {
    JsonNode aid = figure(api.json("/report?county=140902&period=2018"), "aid-persons");
    assertThat(aid.path("value").asInt()).isEqualTo(303);
    assertThat(aid.path("parts"))
        .extracting(part -> part.path("measure").asText() + " " + part.path("value"))
        .contains("aid-persons/preschool-aid 300", "aid-persons/poverty-account 3");
  }

  @Test
  void aPeriodThatIsNotOverIsComparedWithAsMuchOfTheOneBefore() {
    JsonNode report = api.json("/report?county=140902&period=2019");
    assertThat(report.path("period").path("asOf").asText()).isEqualTo("2019-05-31");
    assertThat(report.path("before").path("asOf").asText()).isEqualTo("2018-05-31");
    JsonNode drills = figure(report, "drills-held");
    assertThat(drills.path("value").asInt()).isEqualTo(9);
    assertThat(drills.path("before").asInt()).as("without December's").isEqualTo(5);
    assertThat(drills.path("change").asInt()).isEqualTo(4);
  }

  @Test
  void breachedObligationsNameTheSchoolsAndHowOften() {
    JsonNode report = api.json("/report?county=140902&period=2018");
    JsonNode monthly = report.path("obligations").get(0);
    assertThat(monthly.path("name").asText()).isEqualTo("monthly-drill");
    assertThat(monthly.path("periods")).hasSize(12);
    assertThat(monthly.path("periods").get(1))
        .hasToString(
            "{\"from\":\"2018-02-01\",\"to\":\"2018-02-28\",\"due\":2,\"met\":1,\"outstanding\":0,\"breached\":1}");
    assertThat(monthly.path("schools"))
        .extracting(s -> s.path("schoolId").asText() + " " + s.path("breaches"))
        .containsExactly(XINFU_NO_2 + " 12", XINFU_NO_1 + " 10");
  }

  @Test
  void aPrefecturesReportAddsItsCountiesUp() {
    JsonNode report = api.json("/report?prefecture=140900&period=2019");
    assertThat(report.path("level").asText()).isEqualTo("prefecture");
    assertThat(figure(report, "drills-held").path("value").asInt()).isEqualTo(13);
    assertThat(report.path("obligations").get(0).path("periods").get(0).path("due").asInt())
        .isEqualTo(3);
  }

  @Test
  void markdownHasATableAnAreaAndNoNameBreaksIt() {
    String report = text("county=140902&period=2018&format=md");
    assertThat(report)
        .startsWith("# 忻府区: report on 2018\n")
        .contains("## Safety drills")
        .contains("| Drills held | drills | 12 | 0 | +12 | 10 | 120 % | yes |")
        .contains("\\<b\\>东街\\|小学\\</b\\>");
    assertThat(report.lines().filter(line -> line.contains("小学")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.split("(?<!\\\\)\\|", -1)).hasSize(7));
  }

  @Test
  void thePageSaysTheSameInChineseAndNoNameIsMarkup() {
    HttpResponse<String> page = api.ask("/report?county=140902&period=2018&lang=zh");
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(page.body())
        .contains("<html lang=\"zh\">")
        .contains("<h1>忻府区2018工作报告</h1>")
        .contains("演练次数")
        .contains("&lt;b&gt;东街|小学&lt;/b&gt;")
        .contains("?county=140902&amp;period=2018&amp;lang=en");
  }

  @Test
  void csvIsOneTableForMachines() {
    List<String> lines = text("county=140902&period=2018&format=csv").lines().toList();
    assertThat(lines.get(0)).startsWith("kind,name,unit,from,to,value,before,change,planned");
    assertThat(lines)
        .contains(
            "figure,drills-held,drills,2018-01-01,2018-12-31,12,0,12,10,1.2,true,,,,,,,",
            "obligation,monthly-drill,,2018-02-01,2018-02-28,,,,,,,,2,1,1,,,",
            "breach,monthly-drill,,2018-01-01,2018-12-31,,,,,,,,,,12,"
                + XINFU_NO_2
                + ",<b>东街|小学</b>,");
  }

  @Test
  void smallCellsAreHiddenFromWhoMayNotSeeThem() {
    String path = "/api/v1/report?county=140902&period=2018&format=md";
    assertThat(api.ask(path).body())
        .contains("| \u2003Persons aided: poverty account | persons | 3 |");
    String hidden = api.ask(path, "Small-Cells", "no").body();
    assertThat(hidden)
        .contains("| \u2003Persons aided: poverty account | persons | ∗ |")
        .contains("| \u2003Persons aided: preschool aid | persons | ∗ |")
        .contains("| Persons aided | persons | 303 |")
        .contains("fewer than 5 persons");
  }

  @Test
  void whoMayNotSeeSmallCellsSeesNoSingleEvents() {
    for (String path : List.of("/accounting", "/quarantine", "/schools/1/account")) {
      assertThat(api.ask("/api/v1" + path, "Small-Cells", "no").statusCode()).isEqualTo(403);
      assertThat(api.ask("/api/v1" + path).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "period=2019|400|Write one of county=CODE",
        "county=140902&prefecture=140900&period=2019|400|Write one of county=CODE",
        "county=140902|400|The parameter period is missing",
        "county=140902&period=19|400|write a year such as 2019",
        "county=140902&period=2020|400|has not begun yet",
        "county=999999&period=2019|404|There is no county",
        "prefecture=140902&period=2019|404|There is no prefecture",
        "county=140902&period=2019&format=pdf|400|write format=json or format=csv",
        "county=140902&period=2019&lang=fr|400|write lang=en or lang=zh"
      })
  void aWrongQuestionIsToldWhatToWrite(String query, int status, String sentence) {
    HttpResponse<String> answer = api.ask("/api/v1/report?" + query);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(sentence);
  }
}
