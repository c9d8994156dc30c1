package org.countypulse.producers.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.countypulse.schemas.event.CanteenInspectionData;
import org.countypulse.schemas.event.EnrollmentChannel;
import org.countypulse.schemas.event.EnrollmentData;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.TeacherTransferData;
import org.countypulse.schemas.event.TransferKind;

/**
 * The figures that must come out, counted from what happened, in the plainest way. It knows nothing
 * of corrections, copies or arrival, and none of the platform's own code: that makes it a witness.
 */
public final class Expectation {

  private static final List<String> WINDOWS =
      List.of("7d", "30d", "90d", "365d", "month", "semester", "school-year", "total");

  private final SimulationSettings settings;
  private final Prefecture prefecture;
  private final List<Fact> facts;
  private final Map<String, SimulatedSchool> schools = new HashMap<>();

  Expectation(SimulationSettings settings, Prefecture prefecture, List<Fact> facts) {
    this.settings = settings;
    this.prefecture = prefecture;
    this.facts = List.copyOf(facts);
    prefecture.schools().stream()
        .filter(school -> school.registration() != SimulatedSchool.Registration.NEVER)
        .forEach(school -> schools.put(school.id(), school));
  }

  /** The windows that {@link #json} gives. */
  public static List<String> windows() {
    return WINDOWS;
  }

  /**
   * {@code {"asOf":"2019-08-31","windows":{"30d":{"140902":{"drills-held":12}}}}}: every measure of
   * the core for every county, in several windows. Ratios without a denominator are null. Beside it
   * stand the schools' obligations in the period of that day: {@code
   * "obligations":{"140902":{"monthly-drill":{"due":120,"met":117}}}}.
   */
  public ObjectNode json() {
    return json(settings.until());
  }

