package org.countypulse.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The page in a real browser. Skipped where no Chromium is installed, unless {@code
 * COUNTYPULSE_BROWSER_REQUIRED=1} says that there must be one.
 */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class BrowserTest {

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");
  private static final double PATIENCE_MILLIS = 60_000;

  /** Well before the page reads everything anew, as it does each minute. */
  private static final double LIVE_WITHIN_MILLIS = 30_000;

  private static final String YUANPING = "140981";
  private static final String HELD = "drills-held";

  private static Playwright playwright;
  private static Browser browser;

  private final RunningPlatform platform;
  private final List<String> complaints = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  BrowserTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @BeforeAll
  static void openBrowser() {
    Optional<Path> chromium = chromium();
    if (chromium.isEmpty()) {
      String message =
          "No Chromium found in PATH: the page is not tested (apt-get install chromium)";
      assertThat(System.getenv("COUNTYPULSE_BROWSER_REQUIRED")).as(message).isNotEqualTo("1");
      System.out.println(message);
      Assumptions.abort(message);
    }
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setTimeout(PATIENCE_MILLIS)
                    .setArgs(FLAGS));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  private static Optional<Path> chromium() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @AfterAll
  static void closeBrowser() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void openContext() {
    context = browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
  }

  @AfterEach
  void thePageHasNothingToComplainOf() {
    context.close();
    assertThat(complaints).as("errors in the browser's console").isEmpty();
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

  private void openLive(String path) {
    page.navigate(platform.url() + path);
    assertThat(page.getByTestId("live-state")).hasAttribute("data-state", "live");
  }

  private Locator figure(String county, String measure) {
    return page.locator(
        "[data-testid=figure][data-county='%s'][data-measure='%s']".formatted(county, measure));
  }

  private static String today() {
    return LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
  }
}
