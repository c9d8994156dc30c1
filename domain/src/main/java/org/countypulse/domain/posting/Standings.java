package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Which events stand. Events linked by "corrects" form a tree; several that name the same missing
 * event are siblings in one. An event that a believed one corrects never stands; of those that
 * nobody corrects, the one with the greatest (effective recorded-at, id) does, where effective is
 * the greater of its own recorded-at and that of what it corrects. An event that is not believed
 * supersedes nothing, but passes its link on. A tree with a cycle is not believed at all.
 */
final class Standings {

  private static final Refusal IN_A_CYCLE =
      new Refusal(
          QuarantineReason.CYCLE,
          "corrects",
          "The corrections of this event lead back to itself; send it again under a new id.");

  /** As texts are ordered, so that people can see it. */
  static final Comparator<UUID> BY_ID =
      Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  /**
   * An event as far as it matters here.
   *
   * @param corrects the event that it names, or null
   * @param recordedAt in milliseconds
   * @param refusal why it is not believed, or null
   */
  record Candidate(
      UUID id, UUID corrects, long recordedAt, boolean voided, LocalDate day, Refusal refusal) {

    boolean believed() {
      return refusal == null;
    }
  }

  private final Map<UUID, Candidate> candidates = new HashMap<>();
  private final Map<UUID, Standing> standings = new HashMap<>();
  private final Predicate<LocalDate> registered;

  private Standings(Collection<Candidate> all, Predicate<LocalDate> registered) {
    all.forEach(candidate -> candidates.put(candidate.id(), candidate));
    this.registered = registered;
  }

  /**
   * Where each of some events stands.
   *
   * @param all events with all that they are linked to
   * @param registered whether the school is registered on a day
   */
  static Map<UUID, Standing> of(Collection<Candidate> all, Predicate<LocalDate> registered) {
    Standings standings = new Standings(all, registered);
    standings.trees().forEach(standings::judge);
    return standings.standings;
  }

  private Collection<List<Candidate>> trees() {
    Map<UUID, UUID> roots = new HashMap<>();
    candidates.keySet().forEach(id -> findRoot(id, roots));
    Map<UUID, List<Candidate>> trees = new HashMap<>();
    for (Candidate candidate : candidates.values()) {
      trees.computeIfAbsent(roots.get(candidate.id()), r -> new ArrayList<>()).add(candidate);
    }
    return trees.values();
  }

  /** The end of an event's links: an event that names none, a missing one, or some of a cycle. */
  private void findRoot(UUID id, Map<UUID, UUID> roots) {
    List<UUID> path = new ArrayList<>();
    Set<UUID> onPath = new HashSet<>();
    UUID at = id;
    UUID root = null;
    while (root == null) {
      Candidate candidate = candidates.get(at);
      if (roots.containsKey(at)) {
        root = roots.get(at);
      } else if (candidate == null || !onPath.add(at)) {
        root = at;
      } else {
        path.add(at);
        root = candidate.corrects() == null ? at : null;
        at = candidate.corrects();
      }
    }
    for (UUID passed : path) {
      roots.put(passed, root);
    }
  }

  private void judge(List<Candidate> tree) {
    boolean cycle = hasCycle(tree);
    List<Candidate> believed = new ArrayList<>();
    for (Candidate candidate : tree) {
      if (!candidate.believed()) {
        standings.put(candidate.id(), Standing.quarantined(candidate.refusal()));
      } else if (cycle) {
        standings.put(candidate.id(), Standing.quarantined(IN_A_CYCLE));
      } else {
        believed.add(candidate);
      }
    }
    if (!believed.isEmpty()) {
      choose(believed);
    }
  }

  /** In a tree every event but the root names another one that is there or its missing root. */
  private boolean hasCycle(List<Candidate> tree) {
    return tree.stream()
        .allMatch(c -> c.corrects() != null && candidates.containsKey(c.corrects()));
  }

  private void choose(List<Candidate> believed) {
    Set<UUID> corrected = new HashSet<>();
    believed.forEach(candidate -> corrected.add(believedParent(candidate)));
    Map<UUID, Long> effective = new HashMap<>();
    Candidate chosen =
        believed.stream()
            .filter(candidate -> !corrected.contains(candidate.id()))
            .max(
                Comparator.comparingLong((Candidate c) -> effectiveRecordedAt(c, effective))
                    .thenComparing(Candidate::id, BY_ID))
            .orElseThrow();
    Standing others =
        Standing.superseded(chosen.voided() ? Standing.VOIDED : Standing.CORRECTED, chosen.id());
    for (Candidate candidate : believed) {
      standings.put(candidate.id(), candidate == chosen ? standingOf(chosen) : others);
    }
  }

  private Standing standingOf(Candidate chosen) {
    if (chosen.voided()) {
      return candidates.containsKey(chosen.corrects())
          ? Standing.POSTED
          : Standing.WITHOUT_ORIGINAL;
    }
    return registered.test(chosen.day()) ? Standing.POSTED : Standing.UNREGISTERED;
  }

  /** What an event corrects, past those that are not believed; null or a missing id at the end. */
  private UUID believedParent(Candidate candidate) {
    UUID at = candidate.corrects();
    while (at != null && candidates.containsKey(at) && !candidates.get(at).believed()) {
      at = candidates.get(at).corrects();
    }
    return at;
  }

  private long effectiveRecordedAt(Candidate candidate, Map<UUID, Long> known) {
    List<Candidate> path = new ArrayList<>();
    Candidate at = candidate;
    while (at != null && !known.containsKey(at.id())) {
      path.add(at);
      at = candidates.get(believedParent(at));
    }
    long effective = at == null ? Long.MIN_VALUE : known.get(at.id());
    for (int i = path.size() - 1; i >= 0; i--) {
      effective = Math.max(effective, path.get(i).recordedAt());
      known.put(path.get(i).id(), effective);
    }
    return effective;
  }
}
