package org.countypulse.domain;

import java.util.function.Predicate;

/**
 * A rule about schools and time. It is evaluated when somebody asks, from the registry and the
 * ledger; no event or timer has to arrive for a school to be in breach.
 */
public sealed interface Obligation {

  /** Its name in the API, for example {@code monthly-drill}. */
  String name();

  String title();

  String titleZh();

  /** The period within which it is to be met: the one that contains the day of asking. */
  Window period();

  /**
   * Each school that is subject to it does something at least once a period.
   *
   * @param what an event of this measure meets it
   * @param who the open schools that are subject to it
   */
  record OfSchools(
      String name,
      String title,
      String titleZh,
      Window period,
      Measure.Sum what,
      Predicate<SchoolEntry> who)
      implements Obligation {}

  /**
   * The county as a whole reaches a target in the period to date.
   *
   * @param what the figure
   * @param atLeast its target, in the measure's unit
   */
  record OfCounty(
      String name, String title, String titleZh, Window period, Measure.Ratio what, double atLeast)
      implements Obligation {}
}
