package org.countypulse.domain;

import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Sum;

/**
 * Takes down what one event counts. "Own" is the county to which the event's school belongs on the
 * event's day; the engine finds it, the view only says where an amount goes in relation to it.
 */
public interface Postings {

  /** Adds an amount in the school's own county. */
  void add(Sum measure, long amount);

  /** Adds an amount in the school's own county if that is not the given one. */
  void addUnlessIn(String county, Sum measure, long amount);

  /** Adds an amount in the school's own county if that is the given one. */
  void addIfIn(String county, Sum measure, long amount);

  /** Adds an amount in the given county. */
  void addAt(String county, Sum measure, long amount);

  /** Adds an amount in the given county if that is not the school's own. */
  void addAtIfOther(String county, Sum measure, long amount);

  /** Says a gauge's value for this school from the event's day on. */
  void set(Gauge measure, long value);
}
