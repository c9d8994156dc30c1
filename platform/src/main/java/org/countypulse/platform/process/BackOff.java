package org.countypulse.platform.process;

import java.time.Duration;

/**
 * How long to wait before the next restart: not at all, then 1 s, 2 s, 4 s … 30 s while it keeps
 * dying young.
 */
final class BackOff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LONG_LIFE = Duration.ofSeconds(10);

  private Duration next = Duration.ZERO;

  /** The wait after a process that lived this long. */
  Duration next(Duration lived) {
    if (lived.compareTo(LONG_LIFE) >= 0) {
      next = Duration.ZERO;
    }
    var wait = next;
    next = wait.isZero() ? FIRST : shorter(wait.multipliedBy(2), LONGEST);
    return wait;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
