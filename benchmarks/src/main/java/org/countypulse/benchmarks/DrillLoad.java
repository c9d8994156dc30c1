package org.countypulse.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;
import org.countypulse.producers.EventJson;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;

/**
 * Schools spread over counties, and their drills of a year; the same seed gives the same events.
 */
public final class DrillLoad {

  private static final LocalDate FIRST_DAY = LocalDate.of(2024, 9, 1);
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private final List<String> counties;
  private final int schools;
  private final Random random;

  public DrillLoad(int counties, int schools, long seed) {
    this.counties =
        Counties.chinese().all(Level.COUNTY).stream()
            .filter(place -> !place.abolished())
            .map(Place::code)
            .sorted()
            .limit(counties)
            .toList();
    this.schools = schools;
    this.random = new Random(seed);
  }

  public List<String> counties() {
    return counties;
  }

  /** The county of a school. */
  public String county(int school) {
    return counties.get(school % counties.size());
  }

  /** A school's id; nothing in it tells the county. */
  public static String school(int number) {
    return "9%09d".formatted(number);
  }

  /** An event for each school that registers it. */
  public List<Event> registrations() {
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < schools; i++) {
      all.add(
          event(
              EventTypes.SCHOOL_REGISTERED,
              school(i),
              FIRST_DAY.minusYears(1),
              new SchoolRegisteredData(
                  "School " + i,
                  county(i),
                  Stage.PRIMARY,
                  Ownership.PUBLIC,
                  Setting.TOWNSHIP,
                  false,
                  true,
                  0,
                  30,
                  false,
                  null)));
    }
    return all;
  }

  /** Drills of any schools on any days of a year. */
  public List<Event> drills(int number) {
    List<Event> all = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      all.add(drill(random.nextInt(schools)));
    }
    return all;
  }

  /** A drill of a school on any day of a year. */
  public Event drill(int school) {
    return event(
        EventTypes.SAFETY_DRILL,
        school(school),
        FIRST_DAY.plusDays(random.nextInt(365)),
        new SafetyDrillData(
            DrillKind.values()[random.nextInt(5)],
            30 + random.nextInt(900),
            60 + random.nextInt(300)));
  }

  private Event event(
      org.countypulse.schemas.EventType type,
      String school,
      LocalDate day,
      org.apache.avro.specific.SpecificRecord data) {
    Instant at =
        day.atTime(8, 0).plusSeconds(random.nextInt(30_000)).toInstant(ZoneOffset.ofHours(8));
    UUID id = new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong());
    return new Event(
        type,
        id.toString(),
        school,
        day,
        at,
        at.plusSeconds(3_600),
        "sis/benchmark",
        null,
        false,
        data);
  }

  /** Events as bodies of {@code POST /events}, so many each. */
  public static List<byte[]> bodies(List<Event> events, int perBody) {
    List<byte[]> bodies = new ArrayList<>();
    for (int from = 0; from < events.size(); from += perBody) {
      StringBuilder json = new StringBuilder("[");
      for (Event event : events.subList(from, Math.min(events.size(), from + perBody))) {
        json.append(json.length() == 1 ? "" : ",").append(EventJson.write(event, ZONE));
      }
      bodies.add(json.append(']').toString().getBytes(StandardCharsets.UTF_8));
    }
    return bodies;
  }
}
