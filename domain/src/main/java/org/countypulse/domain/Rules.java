package org.countypulse.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.PersonReferences;

/**
 * The rules that judge one event by itself, at the door and in the stream alike. The ranges and
 * formats stand in the event's schema, beside each field's {@code doc}.
 */
public final class Rules {

  /** A school's id: the Chinese 10-digit code, or another registry's. Nothing is read from it. */
  public static final Pattern SCHOOL_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

  private static final Pattern MEASURE =
      Pattern.compile("[a-z0-9]++(-[a-z0-9]++)*+(/[a-z0-9-]++)?+");
  private static final int MOST_SCHOOL_ID_CHARACTERS = 64;
  private static final int UUID_CHARACTERS = 36;

  /** By character; −1 for those that are none. */
  private static final byte[] HEX_DIGITS = new byte['f' + 1];

  static {
    for (int character = 0; character < HEX_DIGITS.length; character++) {
      HEX_DIGITS[character] = (byte) Character.digit(character, 16);
    }
  }

  private static final int MOST_SOURCE_CHARACTERS = 200;

  /** 14 hours east of Greenwich. */
  private static final long LATEST_ZONE_SECONDS = 14 * 3_600;

  private static final long SECONDS_A_DAY = 86_400;
  private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
  private static final LocalDate FIRST_DATE = LocalDate.of(1900, 1, 1);
  private static final LocalDate LAST_DATE = LocalDate.of(2999, 12, 31);
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

  /** A rule of one field: adds what is wrong with a value that is not null. */
  private interface FieldRule {
    void check(String field, Object value, Counties counties, List<Problem> problems);
  }

  private record CheckedField(int position, String path, List<FieldRule> rules) {}

  private static final Map<EventType, List<CheckedField>> FIELDS = new ConcurrentHashMap<>();

  private Rules() {}

  /** The event's id, if it is one. Capital and small letters are the same id. */
  public static UUID uuid(String text) {
    if (text == null || text.length() != UUID_CHARACTERS) {
      return null;
    }
    if (text.charAt(8) != '-'
        || text.charAt(13) != '-'
        || text.charAt(18) != '-'
        || text.charAt(23) != '-') {
      return null;
    }
    long first = hex(text, 0, 8);
    long second = hex(text, 9, 13);
    long third = hex(text, 14, 18);
    long fourth = hex(text, 19, 23);
    long last = hex(text, 24, UUID_CHARACTERS);
    return (first | second | third | fourth | last) < 0
        ? null
        : new UUID(first << 32 | second << 16 | third, fourth << 48 | last);
  }

  /** Unlike {@link Character#digit}, only of ASCII; negative if anything else is among them. */
  private static long hex(String text, int from, int to) {
    long value = 0;
    int digits = 0;
    for (int i = from; i < to; i++) {
      char character = text.charAt(i);
      int digit = character < HEX_DIGITS.length ? HEX_DIGITS[character] : -1;
      digits |= digit;
      value = value << 4 | digit & 0xF;
    }
    return digits < 0 ? -1 : value;
  }

