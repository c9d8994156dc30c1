package org.countypulse.domain.posting;

import java.util.UUID;
import org.countypulse.schemas.ledger.EventStatus;

/**
 * Where an event stands.
 *
 * @param why one word of {@link #CORRECTED} and the like, or a quarantine reason's; empty if posted
 * @param field of a refusal; empty otherwise
 * @param detail of a refusal; empty otherwise
 * @param by the event that supersedes it, or null
 */
record Standing(EventStatus status, String why, String field, String detail, UUID by) {

  static final String CORRECTED = "corrected";
  static final String VOIDED = "voided";
  static final String NOT_REGISTERED = "school-not-registered";
  static final String ORIGINAL_MISSING = "original-missing";

  static final Standing POSTED = new Standing(EventStatus.POSTED, "", "", "", null);
  static final Standing UNREGISTERED =
      new Standing(EventStatus.WAITING, NOT_REGISTERED, "", "", null);
  static final Standing WITHOUT_ORIGINAL =
      new Standing(EventStatus.WAITING, ORIGINAL_MISSING, "", "", null);

  static Standing superseded(String why, UUID by) {
    return new Standing(EventStatus.SUPERSEDED, why, "", "", by);
  }

  static Standing quarantined(Refusal refusal) {
    return new Standing(
        EventStatus.QUARANTINED, refusal.reason().word(), refusal.field(), refusal.detail(), null);
  }

  boolean posted() {
    return status == EventStatus.POSTED;
  }

  boolean quarantined() {
    return status == EventStatus.QUARANTINED;
  }
}
