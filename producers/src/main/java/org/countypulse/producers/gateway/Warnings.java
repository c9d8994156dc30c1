package org.countypulse.producers.gateway;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.countypulse.domain.Problem;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;
import org.countypulse.producers.EventReading;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;

/** What the sender of an event should know although the event is let in. */
final class Warnings {

  private static final Map<EventType, List<Schema.Field>> COUNTY_FIELDS = new ConcurrentHashMap<>();

  private final Counties counties;
  private final Predicate<String> registered;

  Warnings(Counties counties, Predicate<String> registered) {
    this.counties = counties;
    this.registered = registered;
  }

  /** The schools that a request itself registers. */
  static Set<String> registeredBy(List<EventReading> readings) {
    Set<String> schools = new HashSet<>();
    for (EventReading reading : readings) {
      if (reading instanceof EventReading.Believed believed
          && believed.event().type().equals(EventTypes.SCHOOL_REGISTERED)) {
        schools.add(believed.event().schoolId());
      }
    }
    return schools;
  }

  List<Problem> of(Event event, RecentEvents.Seen seen, Set<String> registeredHere) {
    List<Problem> warnings = new ArrayList<>(0);
    if (seen == RecentEvents.Seen.OTHER_CONTENT) {
      warnings.add(
          new Problem(
              "id",
              "conflicting",
              "Another event with this id was sent before and says something else: the one recorded"
                  + " first stands. To change an event, send a new one whose corrects names it."));
    }
    if (waitsForASchool(event)
        && !registeredHere.contains(event.schoolId())
        && !registered.test(event.schoolId())) {
      warnings.add(
          new Problem(
              "subject",
              "not-registered",
              "School not registered: will wait, and count when the school's registration comes."));
    }
    if (event.data() != null) {
      for (Schema.Field field : COUNTY_FIELDS.computeIfAbsent(event.type(), Warnings::counties)) {
        addAbolished(event, field, warnings);
      }
    }
    return warnings;
  }

  /** A place has no registration, and what is voided says nothing that could wait. */
  private static boolean waitsForASchool(Event event) {
    return event.type().about() == EventType.Subject.SCHOOL
        && !event.type().equals(EventTypes.SCHOOL_REGISTERED)
        && !event.voided();
  }

  /** The fields of a type's data that name a county. */
  private static List<Schema.Field> counties(EventType type) {
    return type.dataSchema().getFields().stream()
        .filter(field -> "county-code".equals(field.getProp("format")))
        .toList();
  }

  private void addAbolished(Event event, Schema.Field field, List<Problem> warnings) {
    Object code = event.data().get(field.pos());
    if (code == null) {
      return;
    }
    counties
        .at(Level.COUNTY, code.toString())
        .filter(Place::abolished)
        .ifPresent(
            place ->
                warnings.add(
                    new Problem(
                        "data." + field.name(),
                        "abolished-county",
                        place.code()
                            + " ("
                            + place.name()
                            + ") was replaced by "
                            + successor(place)
                            + ": use that for days since then.")));
  }

  private String successor(Place place) {
    String name =
        counties.at(Level.COUNTY, place.replacedBy()).map(p -> " (" + p.name() + ")").orElse("");
    return place.replacedBy() + name;
  }
}
