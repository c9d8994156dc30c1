package org.countypulse.dashboard.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.ledger.ViewVersion;

/**
 * All ledgers in memory. One thread puts batches of rows in; any number ask at the same time. A
 * question sees all of a batch or nothing of it.
 *
 * <p>A plain read-write lock does that: a batch is applied in milliseconds and a question answered
 * in less, so neither waits long for the other, and nothing is copied.
 *
 * <p>Which versions there are, and which one readers see, the topic {@code views} says. Readers are
 * moved to another version when its ledger has been read to its end, and never before, as long as
 * they have one that has been.
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

  /** States in which a version's topics are being deleted, or have been. */
  private static final Set<VersionState> GONE =
      Set.of(VersionState.CANCELLED, VersionState.RETIRING, VersionState.RETIRED);

  private final Counties counties;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, TreeMap<Integer, ViewLedger>> versions = new HashMap<>();
  private final Map<String, Set<Integer>> gone = new HashMap<>();
  private final Map<String, Integer> wanted = new HashMap<>();
  private final Map<String, ViewLedger> promoted = new HashMap<>();
  private final Set<ViewLedger> complete = new HashSet<>();
  private final Set<ViewLedger> announced = new LinkedHashSet<>();
  private final Map<String, Certificate> certificates = new HashMap<>();
  private Quarantine quarantine = new Quarantine(Quarantine.MOST_IN_FULL);

  /** One of the Chinese counties. */
  public ReadModel() {
    this(Counties.chinese());
  }

  /**
   * @param counties the list that those who ask use, too
   */
  public ReadModel(Counties counties) {
    this.counties = counties;
    for (CountyView view : Views.ALL) {
      versions.put(view.name(), new TreeMap<>());
      gone.put(view.name(), new TreeSet<>());
      promoted.put(view.name(), new ViewLedger(view, ViewLedger.NONE, counties));
    }
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
        } else if (row instanceof Row.Decided decided) {
          quarantine.decide(decided.value());
        } else if (row instanceof Row.OfViews of) {
          announce(of.value(), changes);
        } else if (row instanceof Row.Certified certified) {
          certificates.put(certified.key(), certified.value());
        }
      }
      touched.forEach(ViewLedger::settle);
    } finally {
      lock.writeLock().unlock();
    }
    return changes;
  }

  /** A version and its state, or, if the row says so, the one that readers shall use. */
  private void announce(ViewVersion row, Changes changes) {
    CountyView view = Views.named(row.getView()).orElse(null);
    if (view == null) {
      return;
    }
    if (row.getPromoted()) {
      wanted.put(view.name(), row.getVersion());
      if (!isGone(view, row.getVersion())) {
        want(ledger(view, row.getVersion()), changes);
      }
    } else if (GONE.contains(row.getState())) {
      gone.get(view.name()).add(row.getVersion());
      ViewLedger left = versions.get(view.name()).remove(row.getVersion());
      if (left != null && !isPromoted(left)) {
        complete.remove(left);
      }
    } else {
      gone.get(view.name()).remove(row.getVersion());
      ViewLedger ledger = ledger(view, row.getVersion());
      boolean becameWhole = !ledger.isWhole() && row.getState() == VersionState.LIVE;
      ledger.say(row);
      if (becameWhole && !isPromoted(ledger)) {
        readToItsEnd(ledger);
      }
    }
  }

  private ViewLedger ledger(CountyView view, int version) {
    return versions
        .get(view.name())
        .computeIfAbsent(
            version,
            number -> {
              ViewLedger ledger = new ViewLedger(view, number, counties);
              readToItsEnd(ledger);
              return ledger;
            });
  }

  private void readToItsEnd(ViewLedger ledger) {
    complete.remove(ledger);
    announced.add(ledger);
  }

  private void want(ViewLedger ledger, Changes changes) {
    if (isPromoted(ledger)) {
      return;
    }
    // What has been written to it since it was last read to its end may not be here yet.
    readToItsEnd(ledger);
    if (!complete.contains(promoted.get(ledger.view().name()))) {
      promote(ledger, changes); // nobody is shown less than now
    }
  }

  private void promote(ViewLedger ledger, Changes changes) {
    ViewLedger before = promoted.put(ledger.view().name(), ledger);
    if (!versions.get(ledger.view().name()).containsValue(before)) {
      complete.remove(before);
    }
    Set<String> readOff = new TreeSet<>();
    ledger.view().posted().forEach(posted -> readOff.addAll(Changes.readOff(posted.name())));
    ledger.view().measures().forEach(measure -> readOff.add(measure.name()));
    before.counties().forEach(county -> changes.add(county, readOff));
    ledger.counties().forEach(county -> changes.add(county, readOff));
  }

  /**
   * The versions whose ledgers' ends are to be looked up now, and told of with {@link #completed}
   * when they have been read up to there: new ones, those that became whole, and those to which
   * readers shall be moved. Each is handed out once.
   */
  public Set<ViewLedger> takeAnnounced() {
    lock.writeLock().lock();
    try {
      Set<ViewLedger> taken = new LinkedHashSet<>(announced);
      announced.clear();
      return taken;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Says that a ledger has been read to its end. Only then readers are moved to it, so that a
   * promotion never shows half a ledger.
   *
   * @return what that changed for readers
   */
  public Changes completed(ViewLedger ledger) {
    Changes changes = new Changes();
    lock.writeLock().lock();
    try {
      boolean isKnown =
          version(ledger.view(), ledger.version()).filter(known -> known == ledger).isPresent();
      if (isKnown && !announced.contains(ledger)) {
        complete.add(ledger);
        boolean isWanted =
            Integer.valueOf(ledger.version()).equals(wanted.get(ledger.view().name()));
        if (isWanted && !isPromoted(ledger)) {
          promote(ledger, changes);
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
    return changes;
  }

  /**
   * Begins a version's ledger anew, because its topics were made anew. Its readers keep what they
   * have until that has been read.
   */
  public void restart(ViewLedger ledger) {
    lock.writeLock().lock();
    try {
      if (versions.get(ledger.view().name()).remove(ledger.version(), ledger)) {
        ledger(ledger.view(), ledger.version()).say(ledger.row());
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Forgets what is in quarantine and what was decided about it, because it will be read again. */
  public void restartQuarantine() {
    lock.writeLock().lock();
    try {
      quarantine = new Quarantine(Quarantine.MOST_IN_FULL);
    } finally {
      lock.writeLock().unlock();
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
  public Optional<ViewLedger> version(CountyView view, int number) {
    return Optional.ofNullable(versions.get(view.name()).get(number));
  }

  @Override
  public boolean isGone(CountyView view, int number) {
    return gone.get(view.name()).contains(number);
  }

  @Override
  public boolean isRead(ViewLedger ledger) {
    return complete.contains(ledger);
  }

  @Override
  public Quarantine quarantine() {
    return quarantine;
  }

  @Override
  public List<Certificate> certificates() {
    return certificates.values().stream()
        .sorted(Comparator.comparing(Certificate::getAt).reversed())
        .toList();
  }
}
