package org.countypulse.dashboard.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.countypulse.schemas.ledger.Decision;
import org.countypulse.schemas.ledger.QuarantineDecision;

/**
 * The records in quarantine, and what people decided about them: the newest in full, the older ones
 * by reason or decision only, so that a source gone wrong can't fill the memory.
 */
public final class Quarantine {

  /** About 50 MB of entries. */
  static final int MOST_IN_FULL = 100_000;

  /** Whether somebody has decided about a record. */
  public enum Status {
    OPEN,
    DISMISSED,
    REDRIVEN;

    static Status of(Decision decision) {
      return decision == null ? OPEN : valueOf(decision.name());
    }

    /** Its name in the API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A record that is, or was, in quarantine.
   *
   * @param decision null if there is none
   * @param released whether its event is believed by now, because of a copy
   */
  public record Listed(QuarantineEntry entry, QuarantineDecision decision, boolean released) {

    public Status status() {
      return Status.of(decision == null ? null : decision.getDecision());
    }
  }

  private record Brief(String viewId, String reason) {}

  private final int mostInFull;
  private final LinkedHashMap<String, QuarantineEntry> newest = new LinkedHashMap<>();
  private final Map<String, Brief> older = new HashMap<>();
  private final Map<Brief, Long> openCounts = new HashMap<>();

  /** What keys begin with: view and version. */
  private final Set<String> prefixes = new HashSet<>();

  private final LinkedHashMap<String, QuarantineDecision> newestDecisions = new LinkedHashMap<>();
  private final Map<String, Decision> olderDecisions = new HashMap<>();

  Quarantine(int mostInFull) {
    this.mostInFull = mostInFull;
  }

  void put(String key, QuarantineEntry entry) {
    release(key);
    prefixes.add(key.substring(0, key.length() - position(key).length()));
    newest.put(key, entry);
    if (isOpen(position(key))) {
      openCounts.merge(brief(entry), 1L, Long::sum);
    }
    if (newest.size() > mostInFull) {
      var oldest = newest.entrySet().iterator().next();
      newest.remove(oldest.getKey());
      older.put(oldest.getKey(), brief(oldest.getValue()));
    }
  }

  void release(String key) {
    Optional<Brief> there = find(key);
    newest.remove(key);
    older.remove(key);
    if (isOpen(position(key))) {
      there.ifPresent(this::isOpenNoMore);
    }
  }

  private Optional<Brief> find(String key) {
    return Optional.ofNullable(newest.get(key))
        .map(Quarantine::brief)
        .or(() -> Optional.ofNullable(older.get(key)));
  }

  private static Brief brief(QuarantineEntry entry) {
    return new Brief(entry.viewId(), entry.reason());
  }

  private void isOpenNoMore(Brief brief) {
    openCounts.computeIfPresent(brief, (b, n) -> n == 1 ? null : n - 1);
  }

  /** The part of a key that is the same for all versions of a view: topic, partition, offset. */
  private static String position(String key) {
    return key.substring(key.indexOf('/', key.indexOf('/') + 1) + 1);
  }

  private boolean isOpen(String position) {
    return !newestDecisions.containsKey(position) && !olderDecisions.containsKey(position);
  }

  /** Takes down what was decided about the record at a position. */
  void decide(QuarantineDecision row) {
    String position = row.getTopic() + "/" + row.getPartition() + "/" + row.getOffset();
    if (isOpen(position)) {
      prefixes.forEach(prefix -> find(prefix + position).ifPresent(this::isOpenNoMore));
    }
    olderDecisions.remove(position);
    newestDecisions.remove(position);
    newestDecisions.put(position, row);
    if (newestDecisions.size() > mostInFull) {
      var oldest = newestDecisions.entrySet().iterator().next();
      newestDecisions.remove(oldest.getKey());
      olderDecisions.put(oldest.getKey(), oldest.getValue().getDecision());
    }
  }

  /** How many records of some view versions are in quarantine and open, by reason. */
  public SortedMap<String, Long> byReason(Set<String> viewIds) {
    SortedMap<String, Long> byReason = new TreeMap<>();
    openCounts.forEach(
        (brief, count) -> {
          if (viewIds.contains(brief.viewId())) {
            byReason.merge(brief.reason(), count, Long::sum);
          }
        });
    return byReason;
  }

  /** About how many records it was decided so. */
  public long decided(Decision decision) {
    return newestDecisions.values().stream().filter(row -> row.getDecision() == decision).count()
        + olderDecisions.values().stream().filter(decision::equals).count();
  }

  /** The newest entries that are wanted, newest first, whatever was decided. */
  public List<QuarantineEntry> newest(
      Set<String> viewIds, Predicate<QuarantineEntry> wanted, int most) {
    return listed(viewIds, null, wanted, most).stream()
        .filter(listed -> !listed.released())
        .map(Listed::entry)
        .toList();
  }

  /**
   * The newest that are wanted: those in quarantine, newest first, then those that were and are
   * believed by now, the newest decision first.
   *
   * @param status null for any
   */
  public List<Listed> listed(
      Set<String> viewIds, Status status, Predicate<QuarantineEntry> wanted, int most) {
    List<Listed> found = new ArrayList<>();
    Set<String> there = new HashSet<>();
    List<Map.Entry<String, QuarantineEntry>> all = new ArrayList<>(newest.entrySet());
    for (int i = all.size() - 1; i >= 0 && found.size() < most; i--) {
      QuarantineEntry entry = all.get(i).getValue();
      if (viewIds.contains(entry.viewId())) {
        String position = position(all.get(i).getKey());
        there.add(position);
        Listed listed = new Listed(entry, newestDecisions.get(position), false);
        boolean decidedLongAgo = olderDecisions.containsKey(position);
        if ((status == null || status == listed.status() && !decidedLongAgo)
            && wanted.test(entry)) {
          found.add(listed);
        }
      }
    }
    if (status != Status.OPEN) {
      addReleased(found, there, viewIds, status, wanted, most);
    }
    // They were taken down in the order of reading, which after a restart goes by partition.
    found.sort(Comparator.comparing((Listed listed) -> listed.entry().at()).reversed());
    return found;
  }

  private void addReleased(
      List<Listed> found,
      Set<String> there,
      Set<String> viewIds,
      Status status,
      Predicate<QuarantineEntry> wanted,
      int most) {
    List<Map.Entry<String, QuarantineDecision>> all = new ArrayList<>(newestDecisions.entrySet());
    for (int i = all.size() - 1; i >= 0 && found.size() < most; i--) {
      QuarantineDecision row = all.get(i).getValue();
      Optional<QuarantineEntry> entry =
          there.contains(all.get(i).getKey())
              ? Optional.empty()
              : viewIds.stream()
                  .filter(id -> id.startsWith(row.getView() + ".v"))
                  .findFirst()
                  .map(id -> entry(row, id));
      entry
          .filter(wanted)
          .map(e -> new Listed(e, row, true))
          .filter(listed -> status == null || listed.status() == status)
          .ifPresent(found::add);
    }
  }

  /** What a decision tells of its record. */
  private static QuarantineEntry entry(QuarantineDecision row, String viewId) {
    int version = Integer.parseInt(viewId.substring(row.getView().length() + 2));
    return new QuarantineEntry(
        row.getView(),
        version,
        row.getTopic(),
        row.getPartition(),
        row.getOffset(),
        row.getEventType(),
        row.getSchoolId(),
        row.getEventId(),
        row.getSource(),
        row.getReason(),
        "",
        "",
        "",
        0);
  }
}
