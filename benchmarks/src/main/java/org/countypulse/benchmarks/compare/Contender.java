package org.countypulse.benchmarks.compare;

/** Somebody who counts the events. Each run of it starts from nothing. */
interface Contender {

  /** One word, for {@code --only} and for its log file. */
  String name();

  /** What it is, for the table. */
  String title();

  /**
   * Counts once.
   *
   * @throws Race.LostException if its results are not right
   */
  Figure run(Course course);
}
