package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import org.countypulse.schemas.event.SchoolRegisteredData;

/**
 * A pretend school: what its registry entries are, and how it goes about its duties.
 *
 * @param life its entries, by the day from which each is valid
 * @param registration whether and when the platform hears of them
 * @param drillsAMonth how likely it is to drill in a month
 * @param daysBetweenInspections how often its canteen is inspected, about
 * @param exchangeShare how likely one of its eligible staff is exchanged in a year
 */
record SimulatedSchool(
    int number,
    String id,
    String countyName,
    NavigableMap<LocalDate, SchoolRegisteredData> life,
    Registration registration,
    double drillsAMonth,
    int daysBetweenInspections,
    double exchangeShare) {

  enum Registration {
    IN_TIME,
    LATE,
    NEVER
  }

  /** Its entry on a day; null before its first. */
  SchoolRegisteredData at(LocalDate day) {
    Map.Entry<LocalDate, SchoolRegisteredData> entry = life.floorEntry(day);
    return entry == null ? null : entry.getValue();
  }

  boolean isOpen(LocalDate day) {
    SchoolRegisteredData entry = at(day);
    return entry != null && !entry.getClosed();
  }
}
