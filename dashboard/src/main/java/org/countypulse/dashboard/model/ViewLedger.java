package org.countypulse.dashboard.model;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.Views;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.ledger.ViewVersion;

/**
 * One version of a view: what the topic {@code views} says of it, and what its ledger topics do.
 */
public final class ViewLedger {

  /** The number of a version that stands for none: before any exists, figures are read off it. */
  static final int NONE = 0;

  private final CountyView view;
  private final int version;
  private final Cells cells;
  private final SchoolMarks marks = new SchoolMarks();
  private final Slots slots = new Slots();
  private final Registry registry = new Registry();
  private final Accounts accounts = new Accounts();
  private final Notes notes = new Notes();
  private final Map<String, Set<String>> readOff = new HashMap<>();
  private final Set<String> ofRegistrations;
  private volatile ViewVersion row;

  /** What it counts; empty if this program doesn't know. */
  private volatile Optional<CountyView> definition;

  ViewLedger(CountyView view, int version, Counties counties) {
    this.view = view;
    this.version = version;
    this.cells = new Cells(counties);
    this.ofRegistrations = Changes.ofRegistrations(view);
    this.row =
        ViewVersion.newBuilder()
            .setView(view.name())
            .setVersion(version)
            .setFingerprint(view.fingerprint())
            .setPromoted(false)
            .build();
    this.definition = Optional.of(view);
  }

  /** Takes in what is said of it. */
  void say(ViewVersion said) {
    row = said;
    definition =
        said.getFingerprint().isEmpty()
            ? Optional.of(view)
            : Views.definition(view.name(), said.getFingerprint());
  }

  /** Takes a row in; {@link #settle} must follow before anybody reads. */
  void put(String key, IndexedRecord row, Changes changes) {
    if (row instanceof LedgerCell cell) {
      if (cells.put(cell)) {
        changes.add(cell.getCounty(), readOff(cell.getMeasure()));
      }
    } else if (row instanceof SchoolDays days) {
      if (marks.put(days)) {
        changes.add(days.getCounty(), readOff(days.getMeasure()));
      }
    } else if (row instanceof SchoolSlot slot) {
      if (slots.put(slot)) {
        changes.add(readOff(slot.getMeasure()));
      }
    } else if (row instanceof SchoolHistory history) {
      registry.put(history).forEach(county -> changes.add(county, ofRegistrations));
    } else if (row instanceof SchoolAccount account) {
      accounts.put(account);
    } else if (row instanceof EventNote note) {
      notes.put(key, note);
    } else {
      throw new IllegalArgumentException("No ledger has rows of " + row.getSchema().getFullName());
    }
  }

  void settle() {
    cells.settle();
  }

  private Set<String> readOff(String posted) {
    return readOff.computeIfAbsent(posted, Changes::readOff);
  }

  public CountyView view() {
    return view;
  }

  public int version() {
    return version;
  }

  /** The name under which this version runs, {@code safety-drills.v1}. */
  public String id() {
    return view.name() + ".v" + version;
  }

  ViewVersion row() {
    return row;
  }

  /** Whether there is such a version; otherwise it stands for the one that doesn't exist yet. */
  public boolean exists() {
    return version != NONE;
  }

  public VersionState state() {
    return row.getState();
  }

  /** Whether all that it shall show stands in its ledger; while it is rebuilt, only a part does. */
  public boolean isWhole() {
    return state() == VersionState.LIVE;
  }

  /** What people call it; empty if it is simply the next one. */
  public String label() {
    return row.getLabel();
  }

  /** It shows what had reached the log by then; null if it counts on. */
  public Instant knownAt() {
    return row.getKnownAt();
  }

  /** Why it is in its state, in a sentence, or empty. */
  public String detail() {
    return row.getDetail();
  }

  /** What it counts, as a hash. */
  public String fingerprint() {
    return row.getFingerprint();
  }

  /** Whether it counts something else than this program's view of that name. */
  public boolean hasOtherRules() {
    return definition.filter(known -> known == view).isEmpty();
  }

  /** Whether this program knows what it counts: then it is counted on, if it is to be. */
  public boolean isDefined() {
    return definition.isPresent();
  }

  /** Whether it takes in events as they come, so far as this program can tell. */
  public boolean countsOn() {
    return knownAt() == null && isDefined();
  }

  /** When this was last said of it; null if that isn't known. */
  public Instant at() {
    return row.getAt();
  }

  /** Who wanted it so, or empty. */
  public String by() {
    return row.getBy();
  }

  /** Its topics; of one that isn't defined there may be fewer. */
  public LedgerTopics topics() {
    return definition.orElse(view).topics(version);
  }

  public LedgerDigest digest() {
    return cells.digest();
  }

  public Accounts accounts() {
    return accounts;
  }

  public Notes notes() {
    return notes;
  }

  /** The counties of which it says anything. */
  Set<String> counties() {
    Set<String> counties = new TreeSet<>(registry.counties());
    view.posted().forEach(measure -> counties.addAll(cells.of(measure.name()).keySet()));
    return counties;
  }

  Cells cells() {
    return cells;
  }

  SchoolMarks marks() {
    return marks;
  }

  Slots slots() {
    return slots;
  }

  Registry registry() {
    return registry;
  }
}
