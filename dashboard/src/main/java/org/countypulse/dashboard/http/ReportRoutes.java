package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countypulse.dashboard.model.Plans;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.Territory;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.dashboard.report.Report;
import org.countypulse.dashboard.report.Report.Breach;
import org.countypulse.dashboard.report.Report.Duty;
import org.countypulse.dashboard.report.Report.DutyPeriod;
import org.countypulse.dashboard.report.Report.Line;
import org.countypulse.dashboard.report.ReportPeriod;
import org.countypulse.dashboard.report.ReportWriter;
import org.countypulse.dashboard.report.Reports;
import org.countypulse.dashboard.report.Words;
import org.countypulse.domain.county.Level;

/** The report of a place and a period, as data, as a text and as a page. */
final class ReportRoutes {

  private final ReadModel model;
  private final Reports reports;
  private final Asked asked;
  private final Clock clock;

  /**
   * @param clock in the zone of the counties
   */
  ReportRoutes(ReadModel model, Reports reports, Asked asked, Clock clock) {
    this.model = model;
    this.reports = reports;
    this.asked = asked;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/report", this::report);
    routes.get("/report", this::page);
  }

  private void report(Context request) {
    Parameters parameters =
        Parameters.of(
            request,
            "county",
            "prefecture",
            "province",
            "period",
            "format",
            "lang",
            Versions.PARAMETER);
    String format = parameters.oneOf("format", "json", "csv", "md", "html").orElse("json");
    Report report = report(request, parameters);
    ReportWriter writer = writer(parameters);
    switch (format) {
      case "csv" -> Answer.text(request, "text/csv", table(report).toCsv());
      case "md" -> Answer.text(request, "text/markdown", writer.markdown(report));
      case "html" -> page(request, html(request, parameters, writer, report));
      default -> Answer.json(request, answer(report));
    }
  }

  private void page(Context request) {
    Parameters parameters =
        Parameters.of(
            request, "county", "prefecture", "province", "period", "lang", Versions.PARAMETER);
    Report report = report(request, parameters);
    page(request, html(request, parameters, writer(parameters), report));
  }

  private static void page(Context request, String html) {
    Answer.text(request, "text/html", html);
    request.header("Content-Security-Policy", ReportWriter.policy());
  }

  private Report report(Context request, Parameters parameters) {
    Territory place = place(parameters);
    ReportPeriod period = period(parameters);
    LocalDate today = LocalDate.now(clock);
    if (period.from().isAfter(today)) {
      throw new BadRequestResponse(
          "period=%s has not begun yet: it begins on %s.".formatted(period.name(), period.from()));
    }
    return Versions.of(parameters)
        .read(model, ledgers -> reports.of(ledgers, asked.figures(request), place, period, today));
  }

  private Territory place(Parameters parameters) {
    List<Territory> places = new ArrayList<>();
    for (Level level : Level.values()) {
      parameters.text(level.label()).ifPresent(code -> places.add(asked.place(level, code)));
    }
    if (places.size() != 1) {
      throw new BadRequestResponse(
          "Write one of county=CODE, prefecture=CODE and province=CODE, for example county=140902.");
    }
    return places.get(0);
  }

  private static ReportPeriod period(Parameters parameters) {
    String name =
        parameters
            .text("period")
            .orElseThrow(
                () ->
                    new BadRequestResponse(
                        "The parameter period is missing: write a year such as period=2019."));
    try {
      return ReportPeriod.parse(name);
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse("period=" + name + ": " + e.getMessage());
    }
  }

  private ReportWriter writer(Parameters parameters) {
    return new ReportWriter(
        Words.of(language(parameters)), county -> asked.name(Level.COUNTY, county));
  }

  private static String language(Parameters parameters) {
    return parameters.oneOf("lang", "en", "zh").orElse("en");
  }

  private static String html(
      Context request, Parameters parameters, ReportWriter writer, Report report) {
    StringBuilder other = new StringBuilder("?");
    for (String name :
        List.of("county", "prefecture", "province", "period", "format", Versions.PARAMETER)) {
      Optional.ofNullable(request.queryParam(name))
          .ifPresent(
              text ->
                  other
                      .append(name)
                      .append('=')
                      .append(URLEncoder.encode(text, StandardCharsets.UTF_8))
                      .append('&'));
    }
    other.append("lang=").append(language(parameters).equals("en") ? "zh" : "en");
    return writer.html(report, other.toString());
  }

  private static Map<String, Object> answer(Report report) {
    Map<String, Object> answer =
        object(
            "code", report.place().code(),
            "name", report.place().name(),
            "level", report.place().level().label(),
            "period",
                object(
                    "name", report.period().name(),
                    "from", report.period().from().toString(),
                    "to", report.period().to().toString(),
                    "asOf", report.asOf().toString()),
            "before",
                object(
                    "name", report.before().name(),
                    "from", report.before().from().toString(),
                    "to", report.before().to().toString(),
                    "asOf", report.beforeAsOf().toString()),
            "areas", report.areas().stream().map(ReportRoutes::answer).toList(),
            "targets", report.targets().stream().map(DutyRoutes::answer).toList(),
            "obligations", report.duties().stream().map(ReportRoutes::answer).toList());
    Versions.tell(
        answer,
        report.readFrom().stream()
            .map(r -> Versions.readFrom(r.view(), r.version(), r.label(), r.knownAt()))
            .toList());
    return answer;
  }

