package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.countypulse.dashboard.model.Ledgers;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.ViewLedger;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;

/**
 * The versions that a request reads by {@code version=}, whatever is promoted: {@code 2} is version
 * 2 of the measure's view, or, where many measures are asked for, of every view that has one;
 * {@code safety-drills/2,canteens/3} says it view by view. Views that are not named are read as
 * promoted.
 */
final class Versions {

  static final String PARAMETER = "version";

  private static final String HOW =
      "version=%s is not possible: write a version's number such as version=2, or views with"
          + " numbers such as version=safety-drills/2,canteens/3; GET /api/v1/views lists them.";
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
  private static final Pattern OF_VIEW = Pattern.compile("([a-z-]+)/([1-9]\\d{0,8})");

  private final Map<CountyView, Integer> byView;
  private final Integer ofEach;

  private Versions(Map<CountyView, Integer> byView, Integer ofEach) {
    this.byView = byView;
    this.ofEach = ofEach;
  }

  /** Those that a request for one measure reads. */
  static Versions of(Parameters parameters, Measure measure) {
    Versions asked = of(parameters);
    return asked.ofEach == null
        ? asked
        : new Versions(Map.of(Views.of(measure), asked.ofEach), null);
  }

  /** Those that a request for many measures reads. */
  static Versions of(Parameters parameters) {
    String text = parameters.text(PARAMETER).orElse(null);
    if (text == null) {
      return new Versions(Map.of(), null);
    }
    if (NUMBER.matcher(text).matches()) {
      return new Versions(Map.of(), Integer.valueOf(text));
    }
    Map<CountyView, Integer> byView = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = OF_VIEW.matcher(part);
      if (!matcher.matches()) {
        throw new BadRequestResponse(HOW.formatted(text));
      }
      CountyView view =
          Views.named(matcher.group(1))
              .orElseThrow(
                  () ->
                      new BadRequestResponse(
                          "version=%s: there is no view %s.".formatted(text, matcher.group(1))));
      if (byView.put(view, Integer.valueOf(matcher.group(2))) != null) {
        throw new BadRequestResponse(
            "version=%s names the view %s twice.".formatted(text, view.name()));
      }
    }
    return new Versions(byView, null);
  }

  /** Asks the read model, as those versions show it. */
  <T> T read(ReadModel model, Function<Ledgers, T> question) {
    return model.read(ledgers -> question.apply(in(ledgers)));
  }

  private Ledgers in(Ledgers ledgers) {
    if (ofEach != null) {
      return ledgers.with(ofEach(ledgers));
    }
    List<ViewLedger> others = new ArrayList<>();
    byView.forEach((view, number) -> others.add(readable(ledgers, view, number)));
    return ledgers.with(others);
  }

  /** It must be there in at least one view. */
  private List<ViewLedger> ofEach(Ledgers ledgers) {
    List<ViewLedger> found = new ArrayList<>();
    for (CountyView view : Views.ALL) {
      try {
        found.add(readable(ledgers, view, ofEach));
      } catch (NotFoundResponse e) {
        continue; // any other refusal is one: figures of two days must not be mixed unsaid
      }
    }
    if (found.isEmpty()) {
      throw new NotFoundResponse(
          "No view has a version %d that can be read: GET /api/v1/views lists them."
              .formatted(ofEach));
    }
    return found;
  }

  private static ViewLedger readable(Ledgers ledgers, CountyView view, int number) {
    ViewLedger ledger =
        ledgers.version(view, number).orElseThrow(() -> absent(ledgers, view, number));
    if (ledgers.isPromoted(ledger)) {
      return ledger;
    }
    if (!ledger.isWhole()) {
      throw new ConflictResponse(
          "Version %d of %s is not complete (%s): wait until GET /api/v1/views says that it is live or as-known."
              .formatted(number, view.name(), StatusRoutes.state(ledger)));
    }
    if (!ledgers.isRead(ledger)) {
      throw new ServiceUnavailableResponse(
          "Version %d of %s is still being read here: ask again in a moment."
              .formatted(number, view.name()));
    }
    return ledger;
  }

  private static NotFoundResponse absent(Ledgers ledgers, CountyView view, int number) {
    return new NotFoundResponse(
        ledgers.isGone(view, number)
            ? "Version %d of %s has been retired: GET /api/v1/views lists those that there are."
                .formatted(number, view.name())
            : "There is no version %d of %s: GET /api/v1/views lists those that there are."
                .formatted(number, view.name()));
  }

  /** Adds to an answer which versions it was read from, if any was asked for. */
  static void tell(Map<String, Object> answer, List<Map<String, Object>> readFrom) {
    if (!readFrom.isEmpty()) {
      answer.put("versions", readFrom);
    }
  }

  /** Which versions these are, though others may be promoted. */
  static List<Map<String, Object>> readFrom(Ledgers ledgers) {
    return ledgers.others().stream()
        .map(l -> readFrom(l.view(), l.version(), l.label(), l.knownAt()))
        .toList();
  }

  static Map<String, Object> readFrom(CountyView view, int version, String label, Instant knownAt) {
    return object(
        "view",
        view.name(),
        "version",
        version,
        "label",
        label,
        "knownAt",
        knownAt == null ? null : knownAt.toString());
  }
}
