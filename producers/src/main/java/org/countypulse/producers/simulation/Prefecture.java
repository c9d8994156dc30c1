package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;
import org.countypulse.producers.simulation.SimulatedSchool.Registration;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;

/** The pretend schools of some real counties, and what becomes of them. */
final class Prefecture {

  private static final String XINZHOU = "140900";
  private static final long SCHOOLS = 1;

  private final SimulationSettings settings;
  private final List<Place> counties;
  private final List<String> countyCodes;
  private final Map<String, String> shortNames;
  private final double[] exchangeShares;
  private final List<SimulatedSchool> schools = new ArrayList<>();
  private final SchoolNames names = new SchoolNames();

  Prefecture(SimulationSettings settings) {
    this.settings = settings;
    this.counties = choose(settings.counties());
    this.countyCodes = counties.stream().map(Place::code).toList();
    this.shortNames =
        counties.stream().collect(Collectors.toMap(Place::code, Prefecture::shortName));
    this.exchangeShares = new double[counties.size()];
    Chance chance = new Chance(settings.seed(), 0);
    for (int i = 0; i < exchangeShares.length; i++) {
      exchangeShares[i] = 0.06 + 0.09 * chance.share();
    }
    for (int number = 0; number < settings.schools(); number++) {
      schools.add(school(number, new Chance(settings.seed(), SCHOOLS, number)));
    }
  }

  /** Xinzhou's first, in the order of the list, then the rest of the country's. */
  private static List<Place> choose(int count) {
    List<Place> all =
        Counties.chinese().all(Level.COUNTY).stream().filter(place -> !place.abolished()).toList();
    return Stream.concat(
            all.stream().filter(place -> place.parent().equals(XINZHOU)),
            all.stream().filter(place -> !place.parent().equals(XINZHOU)))
        .limit(count)
        .toList();
  }

  List<SimulatedSchool> schools() {
    return schools;
  }

  List<String> countyCodes() {
    return countyCodes;
  }

  /** The prefectures to which the counties belong. */
  List<String> places() {
    return counties.stream().map(Place::parent).distinct().toList();
  }

  int countiesOf(String prefecture) {
    return (int) counties.stream().filter(place -> place.parent().equals(prefecture)).count();
  }

  /** The system that reports for a county: {@code safety/xinfu}. */
  String source(String system, String county) {
    return system + "/" + shortNames.getOrDefault(county, county);
  }

