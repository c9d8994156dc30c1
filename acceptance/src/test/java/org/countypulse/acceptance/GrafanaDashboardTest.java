package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Grafana's dashboard asks for nothing that the platform doesn't measure. */
@ExtendWith(SharedPlatform.class)
@Order(SharedPlatform.LATE)
class GrafanaDashboardTest {

  private static final Path GRAFANA = RunningPlatform.ROOT.resolve("deploy/grafana");

  /** Prometheus's own: whether a process answered. */
  private static final Set<String> NOT_OURS = Set.of("up");

  private static final Set<String> WORDS = Set.of("by", "without", "or", "and", "unless");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\w)(?!\\s*\\()");

  private final RunningPlatform platform;

  GrafanaDashboardTest(RunningPlatform platform) {
    this.platform = platform;
  }

  @Test
  void everyMetricOfTheDashboardIsOneOfTheRunningPlatform() throws IOException {
    ToldSchool school = ToldSchool.alone();
    platform.send(
        school.registered(),
        school.drill("2019-05-12", 8),
        school.event("safety-drill", "2019-05-12", "{\"kind\":\"DANCE\"}"));
    Set<String> wanted = new TreeSet<>();
    panels().findValues("expr").forEach(query -> wanted.addAll(metrics(query.asText())));
    assertThat(wanted).hasSizeGreaterThan(20).contains("countypulse_lag");
    wanted.removeAll(NOT_OURS);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(scraped()).containsAll(wanted));
  }

  @Test
  void everyPanelSaysWhatItShowsAndAsksTheProvisionedDataSource() throws IOException {
    String source =
        ComposeFile.yaml(GRAFANA.resolve("provisioning/datasources/prometheus.yml")).toString();
    for (JsonNode panel : panels()) {
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("description").asText()).as("%s", panel.path("title")).isNotBlank();
        assertThat(source).contains("uid=" + panel.at("/datasource/uid").asText("none"));
      }
    }
  }

  @Test
  void aQuerysMetricsAreFoundAmongItsFunctionsLabelsAndWords() {
    assertThat(
            metrics(
                "label_replace(sum by (view, a_b) (rate(x_total{status=\"200\",b=~\"c d\"}[1m])), \"e\", \"$1\", \"f\", \"g\")"
                    + " / on (h) group_left (i) y:z or vector(0) > 1e9"))
        .containsExactlyInAnyOrder("x_total", "y:z");
  }

  private static JsonNode panels() throws IOException {
    return RunningPlatform.json(Files.readString(GRAFANA.resolve("dashboards/countypulse.json")))
        .path("panels");
  }

  /** The names of metrics in a PromQL query. */
  private static Set<String> metrics(String query) {
    String bare =
        query
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^]]*]", "")
            .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", "")
            .replaceAll("\\b[0-9][0-9.e]*\\b", "");
    Set<String> names = new HashSet<>();
    Matcher name = NAME.matcher(bare);
    while (name.find()) {
      names.add(name.group());
    }
    names.removeAll(WORDS);
    return names;
  }

  private List<String> scraped() {
    return platform
        .ask("GET", "/metrics", null, Map.of())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll("[{ ].*", ""))
        .distinct()
        .toList();
  }
}
