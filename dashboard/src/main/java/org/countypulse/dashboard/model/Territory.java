package org.countypulse.dashboard.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;

/**
 * A county, or all counties of a prefecture or province.
 *
 * @param counties the codes of its counties, in order: those of the reference list, abolished ones
 *     included, and those of the ledgers
 */
public record Territory(Level level, String code, String name, Set<String> counties) {

  /**
   * The place with that code: the county, else the prefecture, else the province. A city without
   * counties has the same figures as either.
   *
   * @param known counties beside those of the list: those that the ledgers tell of
   */
  public static Optional<Territory> of(String code, Counties counties, Collection<String> known) {
    return Stream.of(Level.values())
        .flatMap(level -> of(code, level, counties, known).stream())
        .findFirst();
  }

  /** The place with that code at a level. */
  public static Optional<Territory> of(
      String code, Level level, Counties counties, Collection<String> known) {
    Optional<String> name = counties.at(level, code).map(Place::name);
    if (level == Level.COUNTY) {
      return name.or(() -> known.contains(code) ? Optional.of(code) : Optional.empty())
          .map(named -> new Territory(level, code, named, Set.of(code)));
    }
    return name.map(
        named -> new Territory(level, code, named, within(code, level, counties, known)));
  }

  /** A county, called by its code. */
  static Territory ofCounty(String code) {
    return new Territory(Level.COUNTY, code, code, Set.of(code));
  }

  private static Set<String> within(
      String code, Level level, Counties counties, Collection<String> known) {
    Set<String> within = new TreeSet<>();
    Stream.concat(counties.all(Level.COUNTY).stream().map(Place::code), known.stream())
        .filter(county -> counties.rollUp(county, level).equals(code))
        .forEach(within::add);
    return within;
  }

  boolean isCounty() {
    return level == Level.COUNTY;
  }

  /** Its counties that have ever had a school, in order. */
  List<String> withSchools(Registry registry) {
    return counties.stream().filter(registry.counties()::contains).toList();
  }
}
