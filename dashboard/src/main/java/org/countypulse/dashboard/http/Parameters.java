package org.countypulse.dashboard.http;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.county.Level;

/** A request's query parameters; each reading answers 400 in words for whoever wrote them. */
final class Parameters {

  private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
  private static final String FORMAT = "format";

  private final Context request;

  private Parameters(Context request) {
    this.request = request;
  }

  /** The parameters of a table, which all take {@code format}. */
  static Parameters ofTable(Context request, String... known) {
    Set<String> all = new TreeSet<>(List.of(known));
    all.add(FORMAT);
    return of(request, all.toArray(String[]::new));
  }

  /** The parameters of a request that takes only the known ones, each once. */
  static Parameters of(Context request, String... known) {
    Set<String> allowed = new TreeSet<>(List.of(known));
    request
        .queryParamMap()
        .forEach(
            (name, values) -> {
              if (!allowed.contains(name)) {
                throw new BadRequestResponse(unknown(name, allowed));
              }
              if (values.size() > 1) {
                throw new BadRequestResponse("The parameter " + name + " is given twice.");
              }
            });
    return new Parameters(request);
  }

  private static String unknown(String name, Set<String> allowed) {
    return "There is no parameter \"%s\" here: %s"
        .formatted(
            name,
            allowed.isEmpty()
                ? "this address takes none."
                : "write one of " + String.join(", ", allowed) + ".");
  }

  /** Empty if it is missing or empty. */
  Optional<String> text(String name) {
    return Optional.ofNullable(request.queryParam(name)).filter(text -> !text.isEmpty());
  }

  Measure measure() {
    String name =
        text("measure")
            .orElseThrow(
                () ->
                    new BadRequestResponse(
                        "The parameter measure is missing: write measure=NAME, one of"
                            + " /api/v1/measures, for example measure=drills-held."));
    return measure("measure", name);
  }

  /** All measures if none is named. */
  List<Measure> measures() {
    return text("measures")
        .map(
            names ->
                Arrays.stream(names.split(","))
                    .distinct()
                    .map(name -> measure("measures", name))
                    .toList())
        .orElseGet(Views::measures);
  }

  private static Measure measure(String parameter, String name) {
    return Views.measure(name)
        .orElseThrow(
            () ->
                new BadRequestResponse(
                    "There is no measure \"%s\": write %s=NAME with one of /api/v1/measures."
                        .formatted(name, parameter)));
  }

  Window window(Window otherwise) {
    return parse("window", Window::parse).orElse(otherwise);
  }

  Level level() {
    return parse("level", Level::parse).orElse(Level.COUNTY);
  }

  private <T> Optional<T> parse(String name, Function<String, T> parser) {
    return text(name)
        .map(
            text -> {
              try {
                return parser.apply(text);
              } catch (IllegalArgumentException e) {
                throw new BadRequestResponse(name + "=" + text + ": " + e.getMessage());
              }
            });
  }

  /** The day of asking; today if it is not given. */
  LocalDate asOf(Clock clock) {
    return day("asOf").orElseGet(() -> LocalDate.now(clock));
  }

  Optional<LocalDate> day(String name) {
    return text(name).map(text -> day(name, text));
  }

  LocalDate requiredDay(String name) {
    return day(name)
        .orElseThrow(
            () ->
                new BadRequestResponse(
                    "The parameter %s is missing: write a date such as %s=2019-12-31."
                        .formatted(name, name)));
  }

  private static LocalDate day(String name, String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (!day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY)) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // Said below, as for any other text that is no date.
    }
    throw new BadRequestResponse(
        "%s=%s is not a date: write it as %s=2019-12-31.".formatted(name, text, name));
  }

  /** False if it is not given. */
  boolean flag(String name) {
    return oneOf(name, "true", "false").map(Boolean::parseBoolean).orElse(false);
  }

  boolean csv() {
    return oneOf(FORMAT, "json", "csv").filter("csv"::equals).isPresent();
  }

  /** A parameter that has a few possible values. */
  Optional<String> oneOf(String name, String... values) {
    return text(name)
        .map(
            text -> {
              if (!List.of(values).contains(text)) {
                throw new BadRequestResponse(
                    "%s=%s is not possible: write %s=%s."
                        .formatted(name, text, name, String.join(" or " + name + "=", values)));
              }
              return text;
            });
  }

  /** A whole number from 1 to a limit. */
  int number(String name, int otherwise, int most) {
    return text(name)
        .map(
            text -> {
              if (!text.matches("[1-9]\\d{0,8}") || Integer.parseInt(text) > most) {
                throw new BadRequestResponse(
                    "%s=%s is not possible: write a whole number from 1 to %d."
                        .formatted(name, text, most));
              }
              return Integer.parseInt(text);
            })
        .orElse(otherwise);
  }
}
