package org.countypulse.dashboard.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The records in quarantine: the newest in full, the older ones by reason only, so that a source
 * gone wrong can't fill the memory.
 */
public final class Quarantine {

  /** About 50 MB of entries. */
  static final int MOST_IN_FULL = 100_000;

  private record Brief(String viewId, String reason) {}

  private final int mostInFull;
  private final LinkedHashMap<String, QuarantineEntry> newest = new LinkedHashMap<>();
  private final Map<String, Brief> older = new HashMap<>();
  private final Map<Brief, Long> counts = new HashMap<>();

  Quarantine(int mostInFull) {
    this.mostInFull = mostInFull;
  }

  void put(String key, QuarantineEntry entry) {
    release(key);
    newest.put(key, entry);
    counts.merge(new Brief(entry.viewId(), entry.reason()), 1L, Long::sum);
    if (newest.size() > mostInFull) {
      var oldest = newest.entrySet().iterator().next();
      newest.remove(oldest.getKey());
      older.put(oldest.getKey(), new Brief(oldest.getValue().viewId(), oldest.getValue().reason()));
    }
  }

  void release(String key) {
    Optional.ofNullable(newest.remove(key))
        .map(entry -> new Brief(entry.viewId(), entry.reason()))
        .or(() -> Optional.ofNullable(older.remove(key)))
        .ifPresent(brief -> counts.computeIfPresent(brief, (b, n) -> n == 1 ? null : n - 1));
  }

  /** How many records of some view versions are in quarantine, by reason. */
  public SortedMap<String, Long> byReason(Set<String> viewIds) {
    SortedMap<String, Long> byReason = new TreeMap<>();
    counts.forEach(
        (brief, count) -> {
          if (viewIds.contains(brief.viewId())) {
            byReason.merge(brief.reason(), count, Long::sum);
          }
        });
    return byReason;
  }

  /** The newest entries that are wanted, newest first. */
  public List<QuarantineEntry> newest(
      Set<String> viewIds, Predicate<QuarantineEntry> wanted, int most) {
    List<QuarantineEntry> all = new ArrayList<>(newest.values());
    List<QuarantineEntry> found = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0 && found.size() < most; i--) {
      QuarantineEntry entry = all.get(i);
      if (viewIds.contains(entry.viewId()) && wanted.test(entry)) {
        found.add(entry);
      }
    }
    return found;
  }
}
