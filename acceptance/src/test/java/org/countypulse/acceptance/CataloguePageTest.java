package org.countypulse.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole catalogue on the page: areas, parts, places, duties and targets. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class CataloguePageTest extends InTheBrowser {

  private static final String AID = "aid-amount";

  CataloguePageTest(RunningPlatform platform) {
    super(platform);
  }

  @Test
  void aTableOfManyMeasuresCostsAFewRequests() {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered(), school.drill(today(), 12));
    List<String> asked = new ArrayList<>();
    page.onRequest(request -> asked.add(request.url()));
    openLive("/");
    assertThat(figure(school.county(), "drills-held")).hasText("1");
    assertThat(asked.stream().filter(url -> url.contains("/api/v1/places?")))
        .as("for the rows and for the whole, over the window and since the beginning")
        .hasSizeBetween(1, 4);
    assertThat(asked).noneMatch(url -> url.contains("/api/v1/figures?"));
  }

  @Test
  void aMeasureIsFoundByAPartOfItsNameInEitherLanguage() {
    ToldSchool school = aidedSchool();
    openLive("/");
    page.getByTestId("find-measure").fill("学前 资助金额");
    page.getByTestId("found-measure").first().click();
    assertThat(figure(school.county(), AID + "/preschool-aid")).hasText("8,916.50");
    assertThat(page.getByTestId("measure-select")).hasValue(AID + "/preschool-aid");
    assertThat(page).hasURL(Pattern.compile("tab=students"));

    page.getByTestId("find-measure").fill("no such thing");
    assertThat(page.locator("#found-measures")).containsText("No measure has such a name.");
  }

  @Test
  void partsStandBelowTheirWholeWithTheirShare() {
    ToldSchool school = aidedSchool();
    openLive("/#county=" + school.county() + "&tab=students&measure=" + AID);
    assertThat(figure(school.county(), AID)).hasText("11,888.67");
    Locator part = page.locator("[data-testid=part][data-measure='aid-amount/preschool-aid']");
    assertThat(part).hasText("8,916.50");
    assertThat(part.locator("xpath=..")).containsText("75.0%");

    assertThat(figure(school.county(), AID + "/grant-senior")).hasCount(0);
    page.locator("[data-testid=parts-toggle][data-measure=aid-amount]").click();
    assertThat(figure(school.county(), AID + "/grant-senior")).hasText("2,972.17");
    page.reload();
    assertThat(figure(school.county(), AID + "/grant-senior")).hasText("2,972.17");
  }

  private ToldSchool aidedSchool() {
    ToldSchool school = ToldSchool.alone();
    platform.send(
        school.registered(),
        aid(school, "PRESCHOOL_AID", 9, "8916.50"),
        aid(school, "GRANT_SENIOR", 6, "2972.17"));
    return school;
  }

  private static ObjectNode aid(ToldSchool school, String category, int persons, String yuan) {
    return school.event(
        "student-aid-granted",
        today(),
        "{\"category\":\"%s\",\"beneficiaries\":%d,\"amount\":%s}"
            .formatted(category, persons, yuan));
  }

  @Test
  void whatCouldNameSomebodyIsShownAsFewerThanFiveAndSaysWhy() {
    ToldSchool school = aidedSchool();
    page.route(
        url -> url.contains("/api/v1/places"),
        route -> hide(route, "aid-persons/grant-senior", "6"));
    openLive("/#tab=students&opened=aid-persons");
    Locator cell = figure(school.county(), "aid-persons/grant-senior");
    assertThat(cell).hasText("∗");
    assertThat(cell.getByRole(AriaRole.IMG)).hasAccessibleName(Pattern.compile("fewer than 5"));
    assertThat(figure(school.county(), "aid-persons/preschool-aid")).hasText("9");
  }

  /** Answers as to a reader who may not see that figure. */
  private static void hide(Route route, String measure, String value) {
    String body =
        route
            .fetch()
            .text()
            .replace("\"%s\":%s,".formatted(measure, value), "\"%s\":null,".formatted(measure))
            .replace("\"figures\":", "\"suppressed\":[\"%s\"],\"figures\":".formatted(measure));
    route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(body));
  }

  @Test
  void aPrefectureHasDetailsAndLeadsToItsCounties() {
    ToldSchool school = ToldSchool.alone();
    ToldSchool elsewhere = ToldSchool.in("140981");
    platform.send(school.registered(), elsewhere.registered(), school.drill(today(), 12));
    String prefecture = school.county().substring(0, 4) + "00";
    openLive("/");
    page.getByTestId("level-select").selectOption("prefecture");
    Locator row = page.locator("tr[data-code='%s']".formatted(prefecture));
    row.getByRole(AriaRole.BUTTON).first().click();
    assertThat(page.getByTestId("county-title")).containsText(prefecture);
    assertThat(page.locator("[data-testid=detail][data-measure=drills-held]"))
        .hasAttribute("data-value", Pattern.compile("[1-9]\\d*"));
    assertThat(page.getByTestId("report-link"))
        .hasAttribute(
            "href",
            "/report?prefecture=" + prefecture + "&period=" + today().substring(0, 4) + "&lang=en");

    page.getByTestId("its-places").click();
    assertThat(figure(school.county(), "drills-held")).hasText("1");
    assertThat(figure("140981", "drills-held")).hasCount(0);
  }

  @Test
  void theReportOpensInItsOwnWindowWithItsStyle() {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered(), school.drill(today(), 12));
    openLive("/#county=" + school.county());
    assertThat(page.getByTestId("report-link")).isVisible();
    Page report = page.waitForPopup(() -> page.getByTestId("report-link").click());
    assertThat(report.locator("main")).containsText("Drills held");
    assertThat(report.locator("main table").first()).hasCSS("border-collapse", "collapse");
  }

  @Test
  void whatIsOpenIsListedWithTheDaySinceWhenAndWhatIsMetFoldsAway() {
    ToldSchool school = ToldSchool.alone();
    platform.send(
        school.registered(),
        school.drill("2020-05-12", 8),
        school.event(
            "hazard-reported",
            "2020-05-01",
            """
            {"hazardRef":"stairs","category":"BUILDING","severity":"MINOR","deadline":"2020-05-10"}"""));
    openLive("/#day=2020-05-31&county=" + school.county());
    Locator overdue =
        page.getByTestId("obligation-breached").locator("ul[data-obligation=hazards-in-time]");
    assertThat(overdue).containsText(school.name());
    assertThat(overdue).containsText("stairs");
    assertThat(overdue).containsText("1 open, since 11 May 2020 · 20 days");

    Locator met = page.getByTestId("obligation-met");
    assertThat(met.locator("li[data-obligation=monthly-drill]")).containsText("1 of 1");
    assertThat(met).not().isVisible();
    page.locator("#met summary").click();
    assertThat(met).isVisible();
  }

  @Test
  void aTargetSaysInWordsWhetherItIsOnTrack() {
    ToldSchool school = ToldSchool.alone();
    platform.send(
        school.registered(),
        school.drill("2020-01-12", 8),
        target(school, "drills-held", 2),
        target(school, "drill-participants", 100));
    // An open page asks for targets again only after a minute.
    String targets = "/api/v1/counties/" + school.county() + "/targets?asOf=2020-03-31";
    await().until(() -> platform.get(targets).path("targets").size() == 2);
    openLive("/#day=2020-03-31&county=" + school.county());
    Locator drills = page.locator("tr[data-target=drills-held]");
    assertThat(drills).containsText("On track");
    assertThat(drills).containsText("50.0%");
    assertThat(drills.getByTestId("target-bar"))
        .hasAccessibleName(Pattern.compile("steady pace by now: 24\\.\\d%"));
    assertThat(page.locator("tr[data-target=drill-participants]")).containsText("Behind");
    page.getByTestId("day-input").fill("2020-12-31");
    assertThat(drills).containsText("Missed");
  }

  private static ObjectNode target(ToldSchool school, String measure, int value) {
    return new ToldSchool(school.county(), school.county())
        .event(
            "target-set",
            "2020-01-01",
            "{\"measure\":\"%s\",\"from\":\"2020-01-01\",\"to\":\"2020-12-31\",\"value\":%d}"
                .formatted(measure, value));
  }

  @Test
  void thePageIsAccessible() throws IOException {
    ToldSchool school = aidedSchool();
    platform.send(target(school, "drills-held", 2));
    openLive("/#tab=students&opened=aid-persons&measure=" + AID + "&county=" + school.county());
    assertThat(figure(school.county(), AID)).hasText("11,888.67");
    page.getByTestId("find-measure").fill("aid");
    try (InputStream axe = getClass().getResourceAsStream("/axe.min.js")) {
      page.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(
            page.evaluate(
                "async () => (await axe.run()).violations.map(v => v.help + ': ' +"
                    + " v.nodes.map(n => n.html).join(' '))"))
        .isEqualTo(List.of());
  }
}
