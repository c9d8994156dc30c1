package org.countypulse.domain.testing;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.countypulse.domain.LedgerDigest;
import org.countypulse.domain.SchoolLife;

/**
 * All that a view says of a set of records, in a form that can be compared and printed. What says
 * nothing is not in it: no cell of zero, no month without a day, no account without a record.
 *
 * @param cells the amounts
 * @param days the days of each month on which a school did something, as bits; bit 0 is the first
 * @param slots what listed slots say: {@code day=value[from..to]}, joined by blanks, changes only
 * @param lives the schools' registry histories, without those that have no entry
 * @param accounts what became of the records
 * @param fates the events that are not simply posted once, and why
 */
public record Ledger(
    SortedMap<Cell, Long> cells,
    SortedMap<Days, Integer> days,
    SortedMap<Slot, String> slots,
    SortedMap<String, SchoolLife> lives,
    SortedMap<Source, Account> accounts,
    SortedSet<Fate> fates) {

  /** Where an amount stands. */
  public record Cell(String county, LocalDate day, String measure) implements Comparable<Cell> {
    @Override
    public int compareTo(Cell other) {
      return Comparator.comparing(Cell::county)
          .thenComparing(Cell::day)
          .thenComparing(Cell::measure)
          .compare(this, other);
    }
  }

  /**
   * Where a month's days stand.
   *
   * @param month the month's first day
   */
  public record Days(String school, String measure, LocalDate month, String county)
      implements Comparable<Days> {
    @Override
    public int compareTo(Days other) {
      return Comparator.comparing(Days::school)
          .thenComparing(Days::measure)
          .thenComparing(Days::month)
          .thenComparing(Days::county)
          .compare(this, other);
    }
  }

  /** A listed slot of a school's gauge. */
  public record Slot(String school, String measure, String slot) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
      return Comparator.comparing(Slot::school)
          .thenComparing(Slot::measure)
          .thenComparing(Slot::slot)
          .compare(this, other);
    }
  }

  /** Whose records an account counts. */
  public record Source(String school, String type, String source) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      return Comparator.comparing(Source::school)
          .thenComparing(Source::type)
          .thenComparing(Source::source)
          .compare(this, other);
    }
  }

  /** How many records were received, and what became of them. */
  public record Account(
      long received, long posted, long duplicate, long superseded, long waiting, long quarantined) {

    public static final Account NONE = new Account(0, 0, 0, 0, 0, 0);

    /** Whether each record is in exactly one bucket. */
    public boolean balances() {
      return received == posted + duplicate + superseded + waiting + quarantined;
    }

    public Account plus(Account other) {
      return new Account(
          received + other.received,
          posted + other.posted,
          duplicate + other.duplicate,
          superseded + other.superseded,
          waiting + other.waiting,
          quarantined + other.quarantined);
    }
  }

  /**
   * An event that is not simply posted once.
   *
   * @param status {@code SUPERSEDED}, {@code WAITING} or {@code QUARANTINED}; {@code POSTED} if it
   *     has duplicates
   * @param reason one of a few words, see {@code EventNote}
   * @param by the event that stands in its place, or empty
   * @param copies records with the same content
   * @param day the day it would count for; tells contents under one id apart
   * @param source the source in whose account it stands
   */
  public record Fate(
      String school,
      String type,
      String eventId,
      String status,
      String reason,
      String by,
      long copies,
      LocalDate day,
      String source)
      implements Comparable<Fate> {
    @Override
    public int compareTo(Fate other) {
      return toString().compareTo(other.toString());
    }
  }

  /** The digest of the cells. */
  public LedgerDigest digest() {
    LedgerDigest digest = LedgerDigest.EMPTY;
    for (Map.Entry<Cell, Long> entry : cells.entrySet()) {
      Cell cell = entry.getKey();
      digest = digest.add(cell.county(), cell.day(), cell.measure(), entry.getValue());
    }
    return digest;
  }

  /** All accounts in one. */
  public Account total() {
    return accounts.values().stream().reduce(Account.NONE, Account::plus);
  }

  /** The amount of a cell; zero if there is none. */
  public long at(String county, LocalDate day, String measure) {
    return cells.getOrDefault(new Cell(county, day, measure), 0L);
  }

  /** The sum of a measure's amounts up to a day: for a gauge, its value on that day. */
  public long until(String county, LocalDate day, String measure) {
    return cells.entrySet().stream()
        .filter(e -> e.getKey().county().equals(county) && e.getKey().measure().equals(measure))
        .filter(e -> !e.getKey().day().isAfter(day))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** A line a fact, so that two ledgers can be compared by eye. */
  @Override
  public String toString() {
    SortedMap<String, String> lines = new TreeMap<>();
    cells.forEach(
        (k, v) -> lines.put("cell " + k.county() + " " + k.day() + " " + k.measure(), "" + v));
    days.forEach(
        (k, v) ->
            lines.put(
                "days " + k.school() + " " + k.measure() + " " + k.month() + " " + k.county(),
                Integer.toBinaryString(v)));
    slots.forEach(
        (k, v) -> lines.put("slot " + k.school() + " " + k.measure() + " " + k.slot(), v));
    lives.forEach((k, v) -> lines.put("life " + k, v.entries().toString()));
    accounts.forEach(
        (k, v) -> lines.put("account " + k.school() + " " + k.type() + " " + k.source(), "" + v));
    fates.forEach(f -> lines.put("fate " + f, ""));
    return lines.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }

  /** What one slot says from a day on. */
  static String reading(LocalDate day, long value, LocalDate from, LocalDate to) {
    boolean bounded = from != null || to != null;
    return day + "=" + value + (bounded ? "[" + from + ".." + to + "]" : "");
  }
}
