package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countypulse.dashboard.model.Duties;
import org.countypulse.dashboard.model.Plans;
import org.countypulse.dashboard.model.ReadModel;
import org.countypulse.dashboard.model.Territory;
import org.countypulse.dashboard.model.VisibleFigures;
import org.countypulse.domain.Obligation;
import org.countypulse.domain.county.Level;

/** What schools and counties owe, and what was planned. */
final class DutyRoutes {

  private record Period(String from, String to) {}

  private record School(
      String schoolId,
      String name,
      String county,
      String last,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Open> open) {}

  private record Open(String what, String since) {}

  private record County(String code, String name, Number value, boolean met) {}

  private final ReadModel model;
  private final Duties duties;
  private final Plans plans;
  private final Asked asked;
  private final Clock clock;

  /**
   * @param clock in the zone of the counties
   */
  DutyRoutes(ReadModel model, Duties duties, Plans plans, Asked asked, Clock clock) {
    this.model = model;
    this.duties = duties;
    this.plans = plans;
    this.asked = asked;
    this.clock = clock;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/counties/{code}/obligations", this::obligations);
    routes.get("/api/v1/counties/{code}/targets", this::targets);
  }

  private void obligations(Context request) {
    Parameters parameters = Parameters.ofTable(request, "asOf", Versions.PARAMETER);
    Versions versions = Versions.of(parameters);
    Territory place = asked.place(request, versions);
    LocalDate asOf = parameters.asOf(clock);
    VisibleFigures visible = asked.figures(request);
    List<Map<String, Object>> readFrom = new ArrayList<>();
    List<Duties.Standing> standings =
        versions.read(
            model,
            ledgers -> {
              readFrom.addAll(Versions.readFrom(ledgers));
              return duties.of(ledgers, visible, place, asOf);
            });
    Map<String, Object> answer =
        object(
            "code", place.code(),
            "name", place.name(),
            "level", place.level().label(),
            "asOf", asOf.toString(),
            "obligations", standings.stream().map(s -> answer(place, s)).toList());
    Versions.tell(answer, readFrom);
    Answer.table(request, parameters, answer, () -> table(standings));
  }

  private Map<String, Object> answer(Territory place, Duties.Standing standing) {
    Obligation obligation = standing.obligation();
    Map<String, Object> answer =
        object(
            "name", obligation.name(),
            "title", obligation.title(),
            "titleZh", obligation.titleZh(),
            "version", obligation.terms().version(),
            "source", obligation.terms().source(),
            "unit", unit(obligation),
            "period", new Period(standing.from().toString(), standing.to().toString()),
            "due", standing.due(),
            "met", standing.met(),
            "outstanding", schools(standing.outstanding()),
            "breached", schools(standing.breached()));
    if (obligation instanceof Obligation.OfCounty ofCounty) {
      answer.put("value", standing.value().value());
      answer.put("target", ofCounty.atLeast());
      if (standing.value().suppressed()) {
        answer.put("suppressed", true);
      }
      if (place.level() != Level.COUNTY) {
        answer.put("counties", standing.counties().stream().map(this::county).toList());
      }
    }
    return answer;
  }

  private County county(Duties.OfCounties of) {
    return new County(
        of.county(), asked.name(Level.COUNTY, of.county()), of.value().value(), of.met());
  }

  private static String unit(Obligation obligation) {
    return obligation instanceof Obligation.OfCounty of ? of.what().unit() : "schools";
  }

  private static List<School> schools(List<Duties.School> schools) {
    return schools.stream()
        .map(
            s ->
                new School(
                    s.schoolId(),
                    s.name(),
                    s.county(),
                    s.last() == null ? null : s.last().toString(),
                    s.open().entrySet().stream()
                        .map(open -> new Open(open.getKey(), open.getValue().toString()))
                        .toList()))
        .toList();
  }

  private static Number value(Duties.Standing standing) {
    return standing.value() == null ? null : standing.value().value();
  }

  /** One line a school that has not met an obligation, and one an obligation for its counts. */
  private static Table table(List<Duties.Standing> standings) {
    Table table =
        Table.of(
            "obligation",
            "from",
            "to",
            "due",
            "met",
            "state",
            "schoolId",
            "name",
            "last",
            "value",
            "target");
    for (Duties.Standing s : standings) {
      Object target = s.obligation() instanceof Obligation.OfCounty of ? of.atLeast() : null;
      String name = s.obligation().name();
      table.row(
          name, s.from(), s.to(), s.due(), s.met(), "total", null, null, null, value(s), target);
      String state = s.over() ? "breached" : "outstanding";
      for (Duties.School school : s.unmet()) {
        table.row(
            name,
            s.from(),
            s.to(),
            null,
            null,
            state,
            school.schoolId(),
            school.name(),
            school.last(),
            null,
            null);
      }
    }
    return table;
  }

  private void targets(Context request) {
    Parameters parameters = Parameters.ofTable(request, "asOf", Versions.PARAMETER);
    Versions versions = Versions.of(parameters);
    Territory place = asked.place(request, versions);
    LocalDate asOf = parameters.asOf(clock);
    VisibleFigures visible = asked.figures(request);
    List<Map<String, Object>> readFrom = new ArrayList<>();
    List<Plans.Standing> standings =
        versions.read(
            model,
            ledgers -> {
              readFrom.addAll(Versions.readFrom(ledgers));
              return plans.of(ledgers, visible, place, asOf);
            });
    Map<String, Object> answer =
        object(
            "code", place.code(),
            "name", place.name(),
            "level", place.level().label(),
            "asOf", asOf.toString(),
            "targets", standings.stream().map(DutyRoutes::answer).toList());
    Versions.tell(answer, readFrom);
    Answer.table(request, parameters, answer, () -> targetTable(standings));
  }

  static String bound(Plans.Standing standing) {
    return standing.target().atMost() ? "at-most" : "at-least";
  }

  static Map<String, Object> answer(Plans.Standing standing) {
    Plans.Target target = standing.target();
    Map<String, Object> answer =
        object(
            "measure", target.measure().name(),
            "title", target.measure().title(),
            "titleZh", target.measure().titleZh(),
            "unit", target.measure().unit(),
            "from", target.from().toString(),
            "to", target.to().toString(),
            "setFor", target.setFor(),
            "bound", bound(standing),
            "planned", Answer.plain(target.planned()),
            "actual", standing.actual().value(),
            "expected", Answer.plain(standing.expected()),
            "share", standing.share(),
            "onTrack", standing.onTrack());
    if (standing.actual().suppressed()) {
      answer.put("suppressed", true);
    }
    return answer;
  }

  private static Table targetTable(List<Plans.Standing> standings) {
    Table table =
        Table.of(
            "measure",
            "unit",
            "from",
            "to",
            "setFor",
            "bound",
            "planned",
            "actual",
            "expected",
            "share",
            "onTrack");
    for (Plans.Standing s : standings) {
      Plans.Target target = s.target();
      table.row(
          target.measure().name(),
          target.measure().unit(),
          target.from(),
          target.to(),
          target.setFor(),
          bound(s),
          Answer.plain(target.planned()),
          s.actual().value(),
          Answer.plain(s.expected()),
          s.share(),
          s.onTrack());
    }
    return table;
  }
}