  private static String shortName(Place county) {
    String name = county.english().isEmpty() ? county.code() : county.english();
    return name.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private SimulatedSchool school(int number, Chance chance) {
    int home = number % counties.size();
    Place county = counties.get(home);
    int serial = number / counties.size() + 1;
    String id = county.code() + String.format(Locale.ROOT, "%04d", serial);
    SchoolRegisteredData entry = firstEntry(county, serial, chance);
    LocalDate founded =
        chance.in(0.03)
            ? settings.start().plusDays(chance.between(0, settings.days() - 1))
            : settings.start().minusDays(chance.between(1, 900));
    Registration registration =
        chance.in(0.003)
            ? Registration.NEVER
            : chance.in(0.015) ? Registration.LATE : Registration.IN_TIME;
    return new SimulatedSchool(
        number,
        id,
        county.name(),
        life(founded, entry, home, chance),
        registration,
        chance.in(0.05) ? 0.3 : 0.975,
        chance.in(0.05) ? 150 : 55,
        exchangeShares[home]);
  }

  private SchoolRegisteredData firstEntry(Place county, int serial, Chance chance) {
    Stage stage = serial == 1 ? Stage.PRIMARY : stage(chance);
    Setting setting = serial == 1 ? Setting.COUNTY_TOWN : setting(chance);
    Ownership ownership =
        stage == Stage.KINDERGARTEN
            ? chance.oneOf(Ownership.PUBLIC, Ownership.PRIVATE_INCLUSIVE, Ownership.PRIVATE)
            : chance.in(0.93) ? Ownership.PUBLIC : Ownership.PRIVATE;
    boolean boarding = stage != Stage.KINDERGARTEN && chance.in(0.35);
    return new SchoolRegisteredData(
        names.name(county.name(), stage, setting, chance),
        county.code(),
        stage,
        ownership,
        setting,
        boarding,
        boarding || chance.in(0.55),
        chance.in(0.2) ? chance.between(1, 6) : 0,
        ownership == Ownership.PUBLIC ? chance.between(6, 40) : 0,
        false,
        null);
  }

  private static Stage stage(Chance chance) {
    double share = chance.share();
    return share < 0.36
        ? Stage.KINDERGARTEN
        : share < 0.72
            ? Stage.PRIMARY
            : share < 0.86
                ? Stage.JUNIOR_MIDDLE
                : share < 0.91
                    ? Stage.NINE_YEAR
                    : chance.oneOf(
                        Stage.SENIOR_MIDDLE,
                        Stage.SENIOR_MIDDLE,
                        Stage.COMPLETE_SECONDARY,
                        Stage.VOCATIONAL,
                        Stage.SPECIAL);
  }

  private static Setting setting(Chance chance) {
    double share = chance.share();
    return share < 0.15
        ? Setting.URBAN
        : share < 0.45 ? Setting.COUNTY_TOWN : share < 0.75 ? Setting.TOWNSHIP : Setting.VILLAGE;
  }

  /** What becomes of a school, entry by entry. */
  private NavigableMap<LocalDate, SchoolRegisteredData> life(
      LocalDate founded, SchoolRegisteredData first, int home, Chance chance) {
    NavigableMap<LocalDate, SchoolRegisteredData> life = new TreeMap<>();
    life.put(founded, first);
    recount(life, chance);
    if (chance.in(0.012) && counties.size() > 1) {
      move(life, home, chance);
    }
    if (chance.in(0.02)) {
      close(life, chance);
    }
    return life;
  }

  /** On 1 September many schools say anew how many of their staff are eligible. */
  private void recount(NavigableMap<LocalDate, SchoolRegisteredData> life, Chance chance) {
    LocalDate day = LocalDate.of(settings.until().getYear(), Month.SEPTEMBER, 1);
    LocalDate september = day.isAfter(settings.until()) ? day.minusYears(1) : day;
    if (!september.isBefore(settings.start()) && chance.in(0.5)) {
      SchoolRegisteredData now = entryAt(life, september);
      if (now != null && now.getEligibleStaff() > 0) {
        int staff = Math.max(1, now.getEligibleStaff() + chance.between(-3, 4));
        life.put(september, SchoolRegisteredData.newBuilder(now).setEligibleStaff(staff).build());
      }
    }
  }

  private void move(NavigableMap<LocalDate, SchoolRegisteredData> life, int home, Chance chance) {
    LocalDate day = dayWithin(chance);
    if (day.isAfter(life.firstKey())) {
      int neighbour = (home + 1 + chance.between(0, counties.size() - 2)) % counties.size();
      String code = counties.get(neighbour).code();
      SchoolRegisteredData now = entryAt(life, day);
      life.put(day, SchoolRegisteredData.newBuilder(now).setCountyCode(code).build());
      life.replaceAll(
          (from, entry) ->
              from.isAfter(day)
                  ? SchoolRegisteredData.newBuilder(entry).setCountyCode(code).build()
                  : entry);
    }
  }

  /** For good, for a while, or because it is merged into the county's first school. */
  private void close(NavigableMap<LocalDate, SchoolRegisteredData> life, Chance chance) {
    LocalDate day = dayWithin(chance);
    if (!day.isAfter(life.firstKey())) {
      return;
    }
    SchoolRegisteredData open = entryAt(life, day);
    boolean merged = chance.in(0.4);
    life.tailMap(day, true).clear();
    life.put(
        day,
        SchoolRegisteredData.newBuilder(open)
            .setClosed(true)
            .setMergedInto(merged ? open.getCountyCode() + "0001" : null)
            .build());
    LocalDate reopened = day.plusDays(chance.between(15, 90));
    if (!merged && chance.in(0.5) && !reopened.isAfter(settings.until())) {
      life.put(reopened, open);
    }
  }

  private LocalDate dayWithin(Chance chance) {
    return settings.start().plusDays(chance.between(0, settings.days() - 1));
  }

  private static SchoolRegisteredData entryAt(
      NavigableMap<LocalDate, SchoolRegisteredData> life, LocalDate day) {
    var entry = life.floorEntry(day);
    return entry == null ? null : entry.getValue();
  }
}
