package org.countypulse.domain;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The days over which a figure is read; it ends at the day that it is read as of. */
public sealed interface Window {

  /** The longest window in days: more than any history. */
  int MOST_DAYS = 100_000;

  /** The first of the window's days. {@link LocalDate#MIN} if it has no first day. */
  LocalDate from(LocalDate asOf);

  /** The last day of the period that contains asOf; asOf itself if the window rolls. */
  LocalDate periodEnd(LocalDate asOf);

  /** Its name in the API: {@code 30d}, {@code school-year}, {@code total}. */
  String label();

  /**
   * The window of that name.
   *
   * @throws IllegalArgumentException in words for whoever wrote the name
   */
  static Window parse(String name) {
    Matcher days = Pattern.compile("(\\d{1,9})d").matcher(name);
    if (days.matches()) {
      return new Days(Integer.parseInt(days.group(1)));
    }
    if (name.equals("total")) {
      return new Total();
    }
    return Arrays.stream(Calendar.values())
        .filter(calendar -> calendar.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + name
                        + "\" is not a window: write a number of days such as 30d, or one of "
                        + Arrays.stream(Calendar.values())
                            .map(Calendar::label)
                            .collect(Collectors.joining(", "))
                        + ", total."));
  }

  /**
   * The window from a day to asOf. It is the calendar's if the whole period from that day to {@code
   * to} is one: some measures are only counted in those.
   */
  static Window between(LocalDate from, LocalDate to, LocalDate asOf) {
    return Arrays.stream(Calendar.values())
        .filter(period -> period.from(asOf).equals(from) && period.periodEnd(asOf).equals(to))
        .map(Window.class::cast)
        .findFirst()
        .orElseGet(
            () -> new Days((int) Math.min(MOST_DAYS, ChronoUnit.DAYS.between(from, asOf) + 1)));
  }

  /** The last N days, asOf included. */
  record Days(int count) implements Window {
    public Days {
      if (count < 1 || count > MOST_DAYS) {
        throw new IllegalArgumentException(
            "A window of days has at least 1 and at most " + MOST_DAYS + " days.");
      }
    }

    @Override
    public LocalDate from(LocalDate asOf) {
      return asOf.minusDays(count - 1L);
    }

    @Override
    public LocalDate periodEnd(LocalDate asOf) {
      return asOf;
    }

    @Override
    public String label() {
      return count + "d";
    }
  }

  /**
   * Periods of the calendar. The school year begins on 1 September, semesters there and on 1 March.
   */
  enum Calendar implements Window {
    MONTH(1),
    QUARTER(3),
    SEMESTER(6),
    SCHOOL_YEAR(12),
    YEAR(12);

    private final int months;

    Calendar(int months) {
      this.months = months;
    }

    @Override
    public LocalDate from(LocalDate asOf) {
      LocalDate month = asOf.withDayOfMonth(1);
      int first = this == SEMESTER || this == SCHOOL_YEAR ? 9 : 1;
      return month.minusMonths(Math.floorMod(asOf.getMonthValue() - first, months));
    }

    @Override
    public LocalDate periodEnd(LocalDate asOf) {
      return from(asOf).plusMonths(months).minusDays(1);
    }

    @Override
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Everything up to and including asOf. */
  record Total() implements Window {
    @Override
    public LocalDate from(LocalDate asOf) {
      return LocalDate.MIN;
    }

    @Override
    public LocalDate periodEnd(LocalDate asOf) {
      return asOf;
    }

    @Override
    public String label() {
      return "total";
    }
  }
}
