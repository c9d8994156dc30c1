package org.countypulse.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_1;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_2;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.countypulse.dashboard.Api;
import org.countypulse.dashboard.ObligationsFile;
import org.countypulse.dashboard.model.Counts;
import org.countypulse.dashboard.model.QuarantineEntry;
import org.countypulse.dashboard.model.TestLedger;
import org.countypulse.dashboard.model.TestLedger.Entry;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.ledger.EventStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every address: what it answers, as JSON and as CSV, and what it says to a wrong question. */
@Timeout(60)
class RoutesTest {

  private static TestServer server;
  private static Api api;

  @BeforeAll
  static void start() {
    TestLedger ledger =
        new TestLedger()
            .school(XINFU_NO_1, Entry.of("2010-09-01", "七一路小学", XINFU).withCanteen())
            .school(XINFU_NO_2, Entry.of("2010-09-01", "=东街小学", XINFU))
            .school("1409210001", Entry.of("2015-09-01", "定襄中学", DINGXIANG))
            .school("3716810001", Entry.of("2015-09-01", "邹平一中", "371681"))
            .cell("schools-open", XINFU, "2010-09-01", 2)
            .cell("schools-open", DINGXIANG, "2015-09-01", 1)
            .cell("staff-eligible", XINFU, "2010-09-01", 80)
            .cell("enrollment-net", XINFU, "2019-05-02", -3)
            .cell("drills-held", XINFU, "2019-05-02", 1)
            .cell("drills-held", XINFU, "2019-05-20", 2)
            .cell("drill-evacuations-timed", XINFU, "2019-05-20", 2)
            .cell("drill-evacuation-seconds", XINFU, "2019-05-20", 301)
            .cell("drills-held", DINGXIANG, "2019-05-20", 1)
            .mark("drills-held", XINFU_NO_1, XINFU, "2019-05-20")
            .account("safety-drills", XINFU_NO_1, "safety-drill", "sis", 0, counts(6, 1))
            .account("safety-drills", "1409029999", "safety-drill", "app", 1, counts(2, 2))
            .account("canteens", XINFU_NO_1, "canteen-inspection", "sis", 0, counts(3, 0))
            .note(
                "safety-drills",
                XINFU_NO_1,
                "safety-drill",
                "0b0e0000-0000-4000-8000-000000000001",
                EventStatus.WAITING,
                "original-missing")
            .quarantine(
                new QuarantineEntry(
                    "safety-drills",
                    1,
                    "event.safety-drill",
                    0,
                    7,
                    "safety-drill",
                    XINFU_NO_1,
                    "id",
                    "sis",
                    "future-date",
                    "time",
                    "2031-05-12 is too far ahead.",
                    "2019-05-12T02:00:00Z",
                    99));
    server = new TestServer(ledger.model());
    api = server.api();
  }

