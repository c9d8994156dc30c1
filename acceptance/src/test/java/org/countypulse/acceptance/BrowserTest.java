package org.countypulse.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator sees and does on the page. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class BrowserTest extends InTheBrowser {

  /** Well before the page reads everything anew, as it does each minute. */
  private static final double LIVE_WITHIN_MILLIS = 30_000;

  private static final String YUANPING = "140981";
  private static final String HELD = "drills-held";

  BrowserTest(RunningPlatform platform) {
    super(platform);
  }

  @Test
  void anEventPostedOverHttpChangesTheNumberWithoutReload() {
    ToldSchool school = ToldSchool.alone();
    String county = school.county();
    platform.send(school.registered(), school.drill(today(), 12));
    openLive("/");
    assertThat(figure(county, HELD)).hasAttribute("data-value", "1");
    page.evaluate("window.opened = 'once'");

    ObjectNode second = school.drill(today(), 30);
    platform.send(second);
    assertThat(figure(county, HELD))
        .hasAttribute(
            "data-value",
            "2",
            new LocatorAssertions.HasAttributeOptions().setTimeout(LIVE_WITHIN_MILLIS));
    assertThat(figure(county, HELD)).hasText("2");
    assertThat(figure(county, "drill-participants")).hasText("42");

    platform.send(school.voiding(second));
    assertThat(figure(county, HELD)).hasText("1");
    assertThat(page.evaluate("window.opened")).as("the page was not loaded anew").isEqualTo("once");
  }

  @Test
  void theFirstSchoolOfACountyBringsTheCountyOntoThePage() {
    ToldSchool school = ToldSchool.alone();
    openLive("/");
    platform.send(school.registered(), school.drill(today(), 12));
    assertThat(figure(school.county(), HELD)).hasText("1");
  }

  @Test
  void theFiguresAreOfTheWindowAndDayThatAreChosen() {
    ToldSchool school = ToldSchool.alone();
    String county = school.county();
    platform.send(
        school.registered(),
        school.drill("2020-03-12", 8),
        school.drill("2020-05-12", 8),
        school.drill("2020-05-14", 8));
    openLive("/");
    page.getByTestId("day-input").fill("2020-05-31");
    page.getByTestId("window-select").selectOption("month");
    assertThat(figure(county, HELD)).hasText("2");
    page.getByTestId("window-select").selectOption("year");
    assertThat(figure(county, HELD)).hasText("3");
    page.getByTestId("day-input").fill("2020-05-13");
    assertThat(figure(county, HELD)).hasText("2");
    assertThat(page).hasURL(Pattern.compile("day=2020-05-13"));

    page.reload();
    assertThat(page.getByTestId("day-input")).hasValue("2020-05-13");
    assertThat(page.getByTestId("window-select")).hasValue("year");
    assertThat(figure(county, HELD)).hasText("2");
  }

  @Test
  void theSchoolInBreachIsNamed() {
    ToldSchool idle = ToldSchool.alone();
    ToldSchool drilled = ToldSchool.in(idle.county());
    platform.send(idle.registered(), drilled.registered(), drilled.drill("2020-05-12", 8));
    openLive("/");
    page.getByTestId("day-input").fill("2020-05-31");
    page.getByTestId("county-select").selectOption(idle.county());

    Locator monthly =
        page.getByTestId("obligation-breached").locator("ul[data-obligation=monthly-drill]");
    assertThat(monthly).containsText(idle.name());
    assertThat(monthly).not().containsText(drilled.name());

    page.getByTestId("day-input").fill("2020-05-15");
    Locator outstanding =
        page.getByTestId("obligation-outstanding").locator("ul[data-obligation=monthly-drill]");
    assertThat(outstanding).containsText(idle.name());
  }

  @Test
  void thePageSpeaksEnglishAndChinese() {
    ToldSchool school = ToldSchool.in(YUANPING);
    platform.send(school.registered());
    openLive("/");
    Locator html = page.locator("html");
    Locator title = page.locator("#figures-title");
    Locator table = page.getByTestId("figures-table");
    assertThat(html).hasAttribute("lang", "en");
    assertThat(title).hasText("Figures");
    assertThat(table).containsText("Yuanping");

    page.getByTestId("language-toggle").click();
    assertThat(html).hasAttribute("lang", "zh-CN");
    assertThat(title).hasText("数据");
    assertThat(table).containsText("原平");
    assertThat(table).not().containsText("Yuanping");

    page.getByTestId("language-toggle").click();
    assertThat(title).hasText("Figures");
  }

  @Test
  void whatWaitsForARegistrationIsCountedAndNamed() {
    ToldSchool unknown = ToldSchool.in(YUANPING);
    openLive("/");
    Locator waiting = page.getByTestId("waiting-count");
    assertThat(waiting).hasAttribute("data-value", Pattern.compile("\\d+"));
    int before = Integer.parseInt(waiting.getAttribute("data-value"));

    platform.send(unknown.drill(today(), 8), unknown.drill(today(), 9));
    assertThat(waiting).hasAttribute("data-value", Integer.toString(before + 2));
    assertThat(page.getByTestId("waiting-schools")).containsText(unknown.id());

    platform.send(unknown.registered());
    assertThat(waiting).hasAttribute("data-value", Integer.toString(before));
  }
}
