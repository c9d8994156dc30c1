package org.countypulse.benchmarks.compare;

/**
 * What was measured.
 *
 * @param events how many were counted within the time
 * @param seconds how long it took
 */
record Figure(long events, double seconds) {

  double eventsPerSecond() {
    return events / seconds;
  }

  @Override
  public String toString() {
    return "%,.0f events/s (%,d events in %.1f s)".formatted(eventsPerSecond(), events, seconds);
  }
}
