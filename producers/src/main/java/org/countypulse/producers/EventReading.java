package org.countypulse.producers;

import java.util.List;
import org.countypulse.domain.Problem;
import org.countypulse.schemas.Event;

/** What came of reading a CloudEvent: an event, or all that is wrong with it. */
public sealed interface EventReading {

  /** The id as the sender wrote it; null if there is none. */
  String id();

  /** An event that every rule of the door lets in. */
  record Believed(String id, Event event) implements EventReading {}

  /**
   * An event that is not let in.
   *
   * @param type the event type as the sender named it; null if there is none
   * @param problems all of them, at least one
   */
  record Rejected(String id, String type, List<Problem> problems) implements EventReading {}
}
