package org.countypulse.dashboard.model;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.SlotReading;

/** What the listed slots of each school's gauges say. */
final class Slots {

  private final Map<String, Map<String, SortedMap<String, List<SlotReading>>>> byMeasure =
      new HashMap<>();

  /**
   * @return whether it says anything new
   */
  boolean put(SchoolSlot row) {
    Map<String, SortedMap<String, List<SlotReading>>> schools =
        byMeasure.computeIfAbsent(row.getMeasure(), measure -> new HashMap<>());
    SortedMap<String, List<SlotReading>> slots =
        schools.computeIfAbsent(row.getSchoolId(), school -> new TreeMap<>());
    // Avro's own list can't compare readings with dates that may be missing
    List<SlotReading> now = List.copyOf(row.getReadings());
    List<SlotReading> before =
        now.isEmpty() ? slots.remove(row.getSlot()) : slots.put(row.getSlot(), now);
    if (slots.isEmpty()) {
      schools.remove(row.getSchoolId());
    }
    return !now.equals(before == null ? List.of() : before);
  }

  /** The slots of a school that are not zero on a day, and since when that holds. */
  SortedMap<String, LocalDate> open(String measure, String school, LocalDate asOf) {
    SortedMap<String, LocalDate> open = new TreeMap<>();
    of(measure, school)
        .forEach(
            (slot, readings) -> {
              SlotReading last = last(readings, asOf);
              if (last != null && last.getValue() != 0 && holds(last, asOf)) {
                open.put(slot, since(last));
              }
            });
    return open;
  }

  /** What each slot of a school says on a day; of those that say anything. */
  SortedMap<String, SlotReading> values(String measure, String school, LocalDate asOf) {
    SortedMap<String, SlotReading> values = new TreeMap<>();
    of(measure, school)
        .forEach(
            (slot, readings) -> {
              SlotReading last = last(readings, asOf);
              if (last != null) {
                values.put(slot, last);
              }
            });
    return values;
  }

  private SortedMap<String, List<SlotReading>> of(String measure, String school) {
    return byMeasure.getOrDefault(measure, Map.of()).getOrDefault(school, new TreeMap<>());
  }

  private static SlotReading last(List<SlotReading> readings, LocalDate asOf) {
    SlotReading last = null;
    for (SlotReading reading : readings) {
      if (!reading.getDay().isAfter(asOf)) {
        last = reading;
      }
    }
    return last;
  }

  private static boolean holds(SlotReading reading, LocalDate day) {
    return (reading.getFrom() == null || !day.isBefore(reading.getFrom()))
        && (reading.getTo() == null || !day.isAfter(reading.getTo()));
  }

  private static LocalDate since(SlotReading reading) {
    return reading.getFrom() != null && reading.getFrom().isAfter(reading.getDay())
        ? reading.getFrom()
        : reading.getDay();
  }
}
