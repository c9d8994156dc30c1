package org.countypulse.dashboard.model;

import org.countypulse.schemas.ledger.SchoolAccount;

/**
 * What became of some records; each is in exactly one bucket: received = posted + duplicate +
 * superseded + waiting + quarantined.
 */
public record Counts(
    long received, long posted, long duplicate, long superseded, long waiting, long quarantined) {

  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

  static Counts of(SchoolAccount row) {
    return new Counts(
        row.getReceived(),
        row.getPosted(),
        row.getDuplicate(),
        row.getSuperseded(),
        row.getWaiting(),
        row.getQuarantined());
  }

  public Counts plus(Counts other) {
    return new Counts(
        received + other.received,
        posted + other.posted,
        duplicate + other.duplicate,
        superseded + other.superseded,
        waiting + other.waiting,
        quarantined + other.quarantined);
  }

  Counts minus(Counts other) {
    return plus(
        new Counts(
            -other.received,
            -other.posted,
            -other.duplicate,
            -other.superseded,
            -other.waiting,
            -other.quarantined));
  }
}
