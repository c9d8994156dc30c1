package org.countypulse.producers;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment written as RFC 3339, and the day for which it counts: the date written in it, in its own
 * offset. Who writes {@code Z} says nothing about the offset, so the platform's zone gives the day.
 *
 * @param at the moment, to the millisecond
 */
record EventTime(Instant at, LocalDate day) {

  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})[Tt](\\d{2}:\\d{2}:\\d{2})(\\.\\d{1,9})?\\d*"
              + "([Zz]|[+-]\\d{2}:\\d{2})");

  private static final String SECONDS = "0000-00-00T00:00:00";
  private static final String MILLIS = ".000";
  private static final String OFFSET = "+00:00";
  private static final long SECONDS_OF_A_DAY = 86_400;

  /** Java's greatest offset, 18:00, is left to Java. */
  private static final int MOST_PLAIN_HOURS = 17;

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

  /** Empty if the text is not such a moment. */
  static Optional<EventTime> parse(String text, ZoneId zone) {
    EventTime plain = parsePlain(text, zone);
    return plain == null ? parseAny(text, zone) : Optional.of(plain);
  }

  /**
   * A moment as most are written: to the second or the millisecond, in UTC or in whole minutes from
   * it. Null if it is not written so, or is none; it gives what {@link #parseAny} gives.
   */
  private static EventTime parsePlain(String text, ZoneId zone) {
    boolean millis = isLike(MILLIS, text, SECONDS.length());
    int end = SECONDS.length() + (millis ? MILLIS.length() : 0);
    boolean utc = text.length() == end + 1 && text.charAt(end) == 'Z';
    boolean offset = text.length() == end + OFFSET.length() && isLike(OFFSET, text, end);
    if (!isLike(SECONDS, text, 0) || !utc && !offset) {
      return null;
    }
    int hours = utc ? 0 : number(text, end + 1, 2);
    int minutes = utc ? 0 : number(text, end + 4, 2);
    boolean west = !utc && text.charAt(end) == '-';
    if (hours > MOST_PLAIN_HOURS || minutes > 59 || west && hours == 0 && minutes == 0) {
      return null;
    }
    try {
      LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
      LocalTime time = LocalTime.of(number(text, 11, 2), number(text, 14, 2), number(text, 17, 2));
      int offsetSeconds = (west ? -1 : 1) * (hours * 3_600 + minutes * 60);
      long second = date.toEpochDay() * SECONDS_OF_A_DAY + time.toSecondOfDay() - offsetSeconds;
      int milli = millis ? number(text, SECONDS.length() + 1, 3) : 0;
      Instant at = Instant.ofEpochSecond(second, milli * 1_000_000L);
      return new EventTime(at, utc ? LocalDate.ofInstant(at, zone) : date);
    } catch (DateTimeException noSuchTime) {
      return null;
    }
  }

  /** Whether a text has, from there on, digits for 0, a sign for +, and the same otherwise. */
  private static boolean isLike(String pattern, String text, int from) {
    if (text.length() < from + pattern.length()) {
      return false;
    }
    for (int i = 0; i < pattern.length(); i++) {
      char c = text.charAt(from + i);
      boolean fits =
          switch (pattern.charAt(i)) {
            case '0' -> c >= '0' && c <= '9';
            case '+' -> c == '+' || c == '-';
            default -> c == pattern.charAt(i);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }

  static Optional<EventTime> parseAny(String text, ZoneId zone) {
    Matcher parts = RFC_3339.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String fraction = parts.group(3) == null ? "" : parts.group(3);
    String offset = parts.group(4);
    boolean unknownOffset = offset.equalsIgnoreCase("Z") || offset.equals("-00:00");
    try {
      LocalDateTime written = LocalDateTime.parse(parts.group(1) + "T" + parts.group(2) + fraction);
      OffsetDateTime at = written.atOffset(unknownOffset ? ZoneOffset.UTC : ZoneOffset.of(offset));
      Instant instant = at.toInstant().truncatedTo(ChronoUnit.MILLIS);
      LocalDate day = unknownOffset ? LocalDate.ofInstant(instant, zone) : written.toLocalDate();
      return Optional.of(new EventTime(instant, day));
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }

  /** The moment in the zone's offset, or in one in which its date is the day. */
  String write(ZoneId zone) {
    OffsetDateTime written = ZonedDateTime.ofInstant(at, zone).toOffsetDateTime();
    for (int hours = -18; !written.toLocalDate().equals(day) && hours <= 18; hours++) {
      written = at.atOffset(ZoneOffset.ofHours(hours));
    }
    if (!written.toLocalDate().equals(day)) {
      throw new IllegalArgumentException("At " + at + " it was nowhere " + day + ".");
    }
    return WRITTEN.format(written);
  }
}
