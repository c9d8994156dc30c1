package org.countypulse.dashboard.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many events a second each version took lately. A rebuild commits in steps of some seconds, so
 * it is counted over several of them.
 */
final class Rates {

  private static final Duration LATELY = Duration.ofSeconds(15);

  private record Seen(long nanos, long done) {}

  private final Map<String, Deque<Seen>> seen = new HashMap<>();

  /**
   * @param done how many events the version has taken in all
   * @param nanos the time, as {@link System#nanoTime} tells it
   * @return events a second; 0 when it is seen for the first time
   */
  double rate(String viewId, long done, long nanos) {
    Deque<Seen> lately = seen.computeIfAbsent(viewId, id -> new ArrayDeque<>());
    if (!lately.isEmpty() && lately.peekLast().done > done) {
      lately.clear(); // it has begun anew
    }
    lately.addLast(new Seen(nanos, done));
    while (nanos - lately.peekFirst().nanos > LATELY.toNanos()) {
      lately.removeFirst();
    }
    Seen first = lately.peekFirst();
    return nanos == first.nanos ? 0 : (done - first.done) * 1e9 / (nanos - first.nanos);
  }

  void keepOnly(Collection<String> viewIds) {
    seen.keySet().retainAll(viewIds);
  }
}
