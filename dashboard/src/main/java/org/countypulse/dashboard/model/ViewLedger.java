package org.countypulse.dashboard.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.LedgerCell;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolHistory;
import org.countypulse.schemas.ledger.SchoolSlot;

/** One version of a view, as its ledger topics say. */
public final class ViewLedger {

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

  ViewLedger(CountyView view, int version, Counties counties) {
    this.view = view;
    this.version = version;
    this.cells = new Cells(counties);
    this.ofRegistrations = Changes.ofRegistrations(view);
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

  public LedgerTopics topics() {
    return view.topics(version);
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
