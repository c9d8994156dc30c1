package org.countypulse.domain.testing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.First;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.Event;

/**
 * What a view says of one event, as it says it. What comes of that is worked out by {@link
 * BatchLedger} without the engine; whether the view says the right thing is told by its stories.
 */
final class Said implements Postings {

  record Amount(Sum measure, long amount, String countyOrNull) {}

  record Value(Gauge measure, String slot, long value, LocalDate from, LocalDate to) {}

  record Thing(First measure, String reference) {}

  private final String own;
  final List<Amount> sums = new ArrayList<>();
  final List<Value> values = new ArrayList<>();
  final List<Thing> things = new ArrayList<>();

  private Said(String own) {
    this.own = own;
  }

  /**
   * @param own the county to which the event's school belongs on the event's day
   */
  static Said of(CountyView view, Event event, String own) {
    Said said = new Said(own);
    view.post(event, said);
    return said;
  }

  @Override
  public void add(Sum measure, long amount) {
    sums.add(new Amount(measure, amount, own));
  }

  @Override
  public void addUnlessIn(String county, Sum measure, long amount) {
    sums.add(new Amount(measure, amount, own.equals(county) ? null : own));
  }

  @Override
  public void addIfIn(String county, Sum measure, long amount) {
    sums.add(new Amount(measure, amount, own.equals(county) ? own : null));
  }

  @Override
  public void addAt(String county, Sum measure, long amount) {
    sums.add(new Amount(measure, amount, county));
  }

  @Override
  public void addAtIfOther(String county, Sum measure, long amount) {
    sums.add(new Amount(measure, amount, own.equals(county) ? null : county));
  }

  @Override
  public void set(Gauge measure, String slot, long value, LocalDate from, LocalDate to) {
    values.add(new Value(measure, slot, value, from, to));
  }

  @Override
  public void first(First measure, String reference) {
    things.add(new Thing(measure, reference));
  }

  @Override
  public void person(DistinctPersons measure, String reference) {
    measure.basis().forEach(first -> first((First) first, reference));
  }
}
