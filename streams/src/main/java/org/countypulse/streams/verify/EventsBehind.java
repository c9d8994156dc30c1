package org.countypulse.streams.verify;

import java.util.List;
import java.util.Map;

/** Finds the events that differences come from, each as a line for people. */
@FunctionalInterface
public interface EventsBehind {

  /** Where nobody can tell. */
  EventsBehind UNKNOWN = (version, cells) -> Map.of();

  /**
   * The events that make up cells of a ledger, after what the log says: type, id, school, amount,
   * and topic, partition and offset, joined by spaces.
   *
   * @return nothing for cells of which nothing can be told
   */
  Map<Difference.OfCell, List<String>> of(VersionLedger version, List<Difference.OfCell> cells);
}
