package org.countypulse.producers.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final SimulationSettings settings;
  private final Prefecture prefecture;

  Live(SimulationSettings settings, Prefecture prefecture) {
    this.settings = settings;
    this.prefecture = prefecture;
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
    EventType type = type(school.at(day).getHasCanteen(), chance);
    LocalTime time = LocalTime.ofInstant(at, settings.zone());
    Fact fact =
        new Fact(
            type,
            school.id(),
            day,
            time,
            SchoolYear.something(type, prefecture, school, day, chance));
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
            fact.data()));
  }

  private static EventType type(boolean hasCanteen, Chance chance) {
    double share = chance.share();
    if (share < 0.45) {
      return EventTypes.SAFETY_DRILL;
    }
    if (share < 0.6 && hasCanteen) {
      return EventTypes.CANTEEN_INSPECTION;
    }
    return share > 0.95 ? EventTypes.TEACHER_TRANSFER : EventTypes.ENROLLMENT;
  }

  private Event following(Event earlier, Event now, boolean corrects, Chance chance) {
    SimulatedSchool school =
        prefecture.schools().stream()
            .filter(s -> s.id().equals(earlier.schoolId()))
            .findFirst()
            .orElseThrow();
    return new Event(
        earlier.type(),
        now.eventId(),
        earlier.schoolId(),
        earlier.day(),
        earlier.happenedAt(),
        now.recordedAt(),
        earlier.source(),
        earlier.eventId(),
        !corrects,
        corrects
            ? SchoolYear.something(earlier.type(), prefecture, school, earlier.day(), chance)
            : null);
  }
}
