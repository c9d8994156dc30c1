package org.countypulse.producers.persons;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.PersonReferences;

/** Puts tokens in the place of the references in events. What is a token already stays as it is. */
public final class References {

  /** How often a reference may be forgotten again while an event about it waits for a new key. */
  private static final int MOST_TRIES = 5;

  private final SubjectKeys keys;

  public References(SubjectKeys keys) {
    this.keys = keys;
  }

  /** Whether nothing in the event is to be replaced. */
  public static boolean namesNobody(Event event) {
    int[] positions = PersonReferences.positions(event.type());
    if (positions.length == 0 || event.data() == null) {
      return true;
    }
    for (int position : positions) {
      if (plain(event, position) != null) {
        return false;
      }
    }
    return true;
  }

  /** The event with tokens; null if a key must be made first. */
  public Event replacedNow(Event event) {
    if (namesNobody(event)) {
      return event;
    }
    SpecificRecord data = copy(event.data());
    for (int position : PersonReferences.positions(event.type())) {
      String reference = plain(event, position);
      if (reference != null) {
        String token = keys.tokenNow(reference);
        if (token == null) {
          return null;
        }
        data.put(position, token);
      }
    }
    return new Event(
        event.type(),
        event.eventId(),
        event.schoolId(),
        event.day(),
        event.happenedAt(),
        event.recordedAt(),
        event.source(),
        event.corrects(),
        event.voided(),
        data);
  }

  /**
   * The events with tokens, in the order given; keys that are missing are made, all in one round
   * trip.
   *
   * @return failed if that is not possible now
   */
  public CompletableFuture<List<Event>> replaced(List<Event> events) {
    return replaced(events, MOST_TRIES);
  }

  private CompletableFuture<List<Event>> replaced(List<Event> events, int tries) {
    List<Event> replaced = new ArrayList<>(events.size());
    Set<String> missing = new LinkedHashSet<>();
    for (Event event : events) {
      Event with = replacedNow(event);
      replaced.add(with);
      if (with == null) {
        addReferences(event, missing);
      }
    }
    if (missing.isEmpty()) {
      return CompletableFuture.completedFuture(replaced);
    }
    return tries == 0
        ? CompletableFuture.failedFuture(
            new IllegalStateException("A reference is being forgotten all the time."))
        : keys.make(missing).thenCompose(made -> replaced(events, tries - 1));
  }

  private static void addReferences(Event event, Set<String> references) {
    for (int position : PersonReferences.positions(event.type())) {
      String reference = plain(event, position);
      if (reference != null) {
        references.add(reference);
      }
    }
  }

  private static String plain(Event event, int position) {
    return event.data().get(position) instanceof String reference
            && !PersonReferences.isToken(reference)
        ? reference
        : null;
  }

  private static SpecificRecord copy(SpecificRecord data) {
    SpecificRecord copy = (SpecificRecord) SpecificData.get().newRecord(null, data.getSchema());
    for (int i = 0; i < data.getSchema().getFields().size(); i++) {
      copy.put(i, data.get(i));
    }
    return copy;
  }
}
