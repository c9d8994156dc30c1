package org.countypulse.benchmarks.compare;

/**
 * What was measured.
 *
 * @param events how many were counted within the time
 * @param seconds how long it took
 * @param mostMemory the most that the process had, in bytes; 0 if the system does not tell
 */
record Figure(long events, double seconds, long mostMemory) {

  double eventsPerSecond() {
    return events / seconds;
  }

  @Override
  public String toString() {
    return "%,.0f events/s (%,d events in %.1f s), %,d MB at most"
        .formatted(eventsPerSecond(), events, seconds, mostMemory >> 20);
  }
}
