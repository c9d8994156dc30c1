package org.countypulse.dashboard.report;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a report is about: a calendar year ({@code 2019}), half ({@code 2019-H1}), quarter ({@code
 * 2019-Q3}) or month ({@code 2019-05}), or a school year ({@code 2019-2020}) or one of its
 * semesters ({@code 2019-2020-S1}).
 *
 * @param from its first day
 * @param to its last day
 */
public record ReportPeriod(String name, LocalDate from, LocalDate to) {

  private static final Pattern NAME =
      Pattern.compile("(\\d{4})(?:-(H[12]|Q[1-4]|\\d{2})|-(\\d{4})(?:-(S[12]))?)?");

  private static final int MONTHS_OF_YEAR = 12;

  /**
   * The period of that name.
   *
   * @throws IllegalArgumentException in words for whoever wrote the name
   */
  public static ReportPeriod parse(String name) {
    Matcher parts = NAME.matcher(name);
    try {
      if (parts.matches() && Integer.parseInt(parts.group(1)) > 1) {
        int year = Integer.parseInt(parts.group(1));
        if (parts.group(3) == null) {
          return ofYear(name, year, parts.group(2));
        }
        if (Integer.parseInt(parts.group(3)) == year + 1) {
          return ofSchoolYear(name, year, parts.group(4));
        }
      }
    } catch (DateTimeException e) {
      // A month such as 13: said below, as for any other text that is no period.
    }
    throw new IllegalArgumentException(
        "\""
            + name
            + "\" is not a period: write a year such as 2019, a half 2019-H1, a quarter 2019-Q3,"
            + " a month 2019-05, a school year 2019-2020 or its semester 2019-2020-S1.");
  }

  private static ReportPeriod ofYear(String name, int year, String part) {
    if (part == null) {
      return months(name, LocalDate.of(year, Month.JANUARY, 1), MONTHS_OF_YEAR);
    }
    if (part.charAt(0) != 'H' && part.charAt(0) != 'Q') {
      return months(name, LocalDate.of(year, Integer.parseInt(part), 1), 1);
    }
    int length = part.charAt(0) == 'H' ? 6 : 3;
    int before = (part.charAt(1) - '1') * length;
    return months(name, LocalDate.of(year, Month.JANUARY, 1).plusMonths(before), length);
  }

  private static ReportPeriod ofSchoolYear(String name, int year, String semester) {
    LocalDate first = LocalDate.of(year, Month.SEPTEMBER, 1);
    if (semester == null) {
      return months(name, first, MONTHS_OF_YEAR);
    }
    return months(name, semester.equals("S1") ? first : first.plusMonths(6), 6);
  }

  private static ReportPeriod months(String name, LocalDate from, int months) {
    return new ReportPeriod(name, from, from.plusMonths(months).minusDays(1));
  }

  /** The period of the same length that ends where this one begins. */
  public ReportPeriod before() {
    int months = (int) ChronoUnit.MONTHS.between(from, to.plusDays(1));
    LocalDate first = from.minusMonths(months);
    return new ReportPeriod(nameBefore(first), first, from.minusDays(1));
  }

  private String nameBefore(LocalDate first) {
    int year = first.getYear();
    String after = name.length() > 4 ? name.substring(5) : "";
    if (after.isEmpty()) {
      return Integer.toString(year);
    }
    if (after.matches("\\d{2}")) {
      return "%d-%02d".formatted(year, first.getMonthValue());
    }
    if (after.startsWith("H") || after.startsWith("Q")) {
      int length = after.startsWith("H") ? 6 : 3;
      return "%d-%c%d".formatted(year, after.charAt(0), (first.getMonthValue() - 1) / length + 1);
    }
    boolean second = first.getMonth() == Month.MARCH;
    int begun = second ? year - 1 : year;
    return "%d-%d%s"
        .formatted(begun, begun + 1, after.length() > 4 ? (second ? "-S2" : "-S1") : "");
  }

  /** The day up to which there can be figures on a day: that day, at most the period's last. */
  LocalDate asOf(LocalDate today) {
    return today.isBefore(to) ? today : to;
  }

  /** The day of this period that is as far into it as a day is into another one. */
  LocalDate asFarAs(LocalDate day, ReportPeriod other) {
    if (!day.isBefore(other.to)) {
      return to;
    }
    LocalDate same = from.plusDays(ChronoUnit.DAYS.between(other.from, day));
    return same.isBefore(to) ? same : to;
  }
}
