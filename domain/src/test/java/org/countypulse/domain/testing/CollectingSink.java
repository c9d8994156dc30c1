package org.countypulse.domain.testing;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.SchoolLife;
import org.countypulse.domain.posting.PostingSink;
import org.countypulse.domain.testing.Ledger.Account;
import org.countypulse.domain.testing.Ledger.Cell;
import org.countypulse.domain.testing.Ledger.Days;
import org.countypulse.domain.testing.Ledger.Fate;
import org.countypulse.domain.testing.Ledger.Slot;
import org.countypulse.domain.testing.Ledger.Source;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.EventStatus;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolSlot;

/** Adds up what the engine emits, as the ledger's readers would. */
public final class CollectingSink implements PostingSink {

  private final CountyView view;
  private final TreeMap<Cell, Long> cells = new TreeMap<>();
  private final TreeMap<Days, Integer> days = new TreeMap<>();
  private final TreeMap<String, SchoolLife> lives = new TreeMap<>();
  private final Map<String, SchoolAccount> accounts = new TreeMap<>();
  private final Map<String, EventNote> notes = new TreeMap<>();
  private final Map<String, Quarantined> quarantine = new TreeMap<>();
  private final Map<Slot, String> slots = new TreeMap<>();
  private final Map<String, SchoolDigest> digests = new TreeMap<>();
  private int emitted;

  public CollectingSink(CountyView view) {
    this.view = view;
  }

  @Override
  public void post(String county, LocalDate day, int measure, long amount) {
    emitted++;
    Cell cell = new Cell(county, day, view.posted().get(measure).name());
    cells.merge(cell, amount, Long::sum);
  }

  @Override
  public void account(SchoolAccount row) {
    accounts.put(
        String.join(
            "/",
            row.getSchoolId(),
            row.getEventType(),
            row.getSource(),
            String.valueOf(row.getPartition())),
        row);
  }

  @Override
  public void note(String key, EventNote row) {
    notes.put(key, row);
  }

  @Override
  public void days(SchoolDays row) {
    days.put(
        new Days(row.getSchoolId(), row.getMeasure(), row.getMonth(), row.getCounty()),
        row.getDays());
  }

  @Override
  public void digest(SchoolDigest row) {
    digests.put(row.getSchoolId(), row);
  }

  @Override
  public void slot(SchoolSlot row) {
    slots.put(
        new Slot(row.getSchoolId(), row.getMeasure(), row.getSlot()),
        row.getReadings().stream()
            .map(r -> Ledger.reading(r.getDay(), r.getValue(), r.getFrom(), r.getTo()))
            .collect(Collectors.joining(" ")));
  }

  @Override
  public void life(String school, SchoolLife life) {
    lives.put(school, life);
  }

  @Override
  public void quarantine(Quarantined record) {
    quarantine.put(place(record.type(), record.partition(), record.offset()), record);
  }

  @Override
  public void release(EventType type, int partition, long offset) {
    if (quarantine.remove(place(type, partition, offset)) == null) {
      throw new IllegalStateException(
          "Released what was not in quarantine: " + type + " " + offset);
    }
  }

  private static String place(EventType type, int partition, long offset) {
    return type.topic() + "/" + partition + "/" + offset;
  }

  /** Records in quarantine now, by topic, partition and offset. */
  public Map<String, Quarantined> quarantined() {
    return quarantine;
  }

  /** The digest rows by school. */
  public Map<String, SchoolDigest> digests() {
    return digests;
  }

  /** The sum of the schools' digests. */
  public LedgerDigest digestOfSchools() {
    return digests.values().stream()
        .flatMap(row -> row.getCounties().values().stream())
        .map(LedgerDigest::parse)
        .reduce(LedgerDigest.EMPTY, LedgerDigest::plus);
  }

  /** How many postings came, to see that nothing is posted in vain. */
  public int postings() {
    return emitted;
  }

  /** What a reader of all rows knows now. */
  public Ledger ledger() {
    TreeMap<Cell, Long> standing = new TreeMap<>(cells);
    standing.values().removeIf(amount -> amount == 0);
    TreeMap<Days, Integer> months = new TreeMap<>(days);
    months.values().removeIf(bits -> bits == 0);
    TreeMap<Slot, String> said = new TreeMap<>(slots);
    said.values().removeIf(String::isEmpty);
    TreeMap<String, SchoolLife> schools = new TreeMap<>(lives);
    schools.values().removeIf(life -> life.entries().isEmpty());
    TreeMap<Source, Account> sources = new TreeMap<>();
    accounts.values().forEach(row -> sources.merge(source(row), counts(row), Account::plus));
    sources.values().removeIf(Account.NONE::equals);
    TreeSet<Fate> fates = new TreeSet<>();
    notes.forEach(
        (key, note) -> {
          if (note.getStatus() != EventStatus.POSTED || isOfDuplicates(key, note)) {
            fates.add(fate(note));
          }
        });
    return new Ledger(standing, months, said, schools, sources, fates);
  }

  /** A posted event with copies; not the row of a rival content that is none any more. */
  private static boolean isOfDuplicates(String key, EventNote note) {
    return note.getCopies() > 1 && key.endsWith("/" + note.getEventId());
  }

  private static Source source(SchoolAccount row) {
    return new Source(row.getSchoolId(), row.getEventType(), row.getSource());
  }

  private static Account counts(SchoolAccount row) {
    return new Account(
        row.getReceived(),
        row.getPosted(),
        row.getDuplicate(),
        row.getSuperseded(),
        row.getWaiting(),
        row.getQuarantined());
  }

  private static Fate fate(EventNote note) {
    return new Fate(
        note.getSchoolId(),
        note.getEventType(),
        note.getEventId(),
        note.getStatus().name(),
        note.getReason(),
        note.getBy() == null ? "" : note.getBy(),
        note.getCopies(),
        note.getDay(),
        note.getSource());
  }
}
