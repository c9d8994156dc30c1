package org.countypulse.domain.posting;

import java.time.LocalDate;
import org.countypulse.domain.SchoolLife;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.SchoolAccount;
import org.countypulse.schemas.ledger.SchoolDays;
import org.countypulse.schemas.ledger.SchoolDigest;
import org.countypulse.schemas.ledger.SchoolSlot;

/**
 * Takes what the engine emits. Amounts add up; of the rows with one key the last one counts. So a
 * sink may hold them back and combine them.
 */
public interface PostingSink {

  /** Adds an amount to a cell; the measure is its number among the view's posted measures. */
  void post(String county, LocalDate day, int measure, long amount);

  /** The row of one school, event type, source and partition, as it is now. */
  void account(SchoolAccount row);

  /**
   * The row of an event that is not simply posted once, or no longer.
   *
   * @param key the row's key
   */
  void note(String key, EventNote row);

  /** The row of one school, measure, month and county, as it is now. */
  void days(SchoolDays row);

  /** What a version is compared by, of one school, as it is now. */
  void digest(SchoolDigest row);

  /** The row of one slot of a school's gauge, as it is now. */
  void slot(SchoolSlot row);

  /** A school's registry history, as it is now. */
  void life(String school, SchoolLife life);

  /** A record that is not believed. */
  void quarantine(Quarantined record);

  /** A record that was in quarantine and is no longer. */
  void release(EventType type, int partition, long offset);

  /**
   * A record in quarantine.
   *
   * @param eventId its id, or empty if it could not be read
   * @param source its source, or empty
   */
  record Quarantined(
      EventType type,
      int partition,
      long offset,
      String school,
      String eventId,
      String source,
      Refusal refusal) {}
}
