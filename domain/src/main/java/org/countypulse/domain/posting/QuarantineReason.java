package org.countypulse.domain.posting;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  /** The one with that name, if there is one. */
  public static Optional<QuarantineReason> named(String word) {
    return Arrays.stream(values()).filter(reason -> reason.word().equals(word)).findFirst();
  }

  /** The names of all. */
  public static List<String> words() {
    return Arrays.stream(values()).map(QuarantineReason::word).toList();
  }

  /** Its name in headers and in the API, for example {@code too-far-ahead}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
