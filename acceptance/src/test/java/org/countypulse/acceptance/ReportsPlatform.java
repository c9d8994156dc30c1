package org.countypulse.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A platform on which the figures of printed reports are counted, and how they are asked for. It is
 * not the one that other tests share: a report is of all schools of a place, and those tests have
 * schools there.
 */
final class ReportsPlatform implements ParameterResolver {

  /** {@code @Order} of the classes that use it, one after the other. */
  static final int FIRST = SharedPlatform.LATE - 2;

  /** For the last of them, which stops it. */
  static final int LAST = SharedPlatform.LATE - 1;

  private static final Namespace NAMESPACE = Namespace.create(ReportsPlatform.class);
  private static final Duration COUNTED_WITHIN = Duration.ofSeconds(60);
  private static final int BATCH = 1_000;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Reports.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            "reports",
            key -> new Reports(SharedPlatform.of(context, NAMESPACE), new HashMap<>()),
            Reports.class);
  }

  /**
   * Sends events of a report and reads its figures.
   *
   * @param sent how many events of each type, so that nobody reads before they are received
   */
  record Reports(RunningPlatform platform, Map<String, Long> sent) {

    /** Sends events in batches; the door must accept each, or have seen it before. */
    void send(List<ObjectNode> events) {
      for (int from = 0; from < events.size(); from += BATCH) {
        List<ObjectNode> batch = events.subList(from, Math.min(from + BATCH, events.size()));
        JsonNode verdicts = platform.post(batch.toString());
        assertThat(verdicts.path("results"))
            .hasSameSizeAs(batch)
            .noneMatch(verdict -> verdict.path("status").asText().equals("rejected"));
        batch.forEach(event -> sent.merge(event.path("type").asText(), 1L, Long::sum));
      }
    }

    /** Waits until all that was sent is received. */
    void awaitReceived() {
      eventually(
          () ->
              sent.forEach(
                  (type, records) ->
                      assertThat(account(type).path("received").asLong())
                          .as(type)
                          .isEqualTo(records)));
    }

    /** A measure's values by place, as the numbers are written in the answer. */
    Map<String, String> figures(String measure, String level, String window, String asOf) {
      String path =
          "/api/v1/figures?measure=%s&window=%s&asOf=%s&level=%s"
              .formatted(measure, window, asOf, level);
      String answer = platform.ask("GET", path, null, Map.of()).body();
      assertThat(RunningPlatform.json(answer).path("rows").isArray()).as(answer).isTrue();
      Matcher rows =
          Pattern.compile("\\{\"code\":\"(\\d+)\",\"name\":\"[^\"]*\",\"value\":([^,}]+)")
              .matcher(answer);
      Map<String, String> values = new LinkedHashMap<>();
      while (rows.find()) {
        values.put(rows.group(1), rows.group(2));
      }
      assertThat(values).hasSameSizeAs(RunningPlatform.json(answer).path("rows"));
      return values;
    }

    /** Waits until a place's figure of a calendar year is this one. */
    void thenInYear(int year, String level, String place, String measure, String value) {
      then(level, place, measure, "year", year + "-12-31", value);
    }

    /** Waits until a place's figure is this one; there may be a wait for the streams' commit. */
    void then(
        String level, String place, String measure, String window, String asOf, String value) {
      await()
          .atMost(COUNTED_WITHIN)
          .untilAsserted(
              () ->
                  assertThat(number(figures(measure, level, window, asOf).getOrDefault(place, "0")))
                      .as("%s of %s, %s at %s", measure, place, window, asOf)
                      .isEqualByComparingTo(value));
    }

    /** Waits until it is so. */
    void eventually(ThrowingRunnable assertions) {
      await().atMost(COUNTED_WITHIN).untilAsserted(assertions);
    }

    private static BigDecimal number(String text) {
      return text.equals("null") ? null : new BigDecimal(text);
    }

    /** What a county owes by one rule, in the period that contains a day. */
    JsonNode obligation(String county, String name, String asOf) {
      String path = "/api/v1/counties/%s/obligations?asOf=%s".formatted(county, asOf);
      return named(platform.get(path).path("obligations"), "name", name);
    }

    /** How a place stands to its target for a measure, in the period that contains a day. */
    JsonNode target(String place, String measure, String asOf) {
      String path = "/api/v1/counties/%s/targets?asOf=%s".formatted(place, asOf);
      return named(platform.get(path).path("targets"), "measure", measure);
    }

    /** A measure in the report of a prefecture's year, with its parts. */
    JsonNode reported(String prefecture, int year, String measure) {
      String path =
          "/api/v1/report?prefecture=%s&period=%d&format=json".formatted(prefecture, year);
      List<JsonNode> all = new ArrayList<>();
      platform.get(path).path("areas").forEach(area -> area.path("figures").forEach(all::add));
      return named(all, "measure", measure);
    }

    private static JsonNode named(Iterable<JsonNode> list, String member, String name) {
      for (JsonNode one : list) {
        if (one.path(member).asText().equals(name)) {
          return one;
        }
      }
      throw new AssertionError("No " + name + " in " + list);
    }

    /** What became of the records of an event type. */
    JsonNode account(String type) {
      return named(platform.get("/api/v1/accounting").path("byType"), "type", type);
    }
  }
}
