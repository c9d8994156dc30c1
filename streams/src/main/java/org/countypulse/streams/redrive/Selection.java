package org.countypulse.streams.redrive;

import java.util.Set;
import org.countypulse.schemas.ledger.Decision;

/**
 * Which records of the quarantine are meant: those that fulfil every condition given.
 *
 * @param reason why they are there, as one word, or null for any
 * @param type the event type's name, or null for any
 * @param school the school's id, or null for any
 * @param positions these only; empty for any. A record that is named by its position may have been
 *     dismissed before
 * @param all whether it is meant that there is no condition at all
 * @param again whether records are meant, too, that were redriven before
 */
public record Selection(
    String reason,
    String type,
    String school,
    Set<Position> positions,
    boolean all,
    boolean again) {

  /**
   * @throws IllegalArgumentException if nothing is selected and it isn't said that all are meant
   */
  public Selection {
    positions = Set.copyOf(positions);
    if (reason == null && type == null && school == null && positions.isEmpty() && !all) {
      throw new IllegalArgumentException(
          "Say which records: by reason, type, school or positions; or say \"all\": true.");
    }
  }

  boolean wants(QuarantinedRecord record) {
    return (reason == null || reason.equals(record.reason()))
        && (type == null || type.equals(record.type().name()))
        && (school == null || school.equals(record.school()))
        && (positions.isEmpty() || positions.contains(record.position()));
  }

  /**
   * Whether a record that it wants is still to be decided on.
   *
   * @param decision what was decided before, or null
   */
  boolean isOpen(Decision decision) {
    return decision == null
        || decision == Decision.DISMISSED && !positions.isEmpty()
        || decision == Decision.REDRIVEN && again;
  }
}
