package org.countypulse.producers;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.domain.Problem;
import org.countypulse.domain.Rules;
import org.countypulse.domain.county.Counties;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.PersonReferences;

/**
 * What an event must satisfy to be let in: the rules of the domain, seen from today. The stream
 * judges by the same rules, with the day on which the broker took the event in place of today.
 */
public final class DoorRules {

  private final Counties counties;
  private final ZoneId zone;
  private final Clock clock;
  private volatile Day day;

  private record Day(LocalDate date, long fromMillis, long toMillis) {}

  public DoorRules(Counties counties, ZoneId zone, Clock clock) {
    this.counties = counties;
    this.zone = zone;
    this.clock = clock;
  }

  /** What is wrong with an event, all at once; empty if nothing is. */
  public List<Problem> check(Event event) {
    List<Problem> problems = new ArrayList<>(Rules.check(event, counties));
    LocalDate today = today();
    if (Rules.tooFarAhead(event, today)) {
      problems.add(
          new Problem(
              "time",
              "too-far-ahead",
              event.day()
                  + " lies too far ahead: the last day on which a "
                  + event.type().name()
                  + " reported today can count is "
                  + Rules.horizon(event.type(), today)
                  + ". Check the year."));
    }
    if (event.corrects() != null && event.corrects().equals(event.eventId())) {
      problems.add(
          new Problem(
              "corrects",
              "itself",
              "An event can't correct itself: give the correction an id of its own."));
    }
    checkReferences(event, problems);
    return problems;
  }

  /** A door encrypts references by itself; what looks encrypted already was read off the log. */
  private static void checkReferences(Event event, List<Problem> problems) {
    if (event.data() == null) {
      return;
    }
    for (int position : PersonReferences.positions(event.type())) {
      if (event.data().get(position) instanceof String reference
          && PersonReferences.isToken(reference)) {
        String field = event.type().dataSchema().getFields().get(position).name();
        problems.add(
            new Problem(
                "data." + field,
                "token",
                "This is a token, as the log has it in the place of a reference; give the reference"
                    + " itself."));
      }
    }
  }

  /** Worked out once a day, not once an event. */
  private LocalDate today() {
    long now = clock.millis();
    Day known = day;
    if (known == null || now < known.fromMillis() || now >= known.toMillis()) {
      LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(now), zone);
      known = new Day(date, startMillis(date), startMillis(date.plusDays(1)));
      day = known;
    }
    return known.date();
  }

  private long startMillis(LocalDate date) {
    return date.atStartOfDay(zone).toInstant().toEpochMilli();
  }

  ZoneId zone() {
    return zone;
  }

  Clock clock() {
    return clock;
  }
}
