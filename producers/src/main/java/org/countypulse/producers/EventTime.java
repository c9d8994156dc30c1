package org.countypulse.producers;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
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

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

  /** Empty if the text is not such a moment. */
  static Optional<EventTime> parse(String text, ZoneId zone) {
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
