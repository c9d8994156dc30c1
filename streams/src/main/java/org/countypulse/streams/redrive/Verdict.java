package org.countypulse.streams.redrive;

import org.countypulse.domain.posting.QuarantineReason;

/** What would become of a copy. */
sealed interface Verdict {

  /** One that would be believed. */
  enum Passes implements Verdict {
    /** It would count. */
    COUNTS,
    /** It is another copy of an event that the stream has. */
    DUPLICATE,
    /** It would wait, for its school's registration or for the event that it withdraws. */
    WAITS,
    /** Another event has already taken its place. */
    SUPERSEDED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * One that would only come back into quarantine.
   *
   * @param reason one word: a {@link QuarantineReason}'s, or {@code gone}
   */
  record Refused(String reason, String detail) implements Verdict {}
}