  /** Whether {@link #SCHOOL_ID} matches; every event asks. */
  public static boolean isSchoolId(String text) {
    int length = text.length();
    if (length == 0 || length > MOST_SCHOOL_ID_CHARACTERS || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != ':' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  /**
   * What is wrong with an event, apart from the day lying ahead ({@link #tooFarAhead}).
   *
   * @return empty if nothing is
   */
  public static List<Problem> check(Event event, Counties counties) {
    List<Problem> problems = new ArrayList<>(0);
    checkEnvelope(event, problems);
    if (event.type().about() == EventType.Subject.PLACE) {
      checkPlace(event.schoolId(), counties, problems);
    }
    if (event.data() != null) {
      for (CheckedField field : fields(event.type())) {
        Object value = event.data().get(field.position());
        if (value != null) {
          for (FieldRule rule : field.rules()) {
            rule.check(field.path(), value, counties, problems);
          }
        }
      }
    }
    return problems;
  }

  private static void checkEnvelope(Event event, List<Problem> problems) {
    if (uuid(event.eventId()) == null) {
      problems.add(
          new Problem("id", "uuid", "The id \"" + event.eventId() + "\" is not a UUID; give one."));
    }
    if (!isSchoolId(event.schoolId())) {
      problems.add(badSchoolId("subject", event.schoolId()));
    }
    if (event.source().isBlank() || event.source().length() > MOST_SOURCE_CHARACTERS) {
      problems.add(
          new Problem(
              "source", "length", "The source names the sending system in 1 to 200 characters."));
    }
    if (event.corrects() != null && uuid(event.corrects()) == null) {
      problems.add(
          new Problem(
              "corrects", "uuid", "\"" + event.corrects() + "\" is not an event's id (a UUID)."));
    }
    if (event.day().isBefore(FIRST_DAY) || event.day().isAfter(LAST_DAY)) {
      problems.add(new Problem("time", "range", "The day's year must have at most four digits."));
    }
    if (event.voided() && event.corrects() == null) {
      problems.add(
          new Problem(
              "corrects", "required", "A void must name the event it withdraws in corrects."));
    }
    if (!event.voided() && event.data() == null) {
      problems.add(new Problem("data", "required", "Only a void may leave data out."));
    }
  }

  private static void checkPlace(String code, Counties counties, List<Problem> problems) {
    boolean known =
        code.equals(EventType.ALL_PLACES)
            || Arrays.stream(Level.values())
                .anyMatch(level -> counties.at(level, code).isPresent());
    if (!known) {
      problems.add(
          new Problem(
              "subject",
              "unknown-place",
              "\""
                  + code
                  + "\" is no county, prefecture or province of the list, nor "
                  + EventType.ALL_PLACES
                  + "; GET /api/v1/counties?all=true has the list."));
    }
  }

  private static Problem badSchoolId(String field, String value) {
    return new Problem(
        field,
        "school-id",
        "\""
            + value
            + "\" is not a school id: 1 to 64 letters, digits, dots, colons, hyphens or underscores.");
  }

  /**
   * Whether the event's day lies so far ahead of a day that it is not believable. A void's day
   * counts for nothing and is never too far ahead.
   */
  public static boolean tooFarAhead(Event event, LocalDate arrived) {
    return !event.voided() && event.day().isAfter(horizon(event.type(), arrived));
  }

  /**
   * The day on which a record arrived: the latest date that any clock on Earth showed, so that the
   * stream never refuses as "ahead" what a door in some time zone has accepted.
   */
  public static LocalDate arrivalDay(Instant appendedAt) {
    return LocalDate.ofEpochDay(
        Math.floorDiv(appendedAt.getEpochSecond() + LATEST_ZONE_SECONDS, SECONDS_A_DAY));
  }

  /** The last day on which an event that arrives on a day may have happened. */
  public static LocalDate horizon(EventType type, LocalDate arrived) {
    return arrived.plusDays(type.horizonDays());
  }

  private static List<CheckedField> fields(EventType type) {
    List<CheckedField> known = FIELDS.get(type); // without the lock of computeIfAbsent
    if (known != null) {
      return known;
    }
    return FIELDS.computeIfAbsent(
        type,
        t ->
            t.dataSchema().getFields().stream()
                .map(f -> new CheckedField(f.pos(), "data." + f.name(), rulesOf(f)))
                .filter(f -> !f.rules().isEmpty())
                .toList());
  }

  private static List<FieldRule> rulesOf(Schema.Field field) {
    List<FieldRule> rules = new ArrayList<>();
    if (field.getObjectProp("minimum") instanceof Number least
        && field.getObjectProp("maximum") instanceof Number most) {
      rules.add(range(least.longValue(), most.longValue()));
    }
    if (field.getObjectProp("minLength") instanceof Number least
        && field.getObjectProp("maxLength") instanceof Number most) {
      FieldRule length = length(least.intValue(), most.intValue());
      rules.add(PersonReferences.namesAPerson(field) ? unlessEncrypted(length) : length);
    }
    if (field.getObjectProp("maxItems") instanceof Number most) {
      rules.add(items(most.intValue()));
    }
    if (isDate(field.schema())) {
      rules.add(Rules::plausibleDate);
    }
    if ("county-code".equals(field.getProp("format"))) {
      rules.add(Rules::knownCounty);
    }
    if ("measure".equals(field.getProp("format"))) {
      rules.add(Rules::measureName);
    }
    if ("school-id".equals(field.getProp("format"))) {
      rules.add(Rules::schoolId);
    }
    return rules;
  }

  private static boolean isDate(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream().anyMatch(Rules::isDate)
        : schema.getLogicalType() instanceof LogicalTypes.Date;
  }

  /** What lasts for good has no last day, rather than one at the end of all calendars. */
  private static void plausibleDate(
      String field, Object value, Counties counties, List<Problem> problems) {
    LocalDate date = (LocalDate) value;
    if (date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)) {
      problems.add(
          new Problem(
              field, "range", date + " is not between " + FIRST_DATE + " and " + LAST_DATE + "."));
    }
  }

  private static FieldRule range(long least, long most) {
    return (field, value, counties, problems) -> {
      boolean within =
          value instanceof BigDecimal exact
              ? exact.compareTo(BigDecimal.valueOf(least)) >= 0
                  && exact.compareTo(BigDecimal.valueOf(most)) <= 0
              : ((Number) value).longValue() >= least && ((Number) value).longValue() <= most;
      if (!within) {
        problems.add(
            new Problem(field, "range", value + " is not between " + least + " and " + most + "."));
      }
    };
  }

  private static FieldRule length(int least, int most) {
    return (field, value, counties, problems) -> {
      Collection<?> texts = value instanceof Collection<?> all ? all : List.of(value);
      for (Object text : texts) {
        // blanks don't make a text long enough, but they do make a record too large
        int length = text.toString().length();
        int printed = text.toString().strip().length();
        if (printed < least || length > most) {
          problems.add(
              new Problem(
                  field,
                  "length",
                  "Needs "
                      + least
                      + " to "
                      + most
                      + " characters; has "
                      + (length > most ? length : printed)
                      + "."));
        }
      }
    };
  }

  /** A token is longer than the reference that it encrypts, which a door has judged. */
  private static FieldRule unlessEncrypted(FieldRule rule) {
    return (field, value, counties, problems) -> {
      if (!PersonReferences.isToken(value.toString())) {
        rule.check(field, value, counties, problems);
      }
    };
  }

  private static FieldRule items(int most) {
    return (field, value, counties, problems) -> {
      int size = ((Collection<?>) value).size();
      if (size > most) {
        problems.add(new Problem(field, "items", "At most " + most + " items; has " + size + "."));
      }
    };
  }

  private static void knownCounty(
      String field, Object value, Counties counties, List<Problem> problems) {
    if (!counties.isCounty(value.toString())) {
      problems.add(
          new Problem(
              field,
              "unknown-county",
              "\""
                  + value
                  + "\" is not in the list of counties; GET /api/v1/counties?all=true has it."));
    }
  }

  /** Whether there is such a measure depends on the program's version, and is no rule. */
  private static void measureName(
      String field, Object value, Counties counties, List<Problem> problems) {
    if (!MEASURE.matcher(value.toString()).matches()) {
      problems.add(
          new Problem(
              field,
              "measure",
              "\"" + value + "\" is not a measure's name; GET /api/v1/measures lists them."));
    }
  }

  private static void schoolId(
      String field, Object value, Counties counties, List<Problem> problems) {
    if (!isSchoolId(value.toString())) {
      problems.add(badSchoolId(field, value.toString()));
    }
  }
}
