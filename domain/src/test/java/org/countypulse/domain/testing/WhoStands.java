package org.countypulse.domain.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.countypulse.domain.county.Counties;

/**
 * Decides which of one school's events of one type stand, looking at all of them again and again.
 *
 * <p>Events linked by {@code corrects} form a tree, also by way of ids that nobody has told and of
 * events that nobody believes. A tree with a cycle is quarantined whole. Of a tree's believed
 * events that no believed event corrects, one stands: the greatest (effective recorded-at, id).
 */
final class WhoStands {

  /**
   * What became of an event.
   *
   * @param status {@code STANDS}, {@code SUPERSEDED} or {@code QUARANTINED}
   * @param reason one word; empty if it stands
   * @param by the event that stands in its place, or empty
   */
  record Verdict(Told told, String status, String reason, String by) {
    boolean stands() {
      return status.equals("STANDS");
    }
  }

  private final Map<String, Told> byId = new TreeMap<>();
  private final List<Told> conflicting = new ArrayList<>();
  private final Map<String, String> disbelief = new TreeMap<>();

  private WhoStands(Collection<Told> all, Counties counties) {
    Map<String, List<Told>> contents = new LinkedHashMap<>();
    all.forEach(t -> contents.computeIfAbsent(t.id(), i -> new ArrayList<>()).add(t));
    contents.forEach(
        (id, rivals) -> {
          rivals.sort(Comparator.comparing(Told::recordedAt));
          if (rivals.size() > 1 && rivals.get(0).recordedAt().equals(rivals.get(1).recordedAt())) {
            throw new IllegalArgumentException(
                "Contents under " + id + " tie; only the engine's hash could decide.");
          }
          byId.put(id, rivals.get(0));
          conflicting.addAll(rivals.subList(1, rivals.size()));
        });
    byId.forEach((id, told) -> disbelief.put(id, told.disbelief(counties)));
  }

  static List<Verdict> among(Collection<Told> all, Counties counties) {
    WhoStands events = new WhoStands(all, counties);
    List<Verdict> verdicts = new ArrayList<>();
    events.conflicting.forEach(t -> verdicts.add(new Verdict(t, "QUARANTINED", "conflicting", "")));
    events.trees().forEach(tree -> verdicts.addAll(events.judge(tree)));
    return verdicts;
  }

  /** The ids that were told, cut into sets that are linked, whichever way the links point. */
  private Collection<Set<String>> trees() {
    Map<String, Set<String>> treeOf = new TreeMap<>();
    for (Told told : byId.values()) {
      Set<String> tree = treeOf.computeIfAbsent(told.id(), id -> new TreeSet<>(Set.of(id)));
      if (told.corrects() != null) {
        tree.addAll(treeOf.computeIfAbsent(told.corrects(), id -> new TreeSet<>(Set.of(id))));
        tree.forEach(id -> treeOf.put(id, tree));
      }
    }
    return new HashSet<>(treeOf.values());
  }

  private List<Verdict> judge(Set<String> tree) {
    List<Told> events = tree.stream().filter(byId::containsKey).map(byId::get).toList();
    boolean cyclic = events.stream().anyMatch(this::correctsItself);
    List<Told> believed = events.stream().filter(this::isBelieved).toList();
    Set<String> corrected = new HashSet<>();
    if (!cyclic) {
      believed.stream().map(this::correctedBy).forEach(corrected::add);
    }
    Told standing =
        believed.stream()
            .filter(told -> !corrected.contains(told.id()))
            .max(
                Comparator.comparing((Told t) -> cyclic ? t.recordedAt() : effective(t))
                    .thenComparing(Told::id))
            .orElse(null);
    return events.stream().map(told -> verdict(told, standing, cyclic)).toList();
  }

  private Verdict verdict(Told told, Told standing, boolean cyclic) {
    if (!isBelieved(told)) {
      return new Verdict(told, "QUARANTINED", disbelief.get(told.id()), "");
    }
    if (cyclic) {
      return new Verdict(told, "QUARANTINED", "cycle", "");
    }
    if (told == standing) {
      return new Verdict(told, "STANDS", "", "");
    }
    String reason = standing.voided() ? "voided" : "corrected";
    return new Verdict(told, "SUPERSEDED", reason, standing.id());
  }

  private boolean isBelieved(Told told) {
    return disbelief.get(told.id()).isEmpty();
  }

  private boolean correctsItself(Told told) {
    Set<String> seen = new HashSet<>();
    for (Told t = told; t != null && t.corrects() != null; t = byId.get(t.corrects())) {
      if (!seen.add(t.id())) {
        return true;
      }
    }
    return false;
  }

  /** The id that it corrects; what nobody believes passes its own link on. Null if none. */
  private String correctedBy(Told told) {
    String id = told.corrects();
    while (id != null && byId.containsKey(id) && !isBelieved(byId.get(id))) {
      id = byId.get(id).corrects();
    }
    return id;
  }

  /** max(its own recorded-at, the effective one of what it corrects). */
  private Instant effective(Told told) {
    String corrected = correctedBy(told);
    if (corrected == null || !byId.containsKey(corrected)) {
      return told.recordedAt();
    }
    Instant before = effective(byId.get(corrected));
    return before.isAfter(told.recordedAt()) ? before : told.recordedAt();
  }

  /** Whether anybody told, believably or not, of the event that a void names. */
  static boolean knowsOriginal(Told aVoid, Collection<Told> all) {
    return all.stream().anyMatch(told -> told.id().equals(aVoid.corrects()));
  }
}
