package org.countypulse.producers;

import static org.countypulse.producers.JsonTexts.shown;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.domain.Problem;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.PersonReferences;

/**
 * Reads an event's {@code data} from JSON as its Avro schema says. It judges shapes only: fields,
 * types, enumerations. Ranges and formats are the domain's rules.
 */
final class DataReader {

  private static final Map<EventType, DataReader> READERS = new ConcurrentHashMap<>();
  private static final int MOST_DIGITS = 14;
  private static final Pattern ISO_DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  /** Reads a value that is not null; adds a problem and returns null if it can't. */
  private interface ValueReader {
    Object read(JsonNode value, String field, List<Problem> problems);
  }

  /** Reads a value from a parser that stands at it; null if it is not written plainly. */
  private interface PlainValueReader {
    Object read(JsonParser json) throws IOException;
  }

  /**
   * @param names today's, and those that it had before
   */
  private record Field(
      List<String> names,
      int position,
      boolean optional,
      Object byDefault,
      ValueReader reader,
      PlainValueReader plainReader) {}

  private final EventType type;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  /** Fields under names that they had once, as well: senders are not updated with us. */
  private final Map<String, Field> byAnyName = new HashMap<>();

  private DataReader(EventType type) {
    this.type = type;
    for (Schema.Field field : type.dataSchema().getFields()) {
      boolean optional = field.hasDefaultValue();
      Object byDefault = optional ? SpecificData.get().getDefaultValue(field) : null;
      List<String> names = new ArrayList<>(List.of(field.name()));
      names.addAll(field.aliases());
      Field read =
          new Field(
              names,
              field.pos(),
              optional,
              byDefault,
              readerOf(field),
              plainReaderOf(AvroFields.value(field)));
      fields.put(field.name(), read);
      names.forEach(name -> byAnyName.put(name, read));
    }
  }

  static DataReader of(EventType type) {
    return READERS.computeIfAbsent(type, DataReader::new);
  }