  private static Counts counts(long received, long waiting) {
    return new Counts(received, received - waiting, 0, 0, waiting, 0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void eventTypesComeWithTheSchemaOfTheirData() {
    JsonNode types = api.json("/event-types").path("eventTypes");
    assertThat(types).hasSize(EventTypes.ALL.size());
    JsonNode drill = types.get(2);
    assertThat(drill.path("name").asText()).isEqualTo("safety-drill");
    assertThat(drill.path("topic").asText()).isEqualTo("event.safety-drill");
    assertThat(drill.path("titleZh").asText()).isEqualTo("安全演练");
    assertThat(drill.path("dataSchema").path("properties").has("participants")).isTrue();
  }

  @Test
  void measuresSayTheirUnitAndKind() {
    JsonNode measures = api.json("/measures").path("measures");
    assertThat(measures).hasSize(Views.measures().size());
    assertThat(kinds(measures))
        .contains(
            "drills-held sum 0",
            "schools-open gauge 0",
            "schools-drilled distinct 0",
            "exchange-ratio ratio 4",
            "canteen-score-mean mean 1");
  }

  @Test
  void measuresSayTheirAreaAndOfWhatTheyAreAPart() {
    JsonNode answer = api.json("/measures");
    assertThat(answer.path("views")).hasSize(Views.ALL.size());
    assertThat(answer.path("views").get(1))
        .hasToString(
            """
            {"name":"safety-drills","title":"Safety drills","titleZh":"安全演练"}""");
    Map<String, String> wholes = new TreeMap<>();
    answer
        .path("measures")
        .forEach(m -> wholes.put(m.path("name").asText(), m.path("partOf").asText("none")));
    assertThat(wholes)
        .containsEntry("aid-persons", "none")
        .containsEntry("aid-persons/preschool-aid", "aid-persons")
        .containsEntry("hazards-rectified/to-0", "hazards-rectified");
    assertThat(wholes.keySet()).containsAll(remove(new TreeSet<>(wholes.values()), "none"));
  }

  private static Set<String> remove(Set<String> from, String one) {
    from.remove(one);
    return from;
  }

  @Test
  void severalMeasuresOfAllPlacesAreOneAnswer() {
    assertThat(
            api.json(
                "/places?measures=drills-held,canteen-pass-rate&window=30d&asOf=2019-05-31&level=province"))
        .hasToString(
            """
            {"level":"province","window":"30d","asOf":"2019-05-31","rows":[\
            {"code":"140000","name":"山西省","figures":{"drills-held":4,"canteen-pass-rate":null}},\
            {"code":"370000","name":"山东省","figures":{"drills-held":0,"canteen-pass-rate":null}}]}""");
    assertThat(api.json("/places").path("rows").get(0).path("figures"))
        .hasSize(Views.measures().size());
    assertThat(api.ask("/api/v1/places?measures=drills-held,lunches").body())
        .contains("There is no measure \"lunches\": write measures=NAME");
  }

  private static List<String> kinds(JsonNode measures) {
    List<String> kinds = new ArrayList<>();
    measures.forEach(
        m ->
            kinds.add(
                m.path("name").asText()
                    + " "
                    + m.path("kind").asText()
                    + " "
                    + m.path("scale").asInt()));
    return kinds;
  }

  @Test
  void countiesAreThoseWithSchoolsOrAll() {
    JsonNode counties = api.json("/counties").path("counties");
    assertThat(counties).hasSize(3);
    assertThat(counties.get(0))
        .hasToString(
            """
            {"code":"140902","name":"忻府区","nameEn":"Xinfu",\
            "prefecture":{"code":"140900","name":"忻州市","nameEn":"Xinzhou"},\
            "province":{"code":"140000","name":"山西省","nameEn":"Shanxi"}}""");
    assertThat(api.json("/counties?all=true").path("counties"))
        .hasSize(Counties.chinese().all(Level.COUNTY).size());
  }

  @Test
  void figuresHaveOneRowACountyAndWholeNumbersForCounts() {
    assertThat(api.json("/figures?measure=drills-held&window=30d&asOf=2019-05-31"))
        .hasToString(
            """
            {"measure":"drills-held","unit":"drills","window":"30d","asOf":"2019-05-31","rows":[\
            {"code":"140902","name":"忻府区","value":3},\
            {"code":"140921","name":"定襄县","value":1},\
            {"code":"371681","name":"邹平市","value":0}]}""");
  }

  @Test
  void theDayIsTodayAndTheWindowThirtyDaysIfNothingIsSaid() {
    JsonNode figures = api.json("/figures?measure=drills-held");
    assertThat(figures.path("asOf").asText()).isEqualTo("2019-05-31");
    assertThat(figures.path("window").asText()).isEqualTo("30d");
  }

  @Test
  void ratiosAreNullWhereTheirDenominatorIsZero() {
    JsonNode rows = api.json("/figures?measure=drill-evacuation-seconds-mean").path("rows");
    assertThat(rows.get(0).path("value").asDouble()).isEqualTo(150.5);
    assertThat(rows.get(1).path("value").isNull()).isTrue();
  }

  @Test
  void figuresRollUpToPrefecturesAndProvinces() {
    JsonNode rows = api.json("/figures?measure=drills-held&level=prefecture").path("rows");
    assertThat(rows.get(0)).hasToString("{\"code\":\"140900\",\"name\":\"忻州市\",\"value\":4}");
    rows = api.json("/figures?measure=drills-held&level=province").path("rows");
    assertThat(rows.get(0)).hasToString("{\"code\":\"140000\",\"name\":\"山西省\",\"value\":4}");
    assertThat(api.json("/figures?measure=drills-held&all=true").path("rows"))
        .hasSize(Counties.chinese().all(Level.COUNTY).size());
  }

  @Test
  void aCountyAnswersWithEveryMeasure() {
    JsonNode county = api.json("/counties/140902?window=month&asOf=2019-05-31");
    assertThat(county.path("name").asText()).isEqualTo("忻府区");
    assertThat(county.path("window").asText()).isEqualTo("month");
    JsonNode figures = county.path("figures");
    assertThat(figures).hasSize(Views.measures().size());
    assertThat(figures.path("drills-held")).hasToString("3");
    assertThat(figures.path("schools-drilled")).hasToString("1");
    assertThat(figures.path("schools-open")).hasToString("2");
    assertThat(figures.path("enrollment-net")).hasToString("-3");
    assertThat(figures.path("exchange-ratio")).hasToString("0.0");
    assertThat(figures.path("canteen-pass-rate").isNull()).isTrue();
  }

  @Test
  void aCountyWithoutSchoolsAnswersWithZeros() {
    JsonNode figures = api.json("/counties/140981").path("figures");
    assertThat(figures.path("drills-held")).hasToString("0");
  }

  @Test
  void aSeriesIsDayByDayOrRolling() {
    String path = "/counties/140902/series?measure=drills-held&from=2019-05-19&to=2019-05-21";
    assertThat(api.json(path))
        .hasToString(
            """
            {"measure":"drills-held","points":[{"day":"2019-05-19","value":0},\
            {"day":"2019-05-20","value":2},{"day":"2019-05-21","value":0}]}""");
    assertThat(api.json(path + "&window=30d").path("points"))
        .extracting(point -> point.path("value").asInt())
        .containsExactly(1, 3, 3);
    assertThat(
            api.json(path.replace("drills-held", "schools-open"))
                .path("points")
                .get(0)
                .path("value"))
        .hasToString("2");
  }

  @Test
  void obligationsNameTheSchools() {
    JsonNode obligations =
        api.json("/counties/140902/obligations?asOf=2019-05-31").path("obligations");
    assertThat(obligations)
        .hasSize(ObligationsFile.builtIn().inForce(LocalDate.parse("2019-05-31")).size());
    assertThat(obligations.get(0))
        .hasToString(
            """
            {"name":"monthly-drill","title":"A drill every month","titleZh":"每月演练",\
            "version":1,"source":"Work reports of Chinese education bureaus, 2019 to 2023","unit":"schools","period":{"from":"2019-05-01","to":"2019-05-31"},"due":2,"met":1,\
            "outstanding":[],"breached":[{"schoolId":"1409020002","name":"=东街小学",\
            "county":"140902","last":null}]}""");
    JsonNode exchange = obligations.get(3);
    assertThat(exchange.path("name").asText()).isEqualTo("staff-exchange");
    assertThat(exchange.path("due").asInt()).isEqualTo(1);
    assertThat(exchange.path("met").asInt()).isZero();
    assertThat(exchange.path("value")).hasToString("0.0");
    assertThat(exchange.path("target")).hasToString("0.1");
  }

  @Test
  void accountingAddsUpByTypeSourceAndSchool() {
    JsonNode accounting = api.json("/accounting");
    assertThat(accounting.path("totals"))
        .hasToString(
            """
            {"received":11,"posted":8,"duplicate":0,"superseded":0,"waiting":3,"quarantined":0}""");
    assertThat(accounting.path("byType")).hasSize(EventTypes.ALL.size());
    assertThat(accounting.path("byType").get(2))
        .hasToString(
            """
            {"type":"safety-drill","received":8,"posted":5,"duplicate":0,"superseded":0,\
            "waiting":3,"quarantined":0}""");
    assertThat(accounting.path("bySource").get(0).path("source").asText()).isEqualTo("app");
    assertThat(accounting.path("waitingSchools"))
        .hasToString(
            """
            [{"schoolId":"1409020001","waiting":1},{"schoolId":"1409029999","waiting":2}]""");
    assertThat(accounting.path("bySchool").get(0))
        .hasToString(
            """
            {"schoolId":"1409020001","received":9,"posted":8,"duplicate":0,"superseded":0,\
            "waiting":1,"quarantined":0}""");
  }

  @Test
  void accountingListsEachSchoolHoweverManyUnlessLessIsAskedFor() {
    TestLedger many = new TestLedger();
    for (int school = 0; school < 600; school++) {
      many.account("canteens", "school-" + school, "canteen-inspection", "sis", 0, counts(1, 0));
    }
    try (TestServer ofMany = new TestServer(many.model())) {
      assertThat(ofMany.api().json("/accounting").path("bySchool")).hasSize(600);
      JsonNode less = ofMany.api().json("/accounting?schools=false");
      assertThat(less.has("bySchool")).isFalse();
      assertThat(less.path("totals").path("received").asInt()).isEqualTo(600);
    }
  }

  @Test
  void aSchoolsAccountSaysWhichEventsDoNotCountAndWhy() {
    JsonNode account = api.json("/schools/1409020001/account");
    assertThat(account.path("name").asText()).isEqualTo("七一路小学");
    assertThat(account.path("totals").path("received").asInt()).isEqualTo(9);
    assertThat(account.path("byType")).hasSize(2);
    assertThat(account.path("bySource")).hasSize(1);
    JsonNode event = account.path("notCounted").get(0);
    assertThat(event.path("id").asText()).isEqualTo("0b0e0000-0000-4000-8000-000000000001");
    assertThat(event.path("status").asText()).isEqualTo("waiting");
    assertThat(event.path("reason").asText()).isEqualTo("original-missing");
    assertThat(event.path("detail").asText()).contains("A sentence");
    assertThat(event.path("topic").asText()).isEqualTo("event.safety-drill");
    JsonNode unknown = api.json("/schools/nobody/account");
    assertThat(unknown.path("name").isNull()).isTrue();
    assertThat(unknown.path("totals").path("received").asInt()).isZero();
  }

  @Test
  void aSchoolsHistoryIsItsEntries() {
    JsonNode school = api.json("/schools/1409020001");
    assertThat(school.path("name").asText()).isEqualTo("七一路小学");
    assertThat(school.path("entries").get(0).path("countyCode").asText()).isEqualTo(XINFU);
    assertThat(school.path("entries").get(0).path("from").asText()).isEqualTo("2010-09-01");
    assertThat(school.path("entries").get(0).path("eligibleStaff").asInt()).isEqualTo(40);
  }

  @Test
  void aSchoolsStaffIsToldOnlyToWhoeverSeesAllSinceItTellsOfAHiddenOne() {
    String hidden = api.ask("/api/v1/schools/1409020001", "Small-Cells", "hide").body();
    assertThat(hidden).contains("\"eligibleStaff\":null");
  }

  @Test
  void quarantineSaysWhatAndWhyAndWhere() {
    JsonNode quarantine = api.json("/quarantine?reason=future-date&school=1409020001");
    assertThat(quarantine.path("total").asInt()).isEqualTo(1);
    assertThat(quarantine.path("byReason").path("future-date").asInt()).isEqualTo(1);
    JsonNode entry = quarantine.path("entries").get(0);
    assertThat(entry.path("topic").asText()).isEqualTo("event.safety-drill");
    assertThat(entry.path("offset").asLong()).isEqualTo(7);
    assertThat(entry.path("detail").asText()).isEqualTo("2031-05-12 is too far ahead.");
  }

  @Test
  void viewsAreABareArray() {
    JsonNode views = api.json("/views");
    assertThat(views).hasSize(Views.ALL.size());
    assertThat(views.get(1).path("view").asText()).isEqualTo("safety-drills");
    assertThat(views.get(1).path("digest").asText()).hasSize(32).isNotEqualTo("0".repeat(32));
  }

  @Test
  void freshnessSaysThatNothingIsKnownYet() {
    JsonNode freshness = api.json("/freshness");
    assertThat(freshness.path("ready").asBoolean()).isFalse();
    assertThat(freshness.path("lastEventAt").isNull()).isTrue();
    assertThat(freshness.path("waiting").asInt()).isEqualTo(3);
    assertThat(freshness.path("now").asText()).isEqualTo("2019-05-31T04:00:00Z");
  }

  @Test
  void boundariesAreThoseOfCountiesWithSchoolsUnderTodaysCodes() {
    JsonNode boundaries = api.json("/boundaries");
    assertThat(boundaries.path("type").asText()).isEqualTo("FeatureCollection");
    assertThat(boundaries.path("features"))
        .extracting(f -> f.path("id").asText() + f.path("properties").path("name").asText())
        .containsExactlyInAnyOrder("140902忻府区", "140921定襄县", "371681邹平市");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/event-types",
        "/measures",
        "/counties",
        "/figures?measure=drills-held",
        "/counties/140902",
        "/counties/140902/series?measure=drills-held&from=2019-05-19&to=2019-05-21",
        "/counties/140902/obligations",
        "/accounting",
        "/accounting?by=source",
        "/accounting?by=school",
        "/schools/1409020001",
        "/schools/1409020001/account",
        "/quarantine",
        "/views"
      })
  void everyTableComesAsCsv(String path) {
    HttpResponse<String> answer =
        api.ask("/api/v1" + path + (path.contains("?") ? "&" : "?") + "format=csv");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .isEqualToIgnoringCase("text/csv; charset=utf-8");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    String[] lines = answer.body().split("\r\n");
    assertThat(lines.length).isGreaterThan(1);
    assertThat(lines[0]).matches("[A-Za-z,]+");
  }

  @Test
  void csvGuardsTextsAndNotNumbers() {
    assertThat(api.ask("/api/v1/figures?measure=enrollment-net&format=csv").body())
        .isEqualTo("code,name,value\r\n140902,忻府区,-3\r\n140921,定襄县,0\r\n371681,邹平市,0\r\n");
    assertThat(api.ask("/api/v1/counties/140902/obligations?format=csv").body())
        .contains("monthly-drill,2019-05-01,2019-05-31,2,1,total,,,,,\r\n")
        .contains(",,,breached,1409020002,'=东街小学,,,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/figures|400|measure is missing: write measure=NAME",
        "/figures?measure=drils|400|There is no measure \"drils\"",
        "/figures?measure=drills-held&window=30|400|window=30: \"30\" is not a window: write a number",
        "/figures?measure=drills-held&window=0d|400|at least 1",
        "/figures?measure=drills-held&asOf=2019-02-30|400|asOf=2019-02-30 is not a date: write it as",
        "/figures?measure=drills-held&asOf=today|400|asOf=today is not a date",
        "/figures?measure=drills-held&asOf=-999999999-01-01|400|is not a date",
        "/figures?measure=drills-held&level=town|400|level=town: \"town\" is not a level: write one of",
        "/figures?measure=drills-held&all=yes|400|write all=true or all=false",
        "/figures?measure=drills-held&format=xml|400|write format=json or format=csv",
        "/figures?measure=drills-held&asof=2019-05-31|400|There is no parameter \"asof\" here: write one of all, asOf",
        "/figures?measure=drills-held&measure=schools-open|400|The parameter measure is given twice",
        "/counties/999999|404|There is no county, prefecture or province \"999999\"",
        "/counties/999999/series?measure=drills-held&from=2019-05-19&to=2019-05-21|404|no county",
        "/counties/999999/obligations|404|no county, prefecture or province",
        "/counties/140902/series?measure=drills-held&to=2019-05-21|400|The parameter from is missing",
        "/counties/140902/series?measure=drills-held&from=2019-05-21&to=2019-05-19|400|is after to",
        "/counties/140902/series?measure=drills-held&from=0001-01-01&to=9999-12-31|400|too long: at most",
        "/counties/140902/obligations?asOf=x|400|asOf=x is not a date",
        "/counties?level=county|400|There is no parameter",
        "/quarantine?limit=0|400|a whole number from 1 to",
        "/places?all=true|400|name fewer measures, as measures=NAME,NAME, or write level=prefecture",
        "/accounting?schools=few|400|write schools=true or schools=false",
        "/accounting?by=county|400|write by=type or by=source or by=school",
        "/schools/nobody|404|No school \"nobody\" is registered",
        "/live?since=1|400|this address takes none",
        "/views?x=1|400|There is no parameter"
      })
  void everyWrongQuestionIsToldWhatToWrite(String path, int status, String sentence) {
    HttpResponse<String> answer = api.ask("/api/v1" + path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body().replace("\\\"", "\"")).contains(sentence);
  }

  @Test
  void thePageAndItsFilesAreServedAndNotSentTwice() {
    HttpResponse<String> page = api.ask("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("<title>CountyPulse</title>");
    HttpResponse<String> script = api.ask("/page/api.js");
    assertThat(script.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/javascript");
    String tag = script.headers().firstValue("ETag").orElseThrow();
    assertThat(api.ask("/page/api.js", "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(api.ask("/vendor/echarts.min.js").body()).hasSizeGreaterThan(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page/nothing.js",
        "/page/..%2flogback-test.xml",
        "/page/%2e%2e/logback-test.xml",
        "/page/../org/countypulse/dashboard/Dashboard.class",
        "/page/.hidden"
      })
  void nothingElseOfTheClassPathIsServed(String path) {
    assertThat(api.ask(path).statusCode()).isGreaterThanOrEqualTo(400);
  }
}
