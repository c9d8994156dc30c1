package org.countypulse.streams.verify;

import java.time.LocalDate;
import java.util.List;

/** Finds the events that a difference comes from, each as a line for people. */
public interface EventsBehind {

  /** Where nobody can tell. */
  EventsBehind UNKNOWN = (version, county, day, measure) -> List.of();

  /**
   * The events that make up a cell of a ledger, after what the log says: type, id, school, topic,
   * partition and offset, joined by spaces.
   */
  List<String> of(VersionLedger version, String county, LocalDate day, String measure);
}
