package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.countypulse.domain.SchoolEntry;
import org.countypulse.domain.SchoolLife;

/**
 * In which county a school is from which day on, and whether it is open: what of its life matters
 * for postings.
 *
 * @param stays in order of their days; each lasts until the next begins
 */
record Whereabouts(List<Stay> stays) {

  /**
   * @param from its first day
   */
  record Stay(LocalDate from, String county, boolean open) {}

  /** A stretch of days; the day "to" is the first one after it, or null if it doesn't end. */
  interface StretchVisitor {
    void visit(String county, LocalDate from, LocalDate to);
  }

  /** In one county at all times. */
  static Whereabouts always(String county) {
    return new Whereabouts(List.of(new Stay(LocalDate.MIN, county, true)));
  }

  static Whereabouts of(SchoolLife life) {
    List<Stay> stays = new ArrayList<>();
    for (SchoolEntry entry : life.entries()) {
      Stay stay = new Stay(entry.from(), entry.county(), entry.open());
      Stay last = stays.isEmpty() ? null : stays.get(stays.size() - 1);
      if (last == null || !last.county().equals(stay.county()) || last.open() != stay.open()) {
        stays.add(stay);
      }
    }
    return new Whereabouts(List.copyOf(stays));
  }

  /** The school's county on a day; null before its first registration. */
  String county(LocalDate day) {
    String county = null;
    for (Stay stay : stays) {
      if (stay.from().isAfter(day)) {
        break;
      }
      county = stay.county();
    }
    return county;
  }

  boolean registered(LocalDate day) {
    return !stays.isEmpty() && !stays.get(0).from().isAfter(day);
  }

  /** Shows the parts of a stretch of days in which the school is open, county by county. */
  void openWithin(LocalDate from, LocalDate to, StretchVisitor visitor) {
    for (int i = 0; i < stays.size(); i++) {
      Stay stay = stays.get(i);
      LocalDate until = earlier(to, i + 1 < stays.size() ? stays.get(i + 1).from() : null);
      LocalDate start = stay.from().isAfter(from) ? stay.from() : from;
      if (stay.open() && (until == null || start.isBefore(until))) {
        visitor.visit(stay.county(), start, until);
      }
    }
  }

  private static LocalDate earlier(LocalDate one, LocalDate other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }
}
