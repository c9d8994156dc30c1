package org.countypulse.dashboard;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Obligation;
import org.countypulse.domain.Obligation.Terms;
import org.countypulse.domain.Obligations;
import org.countypulse.domain.Subjects;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;

/**
 * Obligations as a bureau writes them down: a JSON array of rules. A rule is never edited; it gets
 * another version with its own first day, and past periods keep the rule of their time.
 */
public final class ObligationsFile {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final String BUILT_IN = "/obligations/obligations.json";
  private static final Set<String> FIELDS =
      Set.of(
          "name", "version", "title", "titleZh", "source", "kind", "what", "period", "who",
          "atLeast", "from", "until");
  private static final Set<String> WHO_FIELDS =
      Set.of(
          "stages", "exceptStages", "ownerships", "settings", "hasCanteen", "hasBuses", "boarding");

  /** The file can't be used; the message says why and where. */
  public static final class BadObligationException extends RuntimeException {
    BadObligationException(String message) {
      super(message);
    }
  }

  private final String file;

  private ObligationsFile(String file) {
    this.file = file;
  }

  /** The rules that stand in the bureaus' reports. */
  public static Obligations builtIn() {
    try (var in = ObligationsFile.class.getResourceAsStream(BUILT_IN)) {
      return new ObligationsFile(BUILT_IN).rules(JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The built-in rules, and those of a file.
   *
   * @throws BadObligationException if it can't be used
   */
  public static Obligations withBuiltIn(Path file) {
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      return builtIn().with(new ObligationsFile(file.toString()).rules(json));
    } catch (NoSuchFileException e) {
      throw new BadObligationException("There is no file " + file + " (--obligations).");
    } catch (IOException e) {
      throw new BadObligationException(
          file + " (--obligations) is not JSON: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private Obligations rules(JsonNode json) {
    if (!json.isArray()) {
      throw bad("the file", "must be a JSON array of rules");
    }
    List<Obligation> rules = new ArrayList<>();
    Set<List<Object>> versions = new HashSet<>();
    for (JsonNode one : json) {
      Obligation rule = rule(one);
      rules.add(rule);
      if (!versions.add(List.of(rule.name(), rule.terms().version()))) {
        throw bad(rule.name(), "stands there twice with the version " + rule.terms().version());
      }
    }
    return new Obligations(rules);
  }

  private Obligation rule(JsonNode json) {
    String name = text(json, "a rule", "name");
    checkFields(json, name, FIELDS);
    Terms terms =
        new Terms(
            name,
            version(json, name),
            text(json, name, "title"),
            text(json, name, "titleZh"),
            day(json, name, "from", LocalDate.of(1900, 1, 1)),
            day(json, name, "until", LocalDate.of(9999, 12, 31)),
            text(json, name, "source"));
    if (terms.until().isBefore(terms.from())) {
      throw bad(name, "ends before it begins");
    }
    String kind = text(json, name, "kind");
    checkUse(json, name, kind);
    Measure what = measure(name, text(json, name, "what"));
    Subjects who = who(name, json.path("who"));
    return switch (kind) {
      case "at-least-once" ->
          new Obligation.OfSchools(terms, period(json, name), tracked(name, what), who);
      case "never" -> new Obligation.Never(terms, period(json, name), tracked(name, what), who);
      case "none-open" -> new Obligation.NoneOpen(terms, listed(name, what), who);
      case "county-at-least" ->
          new Obligation.OfCounty(terms, period(json, name), what, number(json, name, "atLeast"));
      default ->
          throw bad(
              name,
              "has the kind \""
                  + kind
                  + "\"; write at-least-once, never, none-open or county-at-least");
    };
  }

  /** What a kind of rule does not look at would be believed to do something. */
  private void checkUse(JsonNode json, String name, String kind) {
    boolean ofCounty = kind.equals("county-at-least");
    String unused =
        ofCounty && json.has("who")
            ? "who"
            : !ofCounty && json.has("atLeast")
                ? "atLeast"
                : kind.equals("none-open") && json.has("period") ? "period" : null;
    if (unused != null) {
      throw bad(name, "is of the kind " + kind + ", which has no \"" + unused + "\"");
    }
    if (!json.path("who").isMissingNode() && !json.path("who").isObject()) {
      throw bad(name, "needs an object as \"who\"");
    }
  }

  private void checkFields(JsonNode json, String of, Set<String> known) {
    json.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                throw bad(of, "has no \"" + field + "\"; it may have " + known);
              }
            });
  }

  private String text(JsonNode json, String of, String field) {
    if (!json.path(field).isTextual() || json.path(field).textValue().isBlank()) {
      throw bad(of, "needs \"" + field + "\", a text");
    }
    return json.path(field).textValue();
  }

  private int version(JsonNode json, String of) {
    JsonNode version = json.path("version");
    if (version.isMissingNode()) {
      return 1;
    }
    if (!version.isInt() || version.intValue() < 1) {
      throw bad(of, "needs a whole number from 1 on as \"version\"");
    }
    return version.intValue();
  }

  private double number(JsonNode json, String of, String field) {
    if (!json.path(field).isNumber()) {
      throw bad(of, "needs \"" + field + "\", a number");
    }
    return json.path(field).doubleValue();
  }

  private LocalDate day(JsonNode json, String of, String field, LocalDate otherwise) {
    if (json.path(field).isMissingNode()) {
      return otherwise;
    }
    try {
      return LocalDate.parse(json.path(field).asText());
    } catch (DateTimeException e) {
      throw bad(of, "needs a date such as \"2019-09-01\" as \"" + field + "\"");
    }
  }

  private Window period(JsonNode json, String of) {
    try {
      Window period = Window.parse(text(json, of, "period"));
      if (period instanceof Window.Total) {
        throw bad(of, "has the period total, which never ends");
      }
      return period;
    } catch (IllegalArgumentException e) {
      throw bad(of, "has a wrong period: " + e.getMessage());
    }
  }

  private Measure measure(String of, String name) {
    return Views.measure(name)
        .orElseThrow(() -> bad(of, "is about the measure \"" + name + "\", which there is not"));
  }

  /** Only of some sums the days are kept: another one needs a new version of its view. */
  private Sum tracked(String of, Measure what) {
    if (what instanceof Sum sum && Views.of(sum).tracksDays(sum)) {
      return sum;
    }
    throw bad(
        of,
        "is about \""
            + what.name()
            + "\", whose days are not kept school by school; it may be about "
            + Views.ALL.stream()
                .flatMap(view -> view.posted().stream().filter(view::tracksDays).map(Measure::name))
                .toList());
  }

  private Gauge listed(String of, Measure what) {
    if (what instanceof Gauge gauge && gauge.listed()) {
      return gauge;
    }
    throw bad(of, "is about \"" + what.name() + "\", which has no things that are open or not");
  }

  private Subjects who(String of, JsonNode json) {
    if (json.isMissingNode()) {
      return Subjects.ALL;
    }
    checkFields(json, of, WHO_FIELDS);
    return new Subjects(
        symbols(json, of, "stages", Stage.class),
        symbols(json, of, "exceptStages", Stage.class),
        symbols(json, of, "ownerships", Ownership.class),
        symbols(json, of, "settings", Setting.class),
        truth(json, of, "hasCanteen"),
        truth(json, of, "hasBuses"),
        truth(json, of, "boarding"));
  }

  private Boolean truth(JsonNode json, String of, String field) {
    if (json.path(field).isMissingNode()) {
      return null;
    }
    if (!json.path(field).isBoolean()) {
      throw bad(of, "needs true or false as \"" + field + "\"");
    }
    return json.path(field).booleanValue();
  }

  private <E extends Enum<E>> Set<E> symbols(
      JsonNode json, String of, String field, Class<E> type) {
    if (!json.path(field).isMissingNode() && !json.path(field).isArray()) {
      throw bad(of, "needs an array as \"" + field + "\"");
    }
    Set<E> symbols = new LinkedHashSet<>();
    for (JsonNode symbol : json.path(field)) {
      symbols.add(
          Arrays.stream(type.getEnumConstants())
              .filter(constant -> constant.name().equals(symbol.asText()))
              .findFirst()
              .orElseThrow(
                  () ->
                      bad(
                          of,
                          "has \""
                              + symbol.asText()
                              + "\" in "
                              + field
                              + "; write some of "
                              + Arrays.toString(type.getEnumConstants()))));
    }
    return symbols;
  }

  private BadObligationException bad(String of, String what) {
    return new BadObligationException(file + " (--obligations): " + of + " " + what + ".");
  }
}
