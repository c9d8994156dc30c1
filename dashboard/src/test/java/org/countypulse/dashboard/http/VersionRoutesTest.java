package org.countypulse.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countypulse.dashboard.model.TestLedger.DINGXIANG;
import static org.countypulse.dashboard.model.TestLedger.XINFU;
import static org.countypulse.dashboard.model.TestLedger.XINFU_NO_1;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.countypulse.dashboard.Api;
import org.countypulse.dashboard.model.Row;
import org.countypulse.dashboard.model.TestLedger;
import org.countypulse.dashboard.model.TestLedger.Entry;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.DifferingCell;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.VerificationOutcome;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.ledger.ViewVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Figures of other versions than the promoted one. Of the drills, version 2 shows what was known on
 * 10 October, before a late correction; 3 is being rebuilt, 4 has been retired, 5 was made by other
 * rules, and 6 is complete but not read to its end.
 */
@Timeout(60)
class VersionRoutesTest {

  private static final String DRILLS = "safety-drills";
  private static final Instant OCTOBER = Instant.parse("2026-10-10T00:00:00Z");
  private static final String WINDOW = "&window=30d&asOf=2019-05-31";

  private static TestServer server;
  private static Api api;

  @BeforeAll
  static void start() {
    TestLedger ledger =
        new TestLedger()
            .school(XINFU_NO_1, Entry.of("2010-09-01", "七一路小学", XINFU).withCanteen())
            .school("1409210001", Entry.of("2015-09-01", "定襄中学", DINGXIANG))
            .cell("drills-held", XINFU, "2019-05-20", 2)
            .cell("canteen-inspections", XINFU, "2019-05-20", 7)
            .mark("drills-held", XINFU_NO_1, XINFU, "2019-05-20")
            .say(DRILLS, 2, VersionState.LIVE, "known-at 2026-10-10T00:00:00Z", OCTOBER)
            .put(DRILLS, 2, "", cell(3))
            .say(DRILLS, 3, VersionState.REBUILDING, "", null)
            .put(DRILLS, 3, "", cell(1))
            .say(DRILLS, 4, VersionState.LIVE, "", null)
            .say(DRILLS, 4, VersionState.RETIRED, "", null)
            .announce(
                ViewVersion.newBuilder()
                    .setView(DRILLS)
                    .setVersion(5)
                    .setEntry("v5")
                    .setFingerprint("another")
                    .setPromoted(false)
                    .build())
            .complete()
            .say(DRILLS, 6, VersionState.LIVE, "", null);
    ledger
        .model()
        .apply(
            List.of(
                new Row.Certified("a", certificate(1)), new Row.Certified("b", certificate(2))));
    server = new TestServer(ledger.model());
    api = server.api();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static LedgerCell cell(long held) {
    return new LedgerCell(XINFU, LocalDate.of(2019, 5, 20), "drills-held", held);
  }

  private static Certificate certificate(int hour) {
    return Certificate.newBuilder()
        .setView(DRILLS)
        .setVersion(2)
        .setAgainst(1)
        .setAt(OCTOBER.plusSeconds(3600L * hour))
        .setBy("li")
        .setOutcome(VerificationOutcome.DIFFERENT)
        .setDetail("One cell differs.")
        .setDigest("aa")
        .setAgainstDigest("bb")
        .setFingerprint("f")
        .setAgainstFingerprint("f")
        .setOffsets(Map.of("event.safety-drill/0", 7L))
        .setAgainstOffsets(Map.of("event.safety-drill/0", 7L))
        .setSchools(1)
        .setCells(1)
        .setRecords(7)
        .setDiffering(1)
        .setExamples(
            List.of(
                DifferingCell.newBuilder()
                    .setCounty(XINFU)
                    .setDay(LocalDate.of(2019, 5, 20))
                    .setMeasure("drills-held")
                    .setAmount(3)
                    .setAgainstAmount(2)
                    .build()))
        .setProgram("test")
        .build();
  }

  private static long first(JsonNode figures) {
    return figures.path("rows").get(0).path("value").asLong();
  }

  @Test
  void figuresAreOfThePromotedVersionUnlessAnotherIsAskedFor() {
    JsonNode now = api.json("/figures?measure=drills-held" + WINDOW);
    assertThat(first(now)).isEqualTo(2);
    assertThat(now.has("versions")).isFalse();

    JsonNode then = api.json("/figures?measure=drills-held&version=2" + WINDOW);
    assertThat(first(then)).isEqualTo(3);
    assertThat(then.path("versions"))
        .hasToString(
            "[{\"view\":\"safety-drills\",\"version\":2,\"label\":\"known-at 2026-10-10T00:00:00Z\","
                + "\"knownAt\":\"2026-10-10T00:00:00Z\"}]");
    assertThat(first(api.json("/figures?measure=drills-held&version=safety-drills/2" + WINDOW)))
        .isEqualTo(3);
    assertThat(first(api.json("/figures?measure=drills-held&version=1" + WINDOW))).isEqualTo(2);
  }

  @Test
  void manyMeasuresComeFromThatVersionWhereThereIsOne() {
    for (String path :
        List.of(
            "/counties/140902?version=2" + WINDOW,
            "/counties/140902?version=safety-drills/2" + WINDOW)) {
      JsonNode county = api.json(path);
      assertThat(county.path("figures").path("drills-held").asInt()).isEqualTo(3);
      assertThat(county.path("figures").path("canteen-inspections").asInt()).isEqualTo(7);
      assertThat(county.path("versions")).hasSize(1);
    }
    JsonNode places =
        api.json("/places?measures=drills-held,canteen-inspections&version=2" + WINDOW);
    assertThat(places.path("rows").get(0).path("figures"))
        .hasToString("{\"drills-held\":3,\"canteen-inspections\":7}");
  }

  @Test
  void seriesObligationsTargetsAndReportsAreReadFromItToo() {
    JsonNode series =
        api.json(
            "/counties/140902/series?measure=drills-held&from=2019-05-20&to=2019-05-20&version=2");
    assertThat(series.path("points").get(0).path("value").asInt()).isEqualTo(3);
    assertThat(monthlyDrillsMet("")).isEqualTo(1);
    assertThat(monthlyDrillsMet("&version=2")).as("it has no school's days").isZero();
    assertThat(api.json("/counties/140902/targets?version=2").path("versions")).hasSize(1);
    assertThat(api.json("/report?county=140902&period=2019-05&version=2").path("versions"))
        .hasSize(1);
  }

  private static int monthlyDrillsMet(String version) {
    for (JsonNode duty :
        api.json("/counties/140902/obligations?asOf=2019-05-31" + version).path("obligations")) {
      if (duty.path("name").asText().equals("monthly-drill")) {
        return duty.path("met").asInt();
      }
    }
    throw new AssertionError("no monthly-drill");
  }

  @ParameterizedTest
  @CsvSource({
    "en, 'as known at 2026-10-10T00:00:00Z (version 2)'",
    "zh, 按 2026-10-10T00:00:00Z 时所知（版本 2）"
  })
  void aReportSaysThatItIsNotWhatIsKnownToday(String language, String words) {
    HttpResponse<String> page =
        api.ask("/report?county=140902&period=2019-05&version=2&lang=" + language);
    assertThat(page.body()).contains(words).contains("version=2&amp;lang=");
  }

  @ParameterizedTest
  @CsvSource({
    "7, 404, There is no version 7 of safety-drills",
    "4, 404, Version 4 of safety-drills has been retired",
    "3, 409, Version 3 of safety-drills is not complete (rebuilding)",
    "6, 503, Version 6 of safety-drills is still being read here",
    "safety-drills/7, 404, There is no version 7 of safety-drills",
    "no-view/1, 400, there is no view no-view",
    "x, 400, version=x is not possible",
    "0, 400, version=0 is not possible",
    "'safety-drills/1,safety-drills/2', 400, twice"
  })
  void aVersionThatCannotBeReadIsRefusedInWords(String version, int status, String words) {
    HttpResponse<String> answer =
        api.ask("/api/v1/figures?measure=drills-held&version=" + version + WINDOW);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/counties/140902?version=9", "/places?version=9"})
  void aVersionThatNoViewHasIsNotFound(String path) {
    HttpResponse<String> answer = api.ask("/api/v1" + path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("No view has a version 9 that can be read");
  }

  @Test
  void viewsListsEachVersionWithItsStateAndLabel() {
    Map<Integer, String> states = new TreeMap<>();
    JsonNode known = null;
    for (JsonNode view : api.json("/views")) {
      if (view.path("view").asText().equals(DRILLS)) {
        states.put(view.path("version").asInt(), view.path("state").asText());
        known = view.path("version").asInt() == 2 ? view : known;
      }
    }
    assertThat(states)
        .isEqualTo(Map.of(1, "live", 2, "as-known", 3, "rebuilding", 5, "outdated", 6, "live"));
    assertThat(known.path("label").asText()).isEqualTo("known-at 2026-10-10T00:00:00Z");
    assertThat(known.path("knownAt").asText()).isEqualTo("2026-10-10T00:00:00Z");
    assertThat(known.path("promoted").asBoolean()).isFalse();
    assertThat(known.path("partitions").isArray()).isTrue();
    assertThat(api.ask("/api/v1/views?format=csv").body())
        .contains("safety-drills,5,false,outdated")
        .contains("It was made by other rules than this program's");
  }

  @Test
  void certificatesAreListedTheNewestFirst() {
    JsonNode certificates = api.json("/certificates?view=safety-drills").path("certificates");
    assertThat(certificates).hasSize(2);
    assertThat(certificates.get(0).path("at").asText()).isEqualTo("2026-10-10T02:00:00Z");
    assertThat(certificates.get(0).path("outcome").asText()).isEqualTo("DIFFERENT");
    JsonNode cell = certificates.get(0).path("examples").get(0);
    assertThat(cell.path("measure").asText()).isEqualTo("drills-held");
    assertThat(cell.path("day").asText()).isEqualTo("2019-05-20");
    assertThat(api.json("/certificates?view=canteens").path("certificates")).isEmpty();
    assertThat(api.ask("/api/v1/certificates?view=none").statusCode()).isEqualTo(400);
    assertThat(api.ask("/api/v1/certificates?format=csv").body()).contains("One cell differs.");
  }

  @Test
  void whoMaySeeNoSmallCellsSeesNoCellThatDiffers() {
    String answer = api.ask("/api/v1/certificates", "Small-Cells", "hide").body();
    assertThat(answer).contains("\"examples\":[]").contains("\"digest\":null");
    assertThat(answer).doesNotContain("2019-05-20");
  }

  @Test
  void aLongSeriesLetsOthersInBetweenAndIsNeverOfTwoVersions() {
    TestLedger ledger =
        new TestLedger()
            .school(XINFU_NO_1, Entry.of("2010-09-01", "七一路小学", XINFU))
            .cell("drills-held", XINFU, "2019-05-20", 2)
            .say(DRILLS, 2, VersionState.LIVE, "", null)
            .put(DRILLS, 2, "", cell(3))
            .complete();
    AtomicInteger pieces = new AtomicInteger();
    Readers meanwhile =
        request -> {
          if (pieces.incrementAndGet() == 3) {
            ledger.promote(DRILLS, 2).complete();
          }
          return true;
        };
    try (TestServer own = new TestServer(ledger.model(), meanwhile)) {
      JsonNode points =
          own.api()
              .json(
                  "/counties/140902/series?measure=drills-held&window=total"
                      + "&from=2019-05-20&to=2019-12-31")
              .path("points");
      assertThat(points).hasSize(226);
      assertThat(points).allSatisfy(point -> assertThat(point.path("value").asInt()).isEqualTo(3));
      assertThat(points.get(225).path("day").asText()).isEqualTo("2019-12-31");
    }
  }
}
