package org.countypulse.producers;

import java.util.List;
import java.util.stream.Collectors;
import org.countypulse.domain.Problem;
import org.countypulse.schemas.Event;

/** An event that the rules don't let in; it was not sent. */
public final class RejectedEventException extends RuntimeException {

  private final transient Event event;
  private final transient List<Problem> problems;

  RejectedEventException(Event event, List<Problem> problems) {
    super(
        problems.stream()
            .map(p -> p.field() + ": " + p.detail())
            .collect(
                Collectors.joining(
                    " ", "The " + event.type().name() + " " + event.eventId() + ": ", "")));
    this.event = event;
    this.problems = List.copyOf(problems);
  }

  public Event event() {
    return event;
  }

  /** All that is wrong with it, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
