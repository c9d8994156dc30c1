package org.countypulse.platform;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countypulse.domain.Problem;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;
import org.countypulse.platform.http.NamedToken;
import org.countypulse.producers.gateway.SendingRight;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.SchoolRegisteredData;

/**
 * What the holder of a named token may send: the events of its schools, and of the schools of its
 * counties.
 *
 * <ul>
 *   <li>A school's county is the registry's of the event's day; before its first entry, that of the
 *       first.
 *   <li>A registration names a county itself. That must be the token's, and so must be the one in
 *       which the school is until then: so nobody can take a school, or give one away, who has not
 *       both counties.
 *   <li>What corrects or withdraws another event may change any of the school's days, since the
 *       door does not know that event. So every county in which the school ever was must be the
 *       token's.
 *   <li>Refusals read the same whether the school is elsewhere or nowhere.
 * </ul>
 */
final class TokenRight implements SendingRight {
  private final NamedToken token;
  private final Schools schools;
  private final NewSchools newSchools;

  /**
   * @param newSchools registered through this door so lately that the registry may not show it
   */
  TokenRight(NamedToken token, Schools schools, NewSchools newSchools) {
    this.token = token;
    this.schools = schools;
    this.newSchools = newSchools;
  }

  @Override
  public List<Optional<Problem>> refusals(List<Event> events) {
    for (var event : events) {
      if (event.type().equals(EventTypes.SCHOOL_REGISTERED) && maySend(event)) {
        noteRegistration(event);
      }
    }
    return events.stream()
        .map(event -> maySend(event) ? Optional.<Problem>empty() : Optional.of(refusal(event)))
        .toList();
  }

  private void noteRegistration(Event event) {
    if (event.data() instanceof SchoolRegisteredData data
        && schools.life(event.schoolId()).entries().isEmpty()) {
      newSchools.registered(event.schoolId(), data.getCountyCode());
    }
  }

  private boolean maySend(Event event) {
    if (token.everything() || token.schools().contains(event.schoolId())) {
      return true;
    }
    if (token.counties().isEmpty()) {
      return false;
    }
    if (event.type().about() == EventType.Subject.PLACE) {
      return token.counties().contains(event.schoolId());
    }
    if (!schools.areKnown()) {
      throw new NotKnownYetException(
          "The registry of schools is still being read, so it can't be told yet which county a"
              + " school belongs to. Nothing was taken in; send the whole batch again a little"
              + " later.");
    }
    var counties = countiesOf(event);
    return !counties.isEmpty() && token.counties().containsAll(counties);
  }

  /** All the counties that an event may concern; none if nobody knows. */
  private Set<String> countiesOf(Event event) {
    var counties = new HashSet<String>();
    var life = schools.life(event.schoolId());
    if (life.entries().isEmpty()) {
      newSchools.county(event.schoolId()).ifPresent(counties::add);
    } else if (event.corrects() != null) {
      life.entries().forEach(entry -> counties.add(entry.county()));
    } else {
      counties.add(countyAt(life, event.day()));
    }
    if (event.data() instanceof SchoolRegisteredData data) {
      counties.add(data.getCountyCode());
    }
    return counties;
  }

  private static String countyAt(SchoolLife life, LocalDate day) {
    return life.at(day).map(SchoolEntry::county).orElseGet(() -> life.entries().get(0).county());
  }

  private Problem refusal(Event event) {
    return new Problem(
        "subject",
        FORBIDDEN,
        "The token %s is bound to %s; this event about the school %s is not among what it may send%s."
            .formatted(
                token.name(),
                bounds(),
                event.schoolId(),
                token.counties().isEmpty()
                    ? ""
                    : " (a new school must be registered first, a correction needs all the"
                        + " counties in which its school ever was, a move needs both)"));
  }

  private String bounds() {
    var words =
        List.of(
                token.schools().size() == 1
                    ? "the school " + token.schools().iterator().next()
                    : token.schools().isEmpty() ? "" : token.schools().size() + " schools",
                token.counties().isEmpty()
                    ? ""
                    : "the schools of " + String.join(", ", token.counties()))
            .stream()
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" and "));
    return words.isEmpty() ? "reading" : words;
  }
}
