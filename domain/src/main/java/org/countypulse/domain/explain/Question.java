package org.countypulse.domain.explain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure.Posted;

/**
 * Which events make up some amounts of one view.
 *
 * @param view with the version that is asked about
 * @param parts what is to be explained
 * @param counties where
 * @param school only this school's events, or null
 * @param knownAt what had reached the log by then; null for what the version has counted
 * @param mostRows how many events are listed of those that count, and as many of those that don't
 */
public record Question(
    CountyView view,
    List<Part> parts,
    Set<String> counties,
    String school,
    Instant knownAt,
    int mostRows) {

  public Question {
    parts = List.copyOf(parts);
    counties = Set.copyOf(counties);
  }

  /**
   * What a figure is read off.
   *
   * @param name what it is called in the answer
   * @param of the measure of the ledger
   * @param from the first day; {@link LocalDate#MIN} if there is none
   * @param to the last day
   * @param schools whether each school counts once, with the first of its events, whatever their
   *     amounts are
   */
  public record Part(String name, Posted of, LocalDate from, LocalDate to, boolean schools) {

    boolean includes(LocalDate day) {
      return !day.isBefore(from) && !day.isAfter(to);
    }
  }
}