  /**
   * The record that the JSON says. Fields with a problem keep an empty value: the record is
   * complete only if no problem was added.
   */
  SpecificRecord read(JsonNode data, List<Problem> problems) {
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, type.dataSchema());
    if (!data.isObject()) {
      problems.add(
          new Problem("data", "type", "Must be an object; " + shown(data) + " was given."));
      return record;
    }
    fields.forEach((name, field) -> fill(record, field, data, problems));
    data.fieldNames()
        .forEachRemaining(
            name -> {
              if (!byAnyName.containsKey(name)) {
                problems.add(unknown(name));
              }
            });
    return record;
  }

  /**
   * The record that a parser is at the beginning of, if nothing is wrong with it and its values are
   * written as most are; null otherwise, and then {@link #read} is to be asked.
   *
   * @param json afterwards stands at the record's end, if one is given
   */
  SpecificRecord readPlain(JsonParser json) throws IOException {
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, type.dataSchema());
    long seen = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      Field field = byAnyName.get(json.currentName());
      if (field == null || field.position() >= Long.SIZE) {
        return null;
      }
      long bit = 1L << field.position();
      json.nextToken();
      Object value = (seen & bit) == 0 ? field.plainReader().read(json) : null;
      if (value == null) {
        return null;
      }
      seen |= bit;
      record.put(field.position(), value);
    }
    for (Field field : fields.values()) {
      if ((seen & 1L << field.position()) == 0) {
        if (!field.optional()) {
          return null;
        }
        if (field.byDefault() != null) {
          record.put(field.position(), field.byDefault());
        }
      }
    }
    return record;
  }

  private static PlainValueReader plainReaderOf(Schema schema) {
    if (AvroFields.isDecimal(schema)) {
      int scale = ((LogicalTypes.Decimal) schema.getLogicalType()).getScale();
      return json -> plainDecimal(json, scale);
    }
    if (AvroFields.isDate(schema)) {
      return DataReader::plainDate;
    }
    return switch (schema.getType()) {
      case INT -> json -> plainInt(json);
      case LONG -> json -> plainLong(json);
      case BOOLEAN -> json -> json.currentToken().isBoolean() ? json.getBooleanValue() : null;
      case STRING -> json -> json.hasToken(JsonToken.VALUE_STRING) ? json.getText() : null;
      case ENUM -> plainSymbol(schema);
      case ARRAY -> plainList(plainReaderOf(schema.getElementType()));
      default -> json -> null;
    };
  }

  private static Integer plainInt(JsonParser json) throws IOException {
    return json.hasToken(JsonToken.VALUE_NUMBER_INT) && json.getNumberType() == NumberType.INT
        ? json.getIntValue()
        : null;
  }

  private static Long plainLong(JsonParser json) throws IOException {
    return json.hasToken(JsonToken.VALUE_NUMBER_INT)
            && json.getNumberType() != NumberType.BIG_INTEGER
        ? json.getLongValue()
        : null;
  }

  private static BigDecimal plainDecimal(JsonParser json, int scale) throws IOException {
    // Of a number that is long to write, the other reading tells what is wrong.
    if (!json.currentToken().isNumeric() || json.getTextLength() > MOST_DIGITS) {
      return null;
    }
    BigDecimal number = json.getDecimalValue();
    return number.scale() >= 0 && number.scale() <= scale ? number.setScale(scale) : null;
  }

  private static LocalDate plainDate(JsonParser json) throws IOException {
    if (!json.hasToken(JsonToken.VALUE_STRING) || !ISO_DATE.matcher(json.getText()).matches()) {
      return null;
    }
    try {
      return LocalDate.parse(json.getText());
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }

  private static PlainValueReader plainSymbol(Schema schema) {
    Map<String, Object> symbols = new HashMap<>();
    schema
        .getEnumSymbols()
        .forEach(name -> symbols.put(name, SpecificData.get().createEnum(name, schema)));
    return json -> json.hasToken(JsonToken.VALUE_STRING) ? symbols.get(json.getText()) : null;
  }

  private static PlainValueReader plainList(PlainValueReader item) {
    return json -> {
      if (!json.isExpectedStartArrayToken()) {
        return null;
      }
      List<Object> items = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        Object read = item.read(json);
        if (read == null) {
          return null;
        }
        items.add(read);
      }
      return items;
    };
  }

  private void fill(SpecificRecord record, Field field, JsonNode data, List<Problem> problems) {
    List<String> given = field.names().stream().filter(data::has).toList();
    String name = given.isEmpty() ? field.names().get(0) : given.get(0);
    if (given.size() > 1) {
      problems.add(
          new Problem(
              "data." + given.get(1),
              "renamed",
              "Is the former name of " + name + ", which is given too; leave it out."));
    }
    JsonNode value = data.get(name);
    Object read;
    if (value != null && !value.isNull()) {
      read = field.reader().read(value, "data." + name, problems);
    } else {
      read = field.byDefault();
      if (!field.optional()) {
        problems.add(
            new Problem(
                "data." + name, "required", "A " + type.name() + " needs " + name + "; give it."));
      }
    }
    if (read != null) {
      record.put(field.position(), read);
    }
  }

  private Problem unknown(String name) {
    return new Problem(
        "data." + JsonTexts.shortened(name),
        "unknown-field",
        "A "
            + type.name()
            + " has no such field; its fields are "
            + String.join(", ", fields.keySet())
            + ".");
  }

  private static ValueReader readerOf(Schema.Field field) {
    if (PersonReferences.namesAPerson(field)) {
      return DataReader::reference;
    }
    return readerOf(AvroFields.value(field), "integer".equals(field.getProp("accepts")));
  }

  private static ValueReader readerOf(Schema schema, boolean acceptsInteger) {
    if (AvroFields.isDate(schema)) {
      return DataReader::date;
    }
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return (value, field, problems) -> decimal(decimal.getScale(), value, field, problems);
    }
    return switch (schema.getType()) {
      case INT ->
          (value, field, problems) -> {
            Long number = whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, field, problems);
            return number == null ? null : number.intValue();
          };
      case LONG ->
          (value, field, problems) -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE, field, problems);
      case BOOLEAN -> DataReader::truth;
      case STRING -> acceptsInteger ? DataReader::textOrInteger : DataReader::text;
      case ENUM -> (value, field, problems) -> symbol(schema, value, field, problems);
      case ARRAY -> list(readerOf(schema.getElementType(), acceptsInteger));
      default ->
          throw new IllegalArgumentException("Teach DataReader the type " + schema.getType() + ".");
    };
  }

  private static Object date(JsonNode value, String field, List<Problem> problems) {
    if (value.isTextual() && ISO_DATE.matcher(value.textValue()).matches()) {
      try {
        return LocalDate.parse(value.textValue());
      } catch (DateTimeException noSuchDay) {
        // told below, like any other text that is not a day
      }
    }
    return wrong(field, "date", "Must be a date such as \"2019-05-12\"", value, problems);
  }

  private static Long whole(
      JsonNode value, long least, long most, String field, List<Problem> problems) {
    if (!value.isNumber()) {
      wrong(field, "type", "Must be a whole number, without quotes", value, problems);
      return null;
    }
    BigDecimal number = value.decimalValue();
    if (isWhole(number)
        && number.compareTo(BigDecimal.valueOf(least)) >= 0
        && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
      return number.longValueExact();
    }
    String rule = isWhole(number) ? "range" : "integer";
    wrong(field, rule, "Must be a whole number that is not huge", value, problems);
    return null;
  }

  private static Object decimal(int scale, JsonNode value, String field, List<Problem> problems) {
    if (!value.isNumber()) {
      return wrong(field, "type", "Must be a number, without quotes", value, problems);
    }
    BigDecimal number = value.decimalValue();
    if (number.signum() != 0 && (long) number.precision() - number.scale() > MOST_DIGITS) {
      return wrong(field, "range", "Must be a number that is not huge", value, problems);
    }
    if (number.signum() != 0 && number.stripTrailingZeros().scale() > scale) {
      return wrong(field, "decimals", "Must have at most " + scale + " decimals", value, problems);
    }
    return number.setScale(scale);
  }

  /** Without writing the number out: it may have a billion digits. */
  private static boolean isWhole(BigDecimal number) {
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
  }

  private static Object truth(JsonNode value, String field, List<Problem> problems) {
    return value.isBoolean()
        ? value.booleanValue()
        : wrong(field, "type", "Must be true or false, without quotes", value, problems);
  }

  private static Object text(JsonNode value, String field, List<Problem> problems) {
    return value.isTextual()
        ? value.textValue()
        : wrong(field, "type", "Must be text in quotes", value, problems);
  }

  /** Answers are kept in logs, so none repeats who an event is about. */
  private static Object reference(JsonNode value, String field, List<Problem> problems) {
    if (!value.isTextual()) {
      problems.add(new Problem(field, "type", "Must be text in quotes."));
    }
    return value.textValue();
  }

  private static Object textOrInteger(JsonNode value, String field, List<Problem> problems) {
    return value.isIntegralNumber() ? value.asText() : text(value, field, problems);
  }

  private static Object symbol(
      Schema schema, JsonNode value, String field, List<Problem> problems) {
    if (value.isTextual() && schema.hasEnumSymbol(value.textValue())) {
      return SpecificData.get().createEnum(value.textValue(), schema);
    }
    String allowed = "Must be one of " + String.join(", ", schema.getEnumSymbols());
    return wrong(field, "enumeration", allowed, value, problems);
  }

  private static ValueReader list(ValueReader item) {
    return (value, field, problems) -> {
      if (!value.isArray()) {
        return wrong(field, "type", "Must be a list in square brackets", value, problems);
      }
      List<Object> items = new ArrayList<>(value.size());
      for (int i = 0; i < value.size(); i++) {
        Object read = item.read(value.get(i), field + "[" + i + "]", problems);
        if (read != null) {
          items.add(read);
        }
      }
      return items;
    };
  }

  private static Object wrong(
      String field, String rule, String what, JsonNode given, List<Problem> problems) {
    problems.add(new Problem(field, rule, what + "; " + shown(given) + " was given."));
    return null;
  }
}
