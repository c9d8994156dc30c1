package org.countypulse.domain;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A school's registry entries in the order of their days, each valid until the next; at most one a
 * day.
 */
public record SchoolLife(List<SchoolEntry> entries) {

  public static final SchoolLife UNREGISTERED = new SchoolLife(List.of());

  public SchoolLife {
    entries = List.copyOf(entries);
    for (int i = 1; i < entries.size(); i++) {
      if (!entries.get(i - 1).from().isBefore(entries.get(i).from())) {
        throw new IllegalArgumentException("Entries are in the order of their days, one a day.");
      }
    }
  }

  /** The entry that is valid on a day; none before the school's first. */
  public Optional<SchoolEntry> at(LocalDate day) {
    SchoolEntry valid = null;
    for (SchoolEntry entry : entries) {
      if (entry.from().isAfter(day)) {
        break;
      }
      valid = entry;
    }
    return Optional.ofNullable(valid);
  }

  /** Whether a condition holds on every day from one day to another, both included. */
  public boolean throughout(LocalDate from, LocalDate to, Predicate<SchoolEntry> condition) {
    return at(from).filter(condition).isPresent()
        && entries.stream()
            .filter(entry -> entry.from().isAfter(from) && !entry.from().isAfter(to))
            .allMatch(condition);
  }
}
