package org.countypulse.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The page in a real browser. Skipped where no Chromium is installed, unless {@code
 * COUNTYPULSE_BROWSER_REQUIRED=1} says that there must be one.
 */
abstract class InTheBrowser {

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

  private static Playwright playwright;
  private static Browser browser;

  final RunningPlatform platform;
  private final List<String> complaints = new ArrayList<>();
  private BrowserContext context;
  Page page;

  InTheBrowser(RunningPlatform platform) {
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

  /** For whoever asked for what there is not: the browser itself complains of such answers. */
  void forgiveRefusedRequests() {
    complaints.removeIf(text -> text.startsWith("Failed to load resource"));
  }

  void openLive(String path) {
    page.navigate(platform.url() + path);
    assertThat(page.getByTestId("live-state")).hasAttribute("data-state", "live");
  }

  Locator figure(String county, String measure) {
    return page.locator(
        "[data-testid=figure][data-county='%s'][data-measure='%s']".formatted(county, measure));
  }

  static String today() {
    return LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
  }
}
