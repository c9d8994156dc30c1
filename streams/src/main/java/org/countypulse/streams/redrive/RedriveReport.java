package org.countypulse.streams.redrive;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * What became, or would become, of the selected records.
 *
 * @param selected how many were looked at
 * @param left how many more are selected, too many for one go: ask again
 * @param passing how many of them pass, by what becomes of them: {@code counts}, {@code duplicate}
 *     (of an event that the stream has), {@code waits}, {@code superseded}
 * @param refused those that would only come back, by reason
 * @param changes what the passing ones change in the ledgers, by county and measure
 * @param exact whether all of the schools' events were read to tell the changes. If not, they are
 *     an upper bound: an event that already counts under its id changes nothing
 * @param redriven how many were sent again; 0 in a dry run
 */
public record RedriveReport(
    boolean dryRun,
    long selected,
    long left,
    SortedMap<String, Long> passing,
    List<Refused> refused,
    List<Change> changes,
    boolean exact,
    long redriven) {

  /**
   * Records that don't pass.
   *
   * @param reason one word
   * @param detail of the first one, in a sentence
   * @param examples where the first ones stand
   */
  public record Refused(String reason, long count, String detail, List<Position> examples) {}

  /**
   * A sum of amounts.
   *
   * @param from the first of the days
   * @param to the last one
   * @param days how many days change
   * @param amount in the measure's unit; of a gauge the sum of its changes
   */
  public record Change(
      String view,
      String county,
      String measure,
      LocalDate from,
      LocalDate to,
      int days,
      BigDecimal amount) {

    static final Comparator<Change> BY_PLACE =
        Comparator.comparing(Change::county).thenComparing(Change::measure);
  }

  /** How many pass in all. */
  public long passes() {
    return passing.values().stream().mapToLong(n -> n).sum();
  }
}