  /** The same as of another day, at most the history's last. */
  public ObjectNode json(LocalDate asOf) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
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
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    new Duties(facts, schools)
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
    } else {
      row.put(measure, value.longValue());
    }
  }

  /** Every measure of every county: county code to measure to value; null where there is none. */
  public Map<String, Map<String, Number>> figures(String window, LocalDate asOf) {
    LocalDate from = from(window, asOf);
    Map<String, Tally> tallies = new TreeMap<>();
    prefecture.countyCodes().forEach(county -> tallies.put(county, new Tally()));
    for (Fact fact : facts) {
      SimulatedSchool school = schools.get(fact.school());
      boolean counts = school != null && school.at(fact.day()) != null;
      if (counts && !fact.day().isBefore(from) && !fact.day().isAfter(asOf)) {
        count(fact, school.at(fact.day()).getCountyCode(), tallies);
      }
    }
    countRegistry(asOf, tallies);
    Map<String, Map<String, Number>> figures = new TreeMap<>();
    tallies.forEach((county, tally) -> figures.put(county, tally.figures()));
    return figures;
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

  private static void count(Fact fact, String county, Map<String, Tally> tallies) {
    Tally own = tallies.get(county);
    if (fact.data() instanceof SafetyDrillData drill) {
      own.count(drill, fact.school());
    } else if (fact.data() instanceof CanteenInspectionData inspection) {
      own.count(inspection);
    } else if (fact.data() instanceof EnrollmentData student) {
      own.count(student);
    } else if (fact.data() instanceof TeacherTransferData transfer) {
      count(transfer, county, tallies);
    }
  }

  private static void count(
      TeacherTransferData transfer, String county, Map<String, Tally> tallies) {
    Tally own = tallies.get(county);
    Tally receiving = tallies.get(transfer.getToCountyCode());
    if (own == receiving) {
      own.add("transfers-within", 1);
    } else {
      own.add("transfers-out", 1);
      receiving.add("transfers-in", 1);
    }
    if (!isRural(transfer.getFromSetting()) && isRural(transfer.getToSetting())) {
      receiving.add("transfers-to-rural", 1);
    }
    if (transfer.getKind() == TransferKind.EXCHANGE) {
      own.add("transfers-exchange", 1);
    }
  }

  private static boolean isRural(Setting setting) {
    return setting == Setting.TOWNSHIP || setting == Setting.VILLAGE;
  }

  /** Schools open, their staff and their canteens' stars on the day itself. */
  private void countRegistry(LocalDate asOf, Map<String, Tally> tallies) {
    Map<String, Integer> stars = latestStars(asOf);
    for (SimulatedSchool school : schools.values()) {
      SchoolRegisteredData entry = school.at(asOf);
      if (entry != null && !entry.getClosed()) {
        Tally tally = tallies.get(entry.getCountyCode());
        tally.add("schools-open", 1);
        tally.add("staff-eligible", entry.getEligibleStaff());
        tally.add("canteens-starred", stars.getOrDefault(school.id(), 0) >= 1 ? 1 : 0);
      }
    }
  }

  private Map<String, Integer> latestStars(LocalDate asOf) {
    List<Fact> given = new ArrayList<>();
    for (Fact fact : facts) {
      SimulatedSchool school = schools.get(fact.school());
      if (fact.data() instanceof CanteenInspectionData inspection
          && inspection.getStar() != null
          && !fact.day().isAfter(asOf)
          && school != null
          && school.at(fact.day()) != null) {
        given.add(fact);
      }
    }
    given.sort((one, other) -> one.at(settings.zone()).compareTo(other.at(settings.zone())));
    Map<String, Integer> stars = new HashMap<>();
    given.forEach(
        fact -> stars.put(fact.school(), ((CanteenInspectionData) fact.data()).getStar()));
    return stars;
  }

  /** The counts of one county. */
  private static final class Tally {

    private final Map<String, Long> counts = new HashMap<>();
    private final Set<String> drilled = new HashSet<>();

    void add(String what, long amount) {
      counts.merge(what, amount, Long::sum);
    }

    void count(SafetyDrillData drill, String school) {
      add("drills-held", 1);
      add("drill-participants", drill.getParticipants());
      if (drill.getEvacuationSeconds() != null) {
        add("timed", 1);
        add("seconds", drill.getEvacuationSeconds());
      }
      drilled.add(school);
    }

    void count(CanteenInspectionData inspection) {
      add("canteen-inspections", 1);
      switch (inspection.getOutcome()) {
        case PASS -> add("canteen-passed", 1);
        case CONDITIONAL -> add("canteen-conditional", 1);
        case FAIL -> add("canteen-failed", 1);
      }
      add("canteen-violations", inspection.getViolations().size());
      if (inspection.getScore() != null) {
        add("scored", 1);
        add("points", inspection.getScore());
      }
    }

    void count(EnrollmentData student) {
      switch (student.getChange()) {
        case NEW_ENTRY -> add("enrollment-entries", 1);
        case TRANSFER_IN -> add("enrollment-transfers-in", 1);
        case TRANSFER_OUT -> add("enrollment-transfers-out", 1);
        case GRADUATED -> add("enrollment-graduated", 1);
        case WITHDRAWN -> add("enrollment-withdrawn", 1);
      }
      boolean enters =
          switch (student.getChange()) {
            case NEW_ENTRY, TRANSFER_IN -> true;
            default -> false;
          };
      add("enrollment-net", enters ? 1 : -1);
      if (enters) {
        add("enrollment-online", student.getChannel() == EnrollmentChannel.ONLINE ? 1 : 0);
        add("enrollment-zero-proof", Boolean.TRUE.equals(student.getZeroProof()) ? 1 : 0);
        add("enrollment-migrant", Boolean.TRUE.equals(student.getMigrantChild()) ? 1 : 0);
        add("enrollment-from-rural", isRural(student.getFromSetting()) ? 1 : 0);
      }
    }

    /** By the names of the API. */
    Map<String, Number> figures() {
      Map<String, Number> figures = new TreeMap<>();
      for (String measure : COUNTED) {
        figures.put(measure, counts.getOrDefault(measure, 0L));
      }
      figures.put("schools-drilled", (long) drilled.size());
      figures.put("drill-evacuation-seconds-mean", ratio("seconds", "timed"));
      figures.put("canteen-pass-rate", ratio("canteen-passed", "canteen-inspections"));
      figures.put("canteen-score-mean", ratio("points", "scored"));
      figures.put("exchange-ratio", ratio("transfers-exchange", "staff-eligible"));
      return figures;
    }

    private Double ratio(String of, String to) {
      long denominator = counts.getOrDefault(to, 0L);
      return denominator == 0 ? null : (double) counts.getOrDefault(of, 0L) / denominator;
    }
  }

  private static final List<String> COUNTED =
      List.of(
          "schools-open",
          "staff-eligible",
          "enrollment-entries",
          "enrollment-transfers-in",
          "enrollment-transfers-out",
          "enrollment-graduated",
          "enrollment-withdrawn",
          "enrollment-net",
          "enrollment-online",
          "enrollment-zero-proof",
          "enrollment-migrant",
          "enrollment-from-rural",
          "drills-held",
          "drill-participants",
          "canteen-inspections",
          "canteen-passed",
          "canteen-conditional",
          "canteen-failed",
          "canteen-violations",
          "canteens-starred",
          "transfers-out",
          "transfers-in",
          "transfers-within",
          "transfers-to-rural",
          "transfers-exchange");
}
