package org.countypulse.dashboard.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.ServiceUnavailableResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.countypulse.dashboard.model.Figures;
import org.countypulse.dashboard.model.Ledgers;
import org.countypulse.dashboard.model.QuarantineEntry;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.ViewLedger;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.Window.Calendar;
import org.countypulse.domain.explain.ExplainException;
import org.countypulse.domain.explain.Explanation;
import org.countypulse.domain.explain.Question;
import org.countypulse.domain.explain.Question.Part;
import org.countypulse.domain.posting.QuarantineReason;

/** The events that make up a figure. */
final class ExplainRoutes {

  private static final int FEW_ROWS = 1_000;
  private static final int MOST_ROWS = 100_000;

  private final ReadModel model;
  private final Figures figures;
  private final Asked asked;
  private final Explainer explainer;
  private final Clock clock;

  /**
   * @param clock in the zone of the counties
   */
  ExplainRoutes(ReadModel model, Figures figures, Asked asked, Explainer explainer, Clock clock) {
    this.model = model;
    this.figures = figures;
    this.asked = asked;
    this.explainer = explainer;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/explain", this::explain);
  }

  private void explain(Context request) {
    asked.requireAll(request);
    Parameters parameters =
        Parameters.ofTable(
            request, "measure", "county", "from", "to", Versions.PARAMETER, "school", "limit");
    ExplainWanted wanted = wanted(parameters);
    List<Question> questions = wanted.read(model, ledgers -> questions(ledgers, wanted));
    List<Explanation> found;
    try {
      found = explainer.explain(questions, answers -> isShown(wanted, answers));
    } catch (ExplainException e) {
      throw refusal(e);
    }
    ExplainAnswer answer =
        new ExplainAnswer(wanted, questions, found, figure(wanted), misplaced(wanted, found));
    Map<String, Object> json = answer.json();
    Versions.tell(json, wanted.read(model, Versions::readFrom));
    Answer.table(request, parameters, json, answer::table);
  }

  private ExplainWanted wanted(Parameters parameters) {
    Measure measure = parameters.measure();
    String code =
        parameters
            .text("county")
            .orElseThrow(
                () ->
                    new BadRequestResponse(
                        "The parameter county is missing: write county=CODE, a county, prefecture"
                            + " or province of /api/v1/counties."));
    LocalDate to = parameters.day("to").orElseGet(() -> LocalDate.now(clock));
    LocalDate from = parameters.day("from").orElse(null);
    Window window = window(measure, from, to);
    Versions versions = Versions.of(parameters, measure);
    return new ExplainWanted(
        measure,
        versions,
        asked.place(code, versions),
        from,
        to,
        window,
        parameters.text("school").orElse(null),
        parameters.number("limit", FEW_ROWS, MOST_ROWS));
  }

  /** Persons are counted in calendar periods only, and it does not matter which begins that day. */
  private static Window window(Measure measure, LocalDate from, LocalDate to) {
    if (from == null) {
      return new Window.Total();
    }
    if (to.isBefore(from)) {
      throw new BadRequestResponse(
          "from=%s is after to=%s: write the earlier day as from.".formatted(from, to));
    }
    Window window =
        Arrays.stream(Calendar.values())
            .filter(calendar -> calendar.from(to).equals(from))
            .map(Window.class::cast)
            .findFirst()
            .orElseGet(() -> days(from, to));
    if (measure instanceof DistinctPersons persons && persons.over(window).isEmpty()) {
      throw new BadRequestResponse(
          "%s is counted from the beginning of a month, quarter, semester, school year or year, or"
                  .formatted(measure.name())
              + " over all: write such a day as from, or leave it out.");
    }
    return window;
  }

  private static Window days(LocalDate from, LocalDate to) {
    long days = ChronoUnit.DAYS.between(from, to) + 1;
    if (days > Window.MOST_DAYS) {
      throw new BadRequestResponse(
          "from=%s is too long ago: leave it out to have everything.".formatted(from));
    }
    return new Window.Days((int) days);
  }

  /** One for each view that the measure is read off. */
  private List<Question> questions(Ledgers ledgers, ExplainWanted wanted) {
    Map<ViewLedger, List<Part>> byView = new LinkedHashMap<>();
    for (Part part : wanted.parts()) {
      byView.computeIfAbsent(ledgers.of(part.of()), view -> new ArrayList<>()).add(part);
    }
    List<Question> questions = new ArrayList<>();
    byView.forEach(
        (ledger, parts) ->
            questions.add(
                new Question(
                    definition(ledger),
                    parts,
                    wanted.place().counties(),
                    wanted.school(),
                    ledger.knownAt(),
                    wanted.limit())));
    return questions;
  }

  /** What the version counts: only by its own rules its events make its figures. */
  private static CountyView definition(ViewLedger ledger) {
    if (!ledger.exists()) {
      throw new ConflictResponse("Nothing has been counted yet: there is no version of the view.");
    }
    return Views.definition(ledger.view().name(), ledger.fingerprint())
        .map(view -> view.version(ledger.version()))
        .orElseThrow(
            () ->
                new ConflictResponse(
                    "Version %d of %s was made by other rules than this program's, so it can't tell what each event counted there: rebuild %s."
                        .formatted(ledger.version(), ledger.view().name(), ledger.view().name())));
  }

  /** Whether the events add up to what everybody is shown now. */
  private boolean isShown(ExplainWanted wanted, List<Explanation> answers) {
    return wanted.school() != null
        || String.valueOf(figure(wanted))
            .equals(String.valueOf(ExplainAnswer.value(wanted, answers)));
  }

  /** The figure of the place, whatever school is asked about. */
  private Number figure(ExplainWanted wanted) {
    return wanted.read(
        model,
        ledgers ->
            figures.read(ledgers, wanted.measure(), wanted.window(), wanted.to(), wanted.place()));
  }

  /**
   * Records that claim to be of a school, but stand under another's key or in another's partition,
   * so that no search for the school's records meets them.
   */
  private List<QuarantineEntry> misplaced(ExplainWanted wanted, List<Explanation> found) {
    Set<String> reasons =
        wanted.school() == null
            ? Set.of(QuarantineReason.WRONG_KEY.word())
            : Set.of(QuarantineReason.WRONG_KEY.word(), QuarantineReason.WRONG_PARTITION.word());
    Set<String> types =
        found.stream()
            .flatMap(answer -> answer.events().stream())
            .map(row -> row.line().type().name())
            .collect(Collectors.toCollection(HashSet::new));
    return wanted.read(
        model,
        ledgers -> {
          Set<String> schools = new TreeSet<>();
          Set<String> views = new TreeSet<>();
          for (String county : wanted.place().counties()) {
            schools.addAll(ledgers.registry().schools(county));
          }
          wanted.parts().forEach(part -> views.add(ledgers.of(part.of()).id()));
          return ledgers
              .quarantine()
              .newest(
                  views,
                  entry ->
                      reasons.contains(entry.reason())
                          && types.contains(entry.eventType())
                          && (wanted.school() == null
                              ? schools.contains(entry.school())
                              : wanted.school().equals(entry.school())),
                  wanted.limit());
        });
  }

  private static HttpResponseException refusal(ExplainException e) {
    return switch (e.why()) {
      case BUSY, AWAY -> new ServiceUnavailableResponse(e.getMessage());
      case TOO_LARGE -> new BadRequestResponse(e.getMessage());
    };
  }
}
