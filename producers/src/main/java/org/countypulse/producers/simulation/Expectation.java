package org.countypulse.producers.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.countypulse.producers.simulation.Area.Quotient;
import org.countypulse.schemas.EventTypes;

/**
 * The figures that must come out, counted from what happened, in the plainest way. It knows nothing
 * of corrections, copies or arrival, and none of the platform's own code: that makes it a witness.
 *
 * <p>It leaves out what can't be said as plainly: medians and the buckets under them, students
 * counted once ({@code aid-students}), and the targets, which are no county's figures.
 */
public final class Expectation {

  private static final List<String> WINDOWS =
      List.of("7d", "30d", "90d", "365d", "month", "semester", "school-year", "total");

  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
  private static final int FEN = 2;

  private final SimulationSettings settings;
  private final Prefecture prefecture;
  private final List<Fact> facts;
  private final Map<String, SimulatedSchool> schools = new HashMap<>();
  private final Counts counts;

  Expectation(SimulationSettings settings, Prefecture prefecture, List<Fact> facts) {
    this.settings = settings;
    this.prefecture = prefecture;
    this.facts = List.copyOf(facts);
    this.counts = new Counts(settings);
    prefecture.schools().stream()
        .filter(school -> school.registration() != SimulatedSchool.Registration.NEVER)
        .forEach(school -> schools.put(school.id(), school));
    schools.values().forEach(this::countRegistrations);
    this.facts.forEach(this::count);
  }

  private void countRegistrations(SimulatedSchool school) {
    school
        .life()
        .forEach(
            (day, entry) ->
                count(
                    new Fact(
                        EventTypes.SCHOOL_REGISTERED, school.id(), day, LocalTime.MIN, entry)));
  }

  /** What happened at a school before its first entry, or without any, counts nowhere. */
  private void count(Fact fact) {
    SimulatedSchool school = schools.get(fact.school());
    if (school != null && school.at(fact.day()) != null) {
      String county = school.at(fact.day()).getCountyCode();
      counts.about(fact, county);
      CoreCounts.count(fact, county, counts);
      Area.ALL.forEach(area -> area.count(fact, counts));
    }
  }

  /** The windows that {@link #json} gives. */
  public static List<String> windows() {
    return WINDOWS;
  }

  /**
   * {@code {"asOf":"2019-08-31","windows":{"30d":{"140902":{"drills-held":12}}}}}: the measures for
   * every county, in several windows, money in yuan. Ratios without a denominator are null. Beside
   * it stand the schools' obligations in the period of that day: {@code
   * "obligations":{"140902":{"monthly-drill":{"due":120,"met":117}}}}.
   */
  public ObjectNode json() {
    return json(settings.until());
  }

  /** The same as of another day, at most the history's last. */
  public ObjectNode json(LocalDate asOf) {
    ObjectNode json = JSON.objectNode();
    json.put("asOf", asOf.toString());
    ObjectNode windows = json.putObject("windows");
    for (String window : WINDOWS) {
      ObjectNode counties = windows.putObject(window);
      figures(window, asOf)
          .forEach(
              (county, figures) -> {
                ObjectNode row = counties.putObject(county);
                figures.forEach((measure, value) -> put(row, measure, value));
              });
    }
    json.set("obligations", duties(asOf));
    return json;
  }

  /** {@code {"140902":{"monthly-drill":{"due":120,"met":117}}}}, for the period of that day. */
  private ObjectNode duties(LocalDate asOf) {
    ObjectNode json = JSON.objectNode();
    new Duties(facts, schools, counts)
        .of(asOf)
        .forEach(
            (county, duties) -> {
              ObjectNode row = json.putObject(county);
              duties.forEach(
                  (name, kept) ->
                      row.putObject(name).put("due", kept.due()).put("met", kept.met()));
            });
    return json;
  }

  private static void put(ObjectNode row, String measure, Number value) {
    if (value == null) {
      row.putNull(measure);
    } else if (value instanceof Double number) {
      row.put(measure, number);
    } else if (value instanceof BigDecimal yuan) {
      row.put(measure, yuan);
    } else {
      row.put(measure, value.longValue());
    }
  }

  /**
   * The measures of every county: county code to measure to value: whole numbers, yuan with two
   * decimals, or quotients; null where there is none.
   */
  public Map<String, Map<String, Number>> figures(String window, LocalDate asOf) {
    Map<String, Map<String, Long>> sums = counts.sums(from(window, asOf), asOf);
    Map<String, Map<String, Long>> gauges = counts.gauges(asOf, school -> whereOpen(school, asOf));
    Map<String, Map<String, Number>> figures = new TreeMap<>();
    for (String county : prefecture.countyCodes()) {
      Map<String, Long> own = new HashMap<>(sums.getOrDefault(county, Map.of()));
      own.putAll(gauges.getOrDefault(county, Map.of()));
      Map<String, Number> row = new TreeMap<>();
      for (String measure : counts.measures()) {
        long value = own.getOrDefault(measure, 0L);
        row.put(measure, counts.isMoney(measure) ? BigDecimal.valueOf(value, FEN) : value);
      }
      quotients().forEach(quotient -> row.put(quotient.measure(), divided(quotient, own)));
      figures.put(county, row);
    }
    return figures;
  }

  private String whereOpen(String school, LocalDate day) {
    SimulatedSchool found = schools.get(school);
    return found.isOpen(day) ? found.at(day).getCountyCode() : null;
  }

  private static List<Quotient> quotients() {
    List<Quotient> all = new ArrayList<>(CoreCounts.QUOTIENTS);
    Area.ALL.forEach(area -> all.addAll(area.quotients()));
    return all;
  }

  private static Double divided(Quotient quotient, Map<String, Long> own) {
    long denominator = own.getOrDefault(quotient.denominator(), 0L);
    long numerator = own.getOrDefault(quotient.numerator(), 0L);
    return denominator == 0 ? null : (double) numerator / denominator;
  }

  /** Every measure that is expected. */
  public Set<String> measures() {
    Set<String> all = new TreeSet<>(counts.measures());
    quotients().forEach(quotient -> all.add(quotient.measure()));
    return all;
  }

  /** The first day of a window, said once more and differently from the platform's own. */
  static LocalDate from(String window, LocalDate asOf) {
    int year = asOf.getYear();
    int month = asOf.getMonthValue();
    return switch (window) {
      case "total" -> LocalDate.of(1, 1, 1);
      case "month" -> LocalDate.of(year, month, 1);
      case "semester" ->
          month >= 9
              ? LocalDate.of(year, 9, 1)
              : month >= 3 ? LocalDate.of(year, 3, 1) : LocalDate.of(year - 1, 9, 1);
      case "school-year" -> LocalDate.of(month >= 9 ? year : year - 1, 9, 1);
      default -> asOf.minusDays(Long.parseLong(window.substring(0, window.length() - 1)) - 1);
    };
  }
}
