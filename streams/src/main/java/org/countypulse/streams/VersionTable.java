package org.countypulse.streams;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countypulse.schemas.ledger.ViewVersion;

/** All versions of all views, and which ones readers use: what the topic {@code views} says. */
public final class VersionTable {

  private final Map<String, TreeMap<Integer, Version>> versions = new TreeMap<>();
  private final Map<String, Integer> promoted = new HashMap<>();

  private VersionTable() {}

  /**
   * @param rows the last row of each key
   */
  public static VersionTable of(Collection<ViewVersion> rows) {
    VersionTable table = new VersionTable();
    for (ViewVersion row : rows) {
      if (row.getPromoted()) {
        table.promoted.put(row.getView(), row.getVersion());
      } else {
        table
            .versions
            .computeIfAbsent(row.getView(), name -> new TreeMap<>())
            .put(row.getVersion(), Version.of(row));
      }
    }
    return table;
  }

  /** All of them, by view and number. */
  public List<Version> all() {
    return versions.values().stream().flatMap(ofView -> ofView.values().stream()).toList();
  }

  /** Those of a view, by number; empty if there is none. */
  public Collection<Version> of(String view) {
    return versions.getOrDefault(view, new TreeMap<>()).values();
  }

  public Optional<Version> find(String view, int number) {
    return Optional.ofNullable(versions.getOrDefault(view, new TreeMap<>()).get(number));
  }

  /** The version that readers use; empty if the view is new. */
  public Optional<Version> promoted(String view) {
    return Optional.ofNullable(promoted.get(view)).flatMap(number -> find(view, number));
  }

  public boolean isPromoted(Version version) {
    return Integer.valueOf(version.number()).equals(promoted.get(version.view()));
  }

  int nextNumber(String view) {
    TreeMap<Integer, Version> there = versions.getOrDefault(view, new TreeMap<>());
    return there.isEmpty() ? 1 : there.lastKey() + 1;
  }
}
