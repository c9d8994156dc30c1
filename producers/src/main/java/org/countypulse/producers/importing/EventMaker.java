package org.countypulse.producers.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.countypulse.producers.AvroFields;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;

/**
 * Makes CloudEvents of rows. It translates and converts texts to what the fields need; where a text
 * can't be converted it is left as it is, so that the door says what is wrong with it.
 */
final class EventMaker {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final JsonNodeFactory DECIMALS = JsonNodeFactory.withExactBigDecimals(true);
  private static final Set<String> YES = Set.of("true", "yes", "y", "1", "是");
  private static final Set<String> NO = Set.of("false", "no", "n", "0", "否");
  private static final String NOON = "12:00";

  private final EventType type;
  private final Mapping mapping;
  private final String defaultSource;
  private final ZoneId zone;
  private final CountyNames counties;
  private final Set<String> personColumns;
  private final Map<UUID, Integer> repeats = new HashMap<>();
  private final Map<String, DateTimeFormatter> formats = new HashMap<>();
  private boolean idsTellOfPersons;

  /**
   * @param defaultSource of rows that name none
   * @param counties may be null if the mapping looks none up
   */
  EventMaker(
      EventType type, Mapping mapping, String defaultSource, ZoneId zone, CountyNames counties) {
    this.defaultSource = defaultSource;
    this.type = type;
    this.mapping = mapping;
    this.zone = mapping.zone() == null ? zone : mapping.zone();
    this.counties = counties;
    this.personColumns = mapping.personColumns(type);
  }

  /** The columns with references to persons, if ids were made from them; else empty. */
  Set<String> personsInIds() {
    return idsTellOfPersons ? personColumns : Set.of();
  }

  /** The event of a row. A row that is a CloudEvent already is taken as it is. */
  ObjectNode event(Row row) throws RowRejectedException {
    if (row.cells().containsKey("specversion")) {
      return whole(row);
    }
    for (String column : row.cells().keySet()) {
      if (mapping.onlyColumns() != null && !mapping.onlyColumns().contains(column)) {
        throw new RowRejectedException(
            "\""
                + column
                + "\" is no field of a "
                + type.name()
                + "; they are "
                + String.join(", ", mapping.onlyColumns())
                + ".");
      }
    }
    ObjectNode event = envelope(id(row), type).put("source", defaultSource);
    for (var rule : mapping.attributes().entrySet()) {
      JsonNode value = attribute(rule.getKey(), rule.getValue(), row);
      if (value != null) {
        event.set(rule.getKey(), value);
      }
    }
    if (!event.path("voided").asBoolean()) {
      event.set("data", data(type, mapping.data(), row));
    }
    return event;
  }

  private ObjectNode whole(Row row) throws RowRejectedException {
    if (!row.text("type").equals(type.name())) {
      throw new RowRejectedException(
          "The event is a \"" + row.text("type") + "\", not a " + type.name() + ".");
    }
    ObjectNode whole = JSON.objectNode();
    whole.setAll(row.cells());
    return whole;
  }

  private static ObjectNode envelope(String id, EventType type) {
    return JSON.objectNode().put("specversion", "1.0").put("id", id).put("type", type.name());
  }

  /** The id column's, or one that follows from the key columns or from the whole row. */
  private String id(Row row) throws RowRejectedException {
    if (mapping.idColumn() != null && row.cells().containsKey(mapping.idColumn())) {
      idsTellOfPersons |= personColumns.contains(mapping.idColumn());
      String id = row.text(mapping.idColumn());
      if (id.isEmpty()) {
        throw new RowRejectedException(
            "The column " + mapping.idColumn() + ", which gives the event's id, is empty.");
      }
      return id;
    }
    if (!mapping.key().isEmpty()) {
      idsTellOfPersons |= mapping.key().stream().anyMatch(personColumns::contains);
      ArrayNode key = JSON.arrayNode().add(type.name());
      mapping.key().forEach(column -> key.add(row.text(column)));
      return NameIds.of(key.toString()).toString();
    }
    idsTellOfPersons |= personColumns.stream().anyMatch(column -> !row.text(column).isEmpty());
    String content = type.name() + "\n" + row.content();
    int repeat = repeats.merge(NameIds.of(content), 0, (before, zero) -> before + 1);
    return NameIds.of(content + "\n" + repeat).toString();
  }

