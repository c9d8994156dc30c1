package org.countypulse.dashboard.model;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countypulse.schemas.ledger.SchoolAccount;

/** What became of the records of one view, added up by event type, source and school. */
public final class Accounts {

  private record Line(String eventType, String source, int partition) {}

  private final Map<String, Map<Line, Counts>> lines = new HashMap<>();
  private final SortedMap<String, Counts> byType = new TreeMap<>();
  private final SortedMap<String, Counts> bySource = new TreeMap<>();
  private final SortedMap<String, Counts> bySchool = new TreeMap<>();
  private final SortedMap<String, Long> waiting = new TreeMap<>();

  void put(SchoolAccount row) {
    String school = row.getSchoolId();
    Line line = new Line(row.getEventType(), row.getSource(), row.getPartition());
    Counts now = Counts.of(row);
    Counts before = lines.computeIfAbsent(school, s -> new HashMap<>(4)).put(line, now);
    Counts change = before == null ? now : now.minus(before);
    byType.merge(row.getEventType(), change, Counts::plus);
    bySource.merge(row.getSource(), change, Counts::plus);
    Counts ofSchool = bySchool.merge(school, change, Counts::plus);
    if (ofSchool.waiting() == 0) {
      waiting.remove(school);
    } else {
      waiting.put(school, ofSchool.waiting());
    }
  }

  public SortedMap<String, Counts> byType() {
    return Collections.unmodifiableSortedMap(byType);
  }

  public SortedMap<String, Counts> bySource() {
    return Collections.unmodifiableSortedMap(bySource);
  }

  public SortedMap<String, Counts> bySchool() {
    return Collections.unmodifiableSortedMap(bySchool);
  }

  /** How many records of each school wait; only schools of which any does. */
  public SortedMap<String, Long> waiting() {
    return Collections.unmodifiableSortedMap(waiting);
  }

  /** A school's counts by event type. */
  public SortedMap<String, Counts> typesOf(String school) {
    SortedMap<String, Counts> counts = new TreeMap<>();
    linesOf(school).forEach((line, n) -> counts.merge(line.eventType(), n, Counts::plus));
    return counts;
  }

  /** A school's counts by source. */
  public SortedMap<String, Counts> sourcesOf(String school) {
    SortedMap<String, Counts> counts = new TreeMap<>();
    linesOf(school).forEach((line, n) -> counts.merge(line.source(), n, Counts::plus));
    return counts;
  }

  private Map<Line, Counts> linesOf(String school) {
    return lines.getOrDefault(school, Map.of());
  }
}
