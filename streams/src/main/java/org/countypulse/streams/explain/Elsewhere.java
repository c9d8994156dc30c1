package org.countypulse.streams.explain;

import java.time.LocalDate;
import java.util.Set;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.DistinctPersons;
import org.countypulse.domain.Measure.First;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.domain.Measure.Sum;
import org.countypulse.domain.Postings;
import org.countypulse.schemas.Event;

/** Whether an event names one of some counties as a place where it counts. */
final class Elsewhere implements Postings {

  private final Set<String> counties;
  private boolean found;

  private Elsewhere(Set<String> counties) {
    this.counties = counties;
  }

  static boolean names(CountyView view, Event event, Set<String> counties) {
    Elsewhere elsewhere = new Elsewhere(counties);
    try {
      view.post(event, elsewhere);
    } catch (RuntimeException e) {
      return false; // it breaks a rule, and so counts nowhere
    }
    return elsewhere.found;
  }

  @Override
  public void addAt(String county, Sum measure, long amount) {
    found |= counties.contains(county);
  }

  @Override
  public void addAtIfOther(String county, Sum measure, long amount) {
    found |= counties.contains(county);
  }

  @Override
  public void add(Sum measure, long amount) {}

  @Override
  public void addUnlessIn(String county, Sum measure, long amount) {}

  @Override
  public void addIfIn(String county, Sum measure, long amount) {}

  @Override
  public void set(Gauge measure, String slot, long value, LocalDate from, LocalDate to) {}

  @Override
  public void first(First measure, String reference) {}

  @Override
  public void person(DistinctPersons measure, String reference) {}
}
