package org.countypulse.dashboard.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.ledger.ViewVersion;

/**
 * All ledgers in memory. One thread puts batches of rows in; any number ask at the same time. A
 * question sees all of a batch or nothing of it.
 *
 * <p>A plain read-write lock does that: a batch is applied in milliseconds and a question answered
 * in less, so neither waits long for the other, and nothing is copied.
 */
public final class ReadModel implements Ledgers {

  /** The name of the view to which each measure belongs, by the measure's name. */
  private static final Map<String, String> VIEW_OF_MEASURE =
      Views.ALL.stream()
          .flatMap(
              view ->
                  Stream.concat(view.posted().stream(), view.measures().stream())
                      .distinct()
                      .map(measure -> Map.entry(measure.name(), view.name())))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  private final Counties counties;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, TreeMap<Integer, ViewLedger>> versions = new HashMap<>();
  private final Map<String, Integer> wanted = new HashMap<>();
  private final Map<String, ViewLedger> promoted = new HashMap<>();
  private final Set<ViewLedger> complete = new HashSet<>();
  private Quarantine quarantine;

  /** One of the Chinese counties. */
  public ReadModel() {
    this(Counties.chinese());
  }

  /**
   * @param counties the list that those who ask use, too
   */
  public ReadModel(Counties counties) {
    this.counties = counties;
    clear();
  }

  /** Forgets everything. Each view's version is again the one in the catalogue. */
  public void clear() {
    lock.writeLock().lock();
    try {
      versions.clear();
      wanted.clear();
      promoted.clear();
      complete.clear();
      quarantine = new Quarantine(Quarantine.MOST_IN_FULL);
      for (CountyView view : Views.ALL) {
        wanted.put(view.name(), view.version());
        promoted.put(view.name(), ledger(view, view.version()));
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private ViewLedger ledger(CountyView view, int version) {
    return versions
        .computeIfAbsent(view.name(), name -> new TreeMap<>())
        .computeIfAbsent(version, number -> new ViewLedger(view, number, counties));
  }

  /**
   * Takes a batch of rows in.
   *
   * @return what it changed for those who read the promoted versions
   */
  public Changes apply(List<Row> rows) {
    Changes changes = new Changes();
    Changes unseen = new Changes();
    Set<ViewLedger> touched = new HashSet<>();
    lock.writeLock().lock();
    try {
      for (Row row : rows) {
        if (row instanceof Row.OfLedger of) {
          of.ledger().put(of.key(), of.value(), isPromoted(of.ledger()) ? changes : unseen);
          touched.add(of.ledger());
        } else if (row instanceof Row.Quarantined quarantined) {
          quarantine.put(quarantined.key(), quarantined.entry());
        } else if (row instanceof Row.Released released) {
          quarantine.release(released.key());
        } else if (row instanceof Row.OfViews of) {
          announce(of.value());
        }
      }
      touched.forEach(ViewLedger::settle);
    } finally {
      lock.writeLock().unlock();
    }
    return changes;
  }

  /** A version that exists, or, if the row says so, the one that readers shall use. */
  private void announce(ViewVersion row) {
    Views.named(row.getView())
        .ifPresent(
            view -> {
              ViewLedger ledger = ledger(view, row.getVersion());
              if (row.getPromoted()) {
                wanted.put(view.name(), row.getVersion());
                promoteIfComplete(ledger);
              }
            });
  }

  /**
   * Says that a ledger has been read to its end. Only then readers are moved to it, so that a
   * promotion never shows half a ledger.
   */
  public void completed(ViewLedger ledger) {
    lock.writeLock().lock();
    try {
      complete.add(ledger);
      promoteIfComplete(ledger);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void promoteIfComplete(ViewLedger ledger) {
    boolean isWanted = wanted.get(ledger.view().name()) == ledger.version();
    // Before anything has been read there is nothing to protect readers from.
    boolean nothingToLose = !complete.contains(promoted.get(ledger.view().name()));
    if (isWanted && (nothingToLose || complete.contains(ledger))) {
      promoted.put(ledger.view().name(), ledger);
    }
  }

  /** Asks something; the answer must not keep what it was given. */
  public <T> T read(Function<Ledgers, T> question) {
    lock.readLock().lock();
    try {
      return question.apply(this);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public ViewLedger of(CountyView view) {
    return promoted.get(view.name());
  }

  @Override
  public ViewLedger of(Measure measure) {
    return promoted.get(VIEW_OF_MEASURE.get(measure.name()));
  }

  @Override
  public Collection<ViewLedger> all() {
    List<ViewLedger> all = new ArrayList<>();
    for (CountyView view : Views.ALL) {
      all.addAll(versions.get(view.name()).values());
    }
    return all;
  }

  @Override
  public Quarantine quarantine() {
    return quarantine;
  }
}
