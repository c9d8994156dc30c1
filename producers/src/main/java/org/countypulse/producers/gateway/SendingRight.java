package org.countypulse.producers.gateway;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.countypulse.domain.Problem;
import org.countypulse.schemas.Event;

/** What the caller of one request may send. Who callers are is not the door's business. */
public interface SendingRight {

  /** The rule that a refused event has broken. */
  String FORBIDDEN = "forbidden";

  /** Of a caller who may send everything. */
  SendingRight EVERYTHING = events -> Collections.nCopies(events.size(), Optional.empty());

  /**
   * Judges a request's events together, since one may register the school of another.
   *
   * @return for each event, in their order, why the caller may not send it; empty where it may
   * @throws NotKnownYetException if that can't be told now
   */
  List<Optional<Problem>> refusals(List<Event> events);

  /** Whether an event may be sent can't be told now; it can a little later. */
  final class NotKnownYetException extends RuntimeException {
    public NotKnownYetException(String message) {
      super(message);
    }
  }
}