  private static Map<String, Object> answer(Report.Area area) {
    return object(
        "view", area.view().name(),
        "title", area.view().title(),
        "titleZh", area.view().titleZh(),
        "figures", area.lines().stream().map(ReportRoutes::answer).toList());
  }

  private static Map<String, Object> answer(Line line) {
    Map<String, Object> answer =
        object(
            "measure", line.measure().name(),
            "title", line.measure().title(),
            "titleZh", line.measure().titleZh(),
            "unit", line.measure().unit(),
            "value", line.value().value(),
            "before", line.before().value(),
            "change", line.change());
    if (line.value().suppressed() || line.before().suppressed()) {
      answer.put("suppressed", true);
    }
    if (line.plan() != null) {
      answer.put("bound", DutyRoutes.bound(line.plan()));
      answer.put("planned", Answer.plain(line.plan().target().planned()));
      answer.put("share", line.plan().share());
      answer.put("onTrack", line.plan().onTrack());
    }
    if (!line.parts().isEmpty()) {
      answer.put("parts", line.parts().stream().map(ReportRoutes::answer).toList());
    }
    return answer;
  }

  private static Map<String, Object> answer(Duty duty) {
    return object(
        "name", duty.obligation().name(),
        "title", duty.obligation().title(),
        "titleZh", duty.obligation().titleZh(),
        "source", duty.obligation().terms().source(),
        "periods", duty.periods().stream().map(ReportRoutes::answer).toList(),
        "schools", duty.breaches().stream().map(ReportRoutes::answer).toList());
  }

  private static Map<String, Object> answer(DutyPeriod period) {
    int unmet = period.due() - period.met();
    Map<String, Object> answer =
        object(
            "from", period.from().toString(),
            "to", period.to().toString(),
            "due", period.due(),
            "met", period.met(),
            "outstanding", period.over() ? 0 : unmet,
            "breached", period.over() ? unmet : 0);
    if (period.value() != null) {
      answer.put("value", period.value().value());
    }
    return answer;
  }

  private static Map<String, Object> answer(Breach breach) {
    return object(
        "schoolId", breach.schoolId(),
        "name", breach.name(),
        "county", breach.county(),
        "breaches", breach.times(),
        "last", breach.last() == null ? null : breach.last().toString(),
        "open", breach.open());
  }

  /**
   * Everything in one table, a line a figure, a period of an obligation, and a school in breach.
   */
  private static Table table(Report report) {
    Table table =
        Table.of(
            "kind",
            "name",
            "unit",
            "from",
            "to",
            "value",
            "before",
            "change",
            "planned",
            "share",
            "onTrack",
            "suppressed",
            "due",
            "met",
            "breached",
            "schoolId",
            "school",
            "last");
    report.areas().stream()
        .flatMap(area -> area.lines().stream())
        .forEach(line -> figure(table, report, line));
    report.duties().forEach(duty -> duty(table, report, duty));
    return table;
  }

  private static void figure(Table table, Report report, Line line) {
    Plans.Standing plan = line.plan();
    table.row(
        "figure",
        line.measure().name(),
        line.measure().unit(),
        report.period().from(),
        report.asOf(),
        line.value().value(),
        line.before().value(),
        line.change(),
        plan == null ? null : Answer.plain(plan.target().planned()),
        plan == null ? null : plan.share(),
        plan == null ? null : plan.onTrack(),
        line.value().suppressed() || line.before().suppressed() ? true : null,
        null,
        null,
        null,
        null,
        null,
        null);
    line.parts().forEach(part -> figure(table, report, part));
  }

  private static void duty(Table table, Report report, Duty duty) {
    String name = duty.obligation().name();
    for (DutyPeriod period : duty.periods()) {
      Number value = Optional.ofNullable(period.value()).map(Figure::value).orElse(null);
      Integer breached = period.over() ? period.due() - period.met() : null;
      row(
          table,
          "obligation",
          name,
          period.from(),
          period.to(),
          value,
          period.due(),
          period.met(),
          breached,
          null);
    }
    for (Breach breach : duty.breaches()) {
      row(
          table,
          "breach",
          name,
          report.period().from(),
          report.asOf(),
          null,
          null,
          null,
          breach.times(),
          breach);
    }
  }

  private static void row(
      Table table,
      String kind,
      String obligation,
      LocalDate from,
      LocalDate to,
      Number value,
      Integer due,
      Integer met,
      Integer breached,
      Breach school) {
    table.row(
        kind,
        obligation,
        null,
        from,
        to,
        value,
        null,
        null,
        null,
        null,
        null,
        null,
        due,
        met,
        breached,
        school == null ? null : school.schoolId(),
        school == null ? null : school.name(),
        school == null ? null : school.last());
  }
}
