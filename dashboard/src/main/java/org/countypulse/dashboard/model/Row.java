package org.countypulse.dashboard.model;

import org.apache.avro.generic.IndexedRecord;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.QuarantineDecision;
import org.countypulse.schemas.ledger.ViewVersion;

/** A decoded row of one of the topics that the read model is made of. */
public sealed interface Row {

  /**
   * @param ledger the ledger it belongs to
   */
  record OfLedger(ViewLedger ledger, String key, IndexedRecord value) implements Row {}

  record Quarantined(String key, QuarantineEntry entry) implements Row {}

  /** A record that is believed after all. */
  record Released(String key) implements Row {}

  /** What somebody decided about a record in quarantine. */
  record Decided(QuarantineDecision value) implements Row {}

  record OfViews(ViewVersion value) implements Row {}

  record Certified(String key, Certificate value) implements Row {}
}
