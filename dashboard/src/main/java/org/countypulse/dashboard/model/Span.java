package org.countypulse.dashboard.model;

import java.time.LocalDate;
import org.countypulse.domain.Window;

/**
 * Days from one to another, both included, as numbers of days since 1970-01-01.
 *
 * @param from {@link Integer#MIN_VALUE} if there is no first day
 */
record Span(int from, int to) {

  static Span of(Window window, LocalDate asOf) {
    LocalDate from = window.from(asOf);
    return new Span(
        from.equals(LocalDate.MIN) ? Integer.MIN_VALUE : (int) from.toEpochDay(),
        (int) asOf.toEpochDay());
  }

  /** Everything up to and including a day. */
  static Span upTo(int day) {
    return new Span(Integer.MIN_VALUE, day);
  }
}
