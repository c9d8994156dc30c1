package org.countypulse.domain.posting;

import java.util.Locale;

/** Why a record is not believed. */
public enum QuarantineReason {
  /** The bytes are not an event. */
  UNDECODABLE,
  /** The registry doesn't know the schema that the bytes name. */
  UNKNOWN_SCHEMA,
  /** The record's key is not the school's id. */
  WRONG_KEY,
  /** The record is not in the partition to which its key belongs (murmur2). */
  WRONG_PARTITION,
  /** A county that the reference list doesn't have. */
  UNKNOWN_COUNTY,
  /** Another rule of {@link org.countypulse.domain.Rules} is broken. */
  RULE_BROKEN,
  /** The event's day lies further ahead of its arrival than its type allows. */
  TOO_FAR_AHEAD,
  /** Another content has the same id, and stands. */
  CONFLICTING,
  /** The event corrects itself by way of others. */
  CYCLE;

  /** Its name in headers and in the API, for example {@code too-far-ahead}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
