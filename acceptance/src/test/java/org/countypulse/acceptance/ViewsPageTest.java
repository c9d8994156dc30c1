package org.countypulse.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The versions of the views on the page: what an operator does with them, and reads off them. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class ViewsPageTest extends InTheBrowser {

  private static final String HELD = "drills-held";

  ViewsPageTest(RunningPlatform platform) {
    super(platform);
  }

  private Locator row(String state) {
    return page.locator(
        "[data-testid=views] tr[data-view=safety-drills][data-state='%s']".formatted(state));
  }

  private void act(Locator row, String action) {
    row.locator("[data-action=%s]".formatted(action)).click();
  }

  @Test
  void whatWasKnownBeforeALateCorrectionIsRebuiltReadAndRetired() {
    ToldSchool school = ToldSchool.alone();
    ObjectNode drill = school.drill(today(), 12);
    platform.send(school.registered(), drill);
    Instant then = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    Awaitility.await().until(() -> Instant.now().isAfter(then.plusMillis(50)));
    ObjectNode corrected = school.drill(today(), 30);
    corrected.set("corrects", drill.get("id"));
    platform.send(corrected);
    openLive("/");
    Locator participants = figure(school.county(), "drill-participants");
    assertThat(participants).hasText("30");

    act(row("live"), "rebuild");
    page.getByTestId("act-known")
        .fill(LocalDateTime.ofInstant(then, ZoneId.systemDefault()).toString());
    assertThat(page.getByTestId("act-command"))
        .containsText("./countypulse rebuild safety-drills --known-at " + then);
    page.getByTestId("act-go").click();
    assertThat(page.getByTestId("views-said")).containsText("Safety drills, version");
    assertThat(page.getByTestId("act")).not().isVisible();
    assertThat(row("as-known")).containsText("as known at");
    assertThat(row("as-known").locator("progress")).hasAttribute("value", "1");

    act(row("as-known"), "read");
    assertThat(page.getByTestId("version-banner")).containsText("not what is known today");
    assertThat(participants).hasText("12");
    assertThat(page).hasURL(Pattern.compile("version=safety-drills/\\d"));
    page.getByTestId("version-back").click();
    assertThat(page.getByTestId("version-banner")).isHidden();
    assertThat(participants).hasText("30");

    act(row("as-known"), "retire");
    page.getByTestId("act-go").click();
    assertThat(row("as-known")).hasCount(0);
    assertThat(page.getByTestId("version-select")).isHidden();
    assertThat(figure(school.county(), HELD)).hasText("1");
  }

  @Test
  void noFigureStandsUnderTheBannerOfAVersionOrOnADayThatCouldNotBeRead() {
    ToldSchool school = ToldSchool.alone();
    platform.send(school.registered(), school.drill(today(), 12));
    openLive("/#county=" + school.county());
    Locator detail = page.locator("[data-testid=detail][data-measure=drills-held]");
    Locator summary = page.locator("[data-testid=obligation-summary]");
    assertThat(figure(school.county(), HELD)).hasText("1");
    assertThat(detail).hasText(Pattern.compile("1.*"));
    assertThat(summary.first()).isVisible();

    page.evaluate("location.hash += '&version=safety-drills/999&day=2025-01-31'");
    assertThat(page.getByTestId("version-banner")).isVisible();
    assertThat(page.locator("#details .problem")).containsText("no version 999");
    assertThat(page.getByTestId("figure")).hasCount(0);
    assertThat(detail).hasCount(0);
    assertThat(summary).hasCount(0);
    assertThat(page.locator("#trend-chart")).hasAttribute("data-counties", "");
    assertThat(page.locator("#county-period")).containsText("2025");
    forgiveRefusedRequests();
  }
}