  private JsonNode attribute(String name, FieldRule rule, Row row) throws RowRejectedException {
    JsonNode value = value(rule, row);
    if (value == null) {
      return null;
    }
    return switch (name) {
      case "time", "recordedtime" -> TextNode.valueOf(time(rule, value.asText()));
      case "voided" -> truth(value);
      default -> TextNode.valueOf(value.asText());
    };
  }

  /** The registration of the school that a row mentions; null if it mentions none. */
  ObjectNode school(Row row) throws RowRejectedException {
    Mapping.Schools schools = mapping.schools();
    JsonNode school = value(schools.id(), row);
    JsonNode day = value(schools.day(), row);
    if (school == null || day == null) {
      return null;
    }
    ObjectNode event = envelope(null, EventTypes.SCHOOL_REGISTERED);
    FieldRule source = mapping.attributes().get("source");
    JsonNode named = source == null ? null : value(source, row);
    event.put("source", named == null ? defaultSource : named.asText());
    event.put("subject", school.asText());
    event.put("time", time(withTime(schools.day(), "00:00"), day.asText()));
    event.set("data", data(EventTypes.SCHOOL_REGISTERED, schools.data(), row));
    ObjectNode content = event.deepCopy();
    content.remove("source");
    return event.put("id", NameIds.of(content.toString()).toString());
  }

  private static FieldRule withTime(FieldRule rule, String at) {
    return new FieldRule(
        rule.column(),
        rule.value(),
        rule.values(),
        rule.otherwise(),
        rule.format(),
        at,
        rule.split(),
        rule.countyByName(),
        rule.replace(),
        rule.repeat());
  }

  private ObjectNode data(EventType of, Map<String, FieldRule> rules, Row row)
      throws RowRejectedException {
    ObjectNode data = JSON.objectNode();
    for (var entry : rules.entrySet()) {
      Schema schema = AvroFields.value(AvroFields.named(of.dataSchema(), entry.getKey()));
      JsonNode value = field(entry.getValue(), schema, row);
      if (value != null) {
        data.set(entry.getKey(), value);
      }
    }
    return data;
  }

  private JsonNode field(FieldRule rule, Schema schema, Row row) throws RowRejectedException {
    if (rule.repeat() != null) {
      return repeated(rule.repeat(), row);
    }
    JsonNode value = value(rule, row);
    if (schema.getType() == Schema.Type.ARRAY && (value == null || value.isTextual())) {
      return items(rule, value);
    }
    if (value == null || !value.isTextual()) {
      return value;
    }
    if (rule.countyByName()) {
      return TextNode.valueOf(counties.code(value.asText()));
    }
    if (AvroFields.isDate(schema)) {
      return rule.format() == null
          ? value
          : TextNode.valueOf(date(parse(rule, value.asText()), rule, value.asText()).toString());
    }
    if (AvroFields.isDecimal(schema)) {
      return decimal(value);
    }
    return switch (schema.getType()) {
      case INT, LONG -> number(value);
      case BOOLEAN -> truth(value);
      default -> value;
    };
  }

  /** What a rule finds in a row, translated; null if there is nothing. */
  private static JsonNode value(FieldRule rule, Row row) throws RowRejectedException {
    if (rule.value() != null) {
      return rule.value();
    }
    JsonNode cell = row.cells().get(rule.column());
    boolean plain = cell != null && !cell.isTextual() && rule.values() == null;
    if (plain) {
      return cell.isNull() ? null : cell;
    }
    String text = row.text(rule.column());
    for (var replaced : rule.replace().entrySet()) {
      text = text.replace(replaced.getKey(), replaced.getValue());
    }
    JsonNode translated = rule.values() == null ? null : translate(rule, text);
    if (translated != null) {
      return translated.isNull() ? null : translated;
    }
    return text.isEmpty() ? null : TextNode.valueOf(text);
  }

