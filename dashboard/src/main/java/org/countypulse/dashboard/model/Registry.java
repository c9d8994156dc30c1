package org.countypulse.dashboard.model;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.schemas.ledger.SchoolHistory;

/** Each school's life, and the schools that ever belonged to a county. */
public final class Registry {

  private final Map<String, SchoolLife> lives = new HashMap<>();
  private final TreeMap<String, TreeSet<String>> schoolsByCounty = new TreeMap<>();

  /**
   * @return the counties it concerns: those that the school belongs to, and those it did before
   */
  Set<String> put(SchoolHistory row) {
    String school = row.getSchoolId();
    SchoolLife life = life(row);
    SchoolLife before = life.entries().isEmpty() ? lives.remove(school) : lives.put(school, life);
    Set<String> concerned = counties(life);
    if (before != null && !life.equals(before)) {
      counties(before).forEach(county -> remove(school, county));
      concerned.addAll(counties(before));
    }
    counties(life)
        .forEach(
            county -> schoolsByCounty.computeIfAbsent(county, c -> new TreeSet<>()).add(school));
    return life.equals(before) ? Set.of() : concerned;
  }

  /**
   * The life that a row says.
   *
   * @throws IllegalArgumentException if it says none
   */
  public static SchoolLife life(SchoolHistory row) {
    return new SchoolLife(row.getEntries().stream().map(SchoolEntry::of).toList());
  }

  private void remove(String school, String county) {
    TreeSet<String> schools = schoolsByCounty.get(county);
    schools.remove(school);
    if (schools.isEmpty()) {
      schoolsByCounty.remove(county);
    }
  }

  private static Set<String> counties(SchoolLife life) {
    return life.entries().stream().map(SchoolEntry::county).collect(Collectors.toSet());
  }

  /** The school's life; {@link SchoolLife#UNREGISTERED} if it is not known. */
  public SchoolLife life(String school) {
    return lives.getOrDefault(school, SchoolLife.UNREGISTERED);
  }

  public boolean isRegistered(String school) {
    return lives.containsKey(school);
  }

  /** The codes of the counties that have ever had a school, in order. */
  public Set<String> counties() {
    return Collections.unmodifiableSet(schoolsByCounty.keySet());
  }

  /** The schools that ever belonged to a county, in order. */
  public SortedSet<String> schools(String county) {
    SortedSet<String> schools = schoolsByCounty.get(county);
    return schools == null
        ? Collections.emptySortedSet()
        : Collections.unmodifiableSortedSet(schools);
  }
}
