package org.countypulse.streams.verify;

/** Which of the two ledgers that are compared. */
public enum Side {
  /** The version that is to be proven. */
  TESTED,
  /** The version that it is compared with. */
  AGAINST;

  Side other() {
    return this == TESTED ? AGAINST : TESTED;
  }
}