  private static JsonNode translate(FieldRule rule, String text) throws RowRejectedException {
    JsonNode translated = rule.values().getOrDefault(text, rule.otherwise());
    if (translated == null) {
      throw new RowRejectedException(
          rule.column()
              + " \""
              + text
              + "\" has no translation; the mapping has some for "
              + String.join(", ", rule.values().keySet())
              + ".");
    }
    return translated;
  }

  private static ArrayNode items(FieldRule rule, JsonNode value) {
    ArrayNode items = JSON.arrayNode();
    if (value != null) {
      for (String item : value.asText().split(Pattern.quote(rule.split()))) {
        if (!item.isBlank()) {
          items.add(item.strip());
        }
      }
    }
    return items;
  }

  private static ArrayNode repeated(List<FieldRule.Repeat> repeats, Row row)
      throws RowRejectedException {
    ArrayNode items = JSON.arrayNode();
    for (FieldRule.Repeat repeat : repeats) {
      int times = count(row, repeat.times());
      for (String column : repeat.less()) {
        times -= count(row, column);
      }
      if (times < 0) {
        throw new RowRejectedException(
            repeat.times()
                + " ("
                + row.text(repeat.times())
                + ") is less than "
                + String.join(" and ", repeat.less())
                + " together.");
      }
      for (int i = 0; i < times; i++) {
        items.add(repeat.code());
      }
    }
    return items;
  }

  private static int count(Row row, String column) throws RowRejectedException {
    String text = row.text(column);
    if (!text.matches("\\d{1,4}")) {
      throw new RowRejectedException(column + " \"" + text + "\" is not a number.");
    }
    return Integer.parseInt(text);
  }

  private static JsonNode number(JsonNode value) {
    String text = value.asText();
    return text.matches("[+-]?\\d{1,18}") ? JSON.numberNode(Long.parseLong(text)) : value;
  }

  private static JsonNode decimal(JsonNode value) {
    String text = value.asText();
    return text.matches("[+-]?\\d{1,18}([.]\\d{1,18})?")
        ? DECIMALS.numberNode(new BigDecimal(text))
        : value;
  }

  private static JsonNode truth(JsonNode value) {
    String text = value.asText().toLowerCase(Locale.ROOT);
    return YES.contains(text) ? BooleanNode.TRUE : NO.contains(text) ? BooleanNode.FALSE : value;
  }

  /** RFC 3339 as it is; a date, or a date and time without an offset, in the mapping's zone. */
  private String time(FieldRule rule, String text) throws RowRejectedException {
    if (rule.format() == null
        && text.matches("\\d{4}-\\d{2}-\\d{2}[Tt].*([Zz]|[+-]\\d{2}:\\d{2})")) {
      return text;
    }
    TemporalAccessor parsed = parse(rule, text);
    LocalTime written = parsed.query(TemporalQueries.localTime());
    LocalTime at =
        written == null ? LocalTime.parse(rule.at() == null ? NOON : rule.at()) : written;
    return LocalDateTime.of(date(parsed, rule, text), at)
        .atZone(zone)
        .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx"));
  }

  private TemporalAccessor parse(FieldRule rule, String text) throws RowRejectedException {
    String format = rule.format() == null ? "uuuu-MM-dd" : rule.format().replace('y', 'u');
    try {
      return formats
          .computeIfAbsent(
              format,
              f ->
                  DateTimeFormatter.ofPattern(f, Locale.ENGLISH)
                      .withResolverStyle(ResolverStyle.STRICT))
          .parse(text);
    } catch (DateTimeException e) {
      throw noDate(rule, text);
    } catch (IllegalArgumentException e) {
      throw new ImportException(
          "\"" + rule.format() + "\" is not a date format: " + e.getMessage());
    }
  }

  private static LocalDate date(TemporalAccessor parsed, FieldRule rule, String text)
      throws RowRejectedException {
    LocalDate date = parsed.query(TemporalQueries.localDate());
    if (date == null) {
      throw noDate(rule, text);
    }
    return date;
  }

  private static RowRejectedException noDate(FieldRule rule, String text) {
    return new RowRejectedException(
        (rule.column() == null ? "" : rule.column() + " ")
            + "\""
            + text
            + "\" is not a date written as "
            + (rule.format() == null ? "yyyy-MM-dd" : rule.format())
            + ".");
  }
}
