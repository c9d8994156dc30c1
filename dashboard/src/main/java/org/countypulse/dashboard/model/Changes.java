package org.countypulse.dashboard.model;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;

/**
 * What some changed rows may have changed for readers: the figures of these counties, by any of
 * these measures. Not safe for use by several threads.
 */
public final class Changes {

  private final Set<String> counties = new TreeSet<>();
  private final Set<String> measures = new TreeSet<>();

  void add(String county, Collection<String> changedMeasures) {
    counties.add(county);
    measures.addAll(changedMeasures);
  }

  void add(Collection<String> changedMeasures) {
    measures.addAll(changedMeasures);
  }

  public void add(Changes more) {
    counties.addAll(more.counties);
    measures.addAll(more.measures);
  }

  public boolean isEmpty() {
    return counties.isEmpty() && measures.isEmpty();
  }

  /** County codes, in order. */
  public Set<String> counties() {
    return counties;
  }

  /** Names of measures, in order. */
  public Set<String> measures() {
    return measures;
  }

  /** The measures, of any view, that are read off a cell of a measure. */
  static Set<String> readOff(String posted) {
    return Views.measures().stream()
        .filter(measure -> isReadOff(measure, posted))
        .map(Measure::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isReadOff(Measure measure, String posted) {
    return measure.basis().stream().anyMatch(basis -> basis.name().equals(posted));
  }

  /** The measures of a view that its schools' registrations alone can change. */
  static Set<String> ofRegistrations(CountyView registry) {
    return registry.posted().stream()
        .filter(Measure.Gauge.class::isInstance)
        .map(Measure::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
