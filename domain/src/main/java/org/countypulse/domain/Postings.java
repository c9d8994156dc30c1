package org.countypulse.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.First;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.GaugeParts;
import org.countypulse.domain.Measure.Histogram;
import org.countypulse.domain.Measure.Parts;
import org.countypulse.domain.Measure.Sum;

/**
 * Takes down what one event counts. "Own" is the county to which the event's school belongs on the
 * event's day; the engine finds it, the view only says where an amount goes in relation to it.
 */
public interface Postings {

  /** Adds an amount in the school's own county, in the measure's smallest unit. */
  void add(Sum measure, long amount);

  /**
   * Adds an amount of money, or of another measure with decimals, in the school's own county.
   *
   * @throws ArithmeticException if it has more decimals than the measure
   */
  default void add(Sum measure, BigDecimal amount) {
    add(measure, amount.movePointRight(measure.decimals()).longValueExact());
  }

  /** Adds an amount to a whole and to one of its parts. */
  default <E extends Enum<E>> void add(Parts<E> parts, E part, long amount) {
    add(parts.whole(), amount);
    add(parts.part(part), amount);
  }

  /** Adds an amount with decimals to a whole and to one of its parts. */
  default <E extends Enum<E>> void add(Parts<E> parts, E part, BigDecimal amount) {
    add(parts.whole(), amount);
    add(parts.part(part), amount);
  }

  /** Counts one of that value. */
  default void count(Histogram histogram, long value) {
    add(histogram.whole(), 1);
    add(histogram.bucketOf(value), 1);
  }

  /** Adds an amount in the school's own county if that is not the given one. */
  void addUnlessIn(String county, Sum measure, long amount);

  /** Adds an amount in the school's own county if that is the given one. */
  void addIfIn(String county, Sum measure, long amount);

  /** Adds an amount in the given county. */
  void addAt(String county, Sum measure, long amount);

  /** Adds an amount in the given county if that is not the school's own. */
  void addAtIfOther(String county, Sum measure, long amount);

  /** Says a gauge's value for this school from the event's day on. */
  default void set(Gauge measure, long value) {
    set(measure, "", value);
  }

  /** Says a gauge's value for one slot of this school from the event's day on. */
  default void set(Gauge measure, String slot, long value) {
    set(measure, slot, value, LocalDate.MIN, LocalDate.MAX);
  }

  /**
   * Says a slot's value from the event's day on, for as long as nothing else is said of the slot,
   * but only within some days: an overdue hazard counts from the day after its deadline, a
   * partnership until its last day.
   *
   * @param from the first of these days
   * @param to the last of them
   */
  void set(Gauge measure, String slot, long value, LocalDate from, LocalDate to);

  /** Says a slot's value in the whole and in one of the parts; in the others it is then nothing. */
  default <E extends Enum<E>> void set(
      GaugeParts<E> parts, E part, String slot, long value, LocalDate from, LocalDate to) {
    set(parts.whole(), slot, value, from, to);
    parts.of().forEach((other, gauge) -> set(gauge, slot, other == part ? value : 0, from, to));
  }

  /** Says that the event is about a thing that counts when it is first reported. */
  void first(First measure, String reference);

  /** Says that the event is about a person. */
  void person(DistinctPersons measure, String reference);
}
