package org.countypulse.domain;

import java.time.LocalDate;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Sum;

/**
 * A rule about schools and time. It is evaluated when somebody asks, from the registry and the
 * ledger; no event or timer has to arrive for a school to be in breach. Obligations are data: see
 * {@link Obligations}.
 */
public sealed interface Obligation {

  /**
   * What every obligation says of itself.
   *
   * @param name in the API, for example {@code monthly-drill}; versions of one rule share it
   * @param version counts from 1; of several that are in force the greatest one is the rule
   * @param from the first day of validity
   * @param until the last one
   * @param source where the rule stands: a law, a circular, a report
   */
  record Terms(
      String name,
      int version,
      String title,
      String titleZh,
      LocalDate from,
      LocalDate until,
      String source) {}

  Terms terms();

  default String name() {
    return terms().name();
  }

  default String title() {
    return terms().title();
  }

  default String titleZh() {
    return terms().titleZh();
  }

  /** The period within which it is to be met: the one that contains the day of asking. */
  Window period();

  /** The measure that it is about. */
  Measure what();

  /**
   * Whether it is the rule for the period that contains a day. A period keeps the rule of its first
   * day.
   */
  default boolean isInForce(LocalDate asOf) {
    LocalDate first = period().from(asOf);
    return !first.isBefore(terms().from()) && !first.isAfter(terms().until());
  }

  /**
   * Each school that is subject to it does something at least once a period.
   *
   * @param what an event of this measure meets it
   * @param who the open schools that are subject to it
   */
  record OfSchools(Terms terms, Window period, Sum what, Subjects who) implements Obligation {}

  /**
   * No school that is subject to it has a thing open, such as an overdue hazard.
   *
   * @param what a gauge with listed slots
   */
  record NoneOpen(Terms terms, Gauge what, Subjects who) implements Obligation {
    @Override
    public Window period() {
      return new Window.Days(1);
    }
  }

  /**
   * Nothing of the kind happens to a school that is subject to it, such as a major incident.
   *
   * @param what a sum whose days are kept
   */
  record Never(Terms terms, Window period, Sum what, Subjects who) implements Obligation {}

  /**
   * The county as a whole reaches a target in the period to date.
   *
   * @param what the figure
   * @param atLeast its target, in the measure's unit
   */
  record OfCounty(Terms terms, Window period, Measure what, double atLeast) implements Obligation {}
}
