package org.countypulse.producers.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.producers.simulation.Area.Maker;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;

/**
 * What goes on at the pretend schools after the history's last day, as a timetable: the same moment
 * always has the same event. So it can be stopped and started at will, and nothing is sent twice
 * with another content. It touches no day of the history.
 */
public final class Live {

  private static final long LIVE = 4;
  private static final int FURTHEST_BACK = 20;
  private static final Map<EventType, Maker> MAKERS = makers();

  /** In the catalogue's order: the same each time. */
  private static final List<EventType> TYPES =
      EventTypes.ALL.stream().filter(MAKERS::containsKey).toList();

  /** What can happen at every school, for want of what was wanted. */
  private static final EventType ALWAYS = EventTypes.SAFETY_LESSON_HELD;

  private final SimulationSettings settings;
  private final Prefecture prefecture;

  Live(SimulationSettings settings, Prefecture prefecture) {
    this.settings = settings;
    this.prefecture = prefecture;
  }

  private static Map<EventType, Maker> makers() {
    Map<EventType, Maker> makers = new HashMap<>(SchoolYear.live());
    Area.ALL.forEach(area -> makers.putAll(area.live()));
    return makers;
  }

  /**
   * The events between two moments.
   *
   * @param after not included
   * @param until included
   * @param intervalMillis from one event to the next; another interval is another timetable
   */
  public List<Event> between(Instant after, Instant until, long intervalMillis) {
    List<Event> events = new ArrayList<>();
    long first = Math.floorDiv(after.toEpochMilli(), intervalMillis) + 1;
    long last = Math.floorDiv(until.toEpochMilli(), intervalMillis);
    for (long slot = first; slot <= last; slot++) {
      at(slot * intervalMillis, intervalMillis).ifPresent(events::add);
    }
    return events;
  }

  /** Some of them correct or repeat an earlier one of the same day. */
  private Optional<Event> at(long millis, long interval) {
    Chance chance = new Chance(settings.seed(), LIVE, millis, interval);
    Optional<Event> plain = plain(millis, chance);
    double kind = chance.share();
    if (plain.isEmpty() || kind > 0.1) {
      return plain;
    }
    long earlierMillis = millis - interval * chance.between(1, FURTHEST_BACK);
    Chance then = new Chance(settings.seed(), LIVE, earlierMillis, interval);
    Optional<Event> earlier = plain(earlierMillis, then);
    boolean usable = earlier.isPresent() && earlier.get().day().equals(plain.get().day());
    if (!usable || then.share() <= 0.1) {
      return plain;
    }
    return Optional.of(
        kind < 0.05 ? earlier.get() : following(earlier.get(), plain.get(), kind < 0.08, chance));
  }

  private Optional<Event> plain(long millis, Chance chance) {
    Instant at = Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS);
    LocalDate day = LocalDate.ofInstant(at, settings.zone());
    SimulatedSchool school = chance.oneOf(prefecture.schools());
    if (!day.isAfter(settings.until())
        || !school.isOpen(day)
        || school.registration() == SimulatedSchool.Registration.NEVER) {
      return Optional.empty();
    }
    Occasion now = new Occasion(settings, prefecture, school, day, chance);
    EventType wanted = type(chance);
    SpecificRecord found = MAKERS.get(wanted).make(now);
    EventType type = found == null ? ALWAYS : wanted;
    SpecificRecord data = found == null ? MAKERS.get(ALWAYS).make(now) : found;
    return Optional.of(
        new Event(
            type,
            chance.uuid().toString(),
            school.id(),
            day,
            at,
            at,
            prefecture.source("live", school.at(day).getCountyCode()),
            null,
            false,
            data));
  }

  private static EventType type(Chance chance) {
    double share = chance.share();
    if (share < 0.3) {
      return EventTypes.SAFETY_DRILL;
    }
    if (share < 0.5) {
      return EventTypes.ENROLLMENT;
    }
    return share < 0.65 ? EventTypes.SAFETY_LESSON_HELD : chance.oneOf(TYPES);
  }

  private Event following(Event earlier, Event now, boolean corrects, Chance chance) {
    SimulatedSchool school =
        prefecture.schools().stream()
            .filter(s -> s.id().equals(earlier.schoolId()))
            .findFirst()
            .orElseThrow();
    Occasion then = new Occasion(settings, prefecture, school, earlier.day(), chance);
    SpecificRecord right = corrects ? MAKERS.get(earlier.type()).make(then) : null;
    return new Event(
        earlier.type(),
        now.eventId(),
        earlier.schoolId(),
        earlier.day(),
        earlier.happenedAt(),
        now.recordedAt(),
        earlier.source(),
        earlier.eventId(),
        right == null,
        right);
  }
}
