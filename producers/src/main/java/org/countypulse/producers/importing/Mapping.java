package org.countypulse.producers.importing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.countypulse.producers.AvroFields;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.PersonReferences;

/**
 * How the rows of a file become events.
 *
 * @param format how the file is written
 * @param zone of times that give no offset; null for the one of whoever imports
 * @param idColumn the column with the events' ids, or null
 * @param key the columns from which ids follow; empty for the whole row
 * @param attributes rules of the CloudEvent's attributes: source, subject, time and so on
 * @param data rules of the fields of {@code data}
 * @param schools how the schools it meets are registered, or null
 * @param reject which rows are rejected, and why
 * @param skip which rows are left out on purpose
 * @param onlyColumns the only columns that a row may have; null if the others are ignored
 */
public record Mapping(
    Format format,
    ZoneId zone,
    String idColumn,
    List<String> key,
    Map<String, FieldRule> attributes,
    Map<String, FieldRule> data,
    Schools schools,
    List<RowRule> reject,
    List<RowRule> skip,
    List<String> onlyColumns) {

  static final List<String> ATTRIBUTES =
      List.of("source", "subject", "time", "recordedtime", "corrects", "voided");

  /** How a file is written. */
  record Format(Charset encoding, char delimiter) {
    static final Format USUAL = new Format(StandardCharsets.UTF_8, ',');
  }

  /** Registrations of the schools that a file mentions. */
  record Schools(FieldRule id, FieldRule day, Map<String, FieldRule> data) {}

  /**
   * Rows with certain cells.
   *
   * @param when column to the texts that it may have; "*" is anything but nothing
   */
  record RowRule(Map<String, List<String>> when, String reason) {
    boolean matches(Row row) {
      return when.entrySet().stream()
          .allMatch(
              cell -> {
                String text = row.text(cell.getKey());
                return cell.getValue().contains(text)
                    || cell.getValue().contains("*") && !text.isEmpty();
              });
    }
  }

  /** The mapping of a file whose columns are named as the fields are. */
  static Mapping byNames(EventType type, List<String> columns) {
    Set<String> fields =
        type.dataSchema().getFields().stream()
            .map(Schema.Field::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, FieldRule> attributes = new LinkedHashMap<>();
    Map<String, FieldRule> data = new LinkedHashMap<>();
    for (String column : columns) {
      String name = column.equals("schoolId") ? "subject" : column;
      if (ATTRIBUTES.contains(name)) {
        attributes.put(name, FieldRule.column(column));
      } else if (AvroFields.named(type.dataSchema(), name) != null) {
        data.put(name, FieldRule.column(column));
      } else if (!name.equals("id")) {
        throw new ImportException(
            "The column \""
                + column
                + "\" is no field of a "
                + type.name()
                + "; they are id, subject, time, source, "
                + String.join(", ", fields)
                + ". Rename it, or write a mapping file (--mapping).");
      }
    }
    String id = columns.contains("id") ? "id" : null;
    return new Mapping(
        Format.USUAL, null, id, List.of(), attributes, data, null, List.of(), List.of(), columns);
  }

  /** Refuses what can't work for any row, before any row is sent. */
  void check(EventType type, List<String> columns) {
    for (String needed : List.of("subject", "time")) {
      if (!attributes.containsKey(needed)) {
        throw new ImportException(
            "Nothing says which column gives the " + needed + "; name it in a mapping file.");
      }
    }
    checkFields(type, data);
    if (schools != null) {
      checkFields(EventTypes.SCHOOL_REGISTERED, schools.data());
    }
    List<String> missing =
        columnsRead().filter(column -> !columns.contains(column)).distinct().toList();
    if (!columns.isEmpty() && !missing.isEmpty()) {
      throw new ImportException(
          "The file has no column "
              + String.join(", ", missing)
              + ", which the mapping names; its columns are "
              + String.join(", ", columns)
              + ".");
    }
  }

  private static boolean isGiven(Schema.Field field, Map<String, FieldRule> rules) {
    return rules.containsKey(field.name()) || field.aliases().stream().anyMatch(rules::containsKey);
  }

  private static void checkFields(EventType type, Map<String, FieldRule> rules) {
    List<Schema.Field> fields = type.dataSchema().getFields();
    List<String> names = fields.stream().map(Schema.Field::name).toList();
    for (String name : rules.keySet()) {
      if (AvroFields.named(type.dataSchema(), name) == null) {
        throw new ImportException(
            "A "
                + type.name()
                + " has no field "
                + name
                + "; it has "
                + String.join(", ", names)
                + ".");
      }
    }
    List<String> missing =
        fields.stream()
            .filter(field -> !field.hasDefaultValue() && !isGiven(field, rules))
            .map(Schema.Field::name)
            .toList();
    if (!missing.isEmpty()) {
      throw new ImportException(
          "A "
              + type.name()
              + " needs "
              + String.join(", ", missing)
              + "; say in a mapping file where it comes from.");
    }
  }

  private Stream<String> columnsRead() {
    Stream<FieldRule> rules = Stream.concat(attributes.values().stream(), data.values().stream());
    if (schools != null) {
      rules = Stream.concat(rules, Stream.of(schools.id(), schools.day()));
      rules = Stream.concat(rules, schools.data().values().stream());
    }
    return Stream.of(
            rules.flatMap(rule -> rule.columns().stream()),
            Stream.ofNullable(idColumn),
            key.stream(),
            Stream.concat(reject.stream(), skip.stream()).flatMap(r -> r.when().keySet().stream()))
        .flatMap(columns -> columns);
  }

  /** The columns that give references to persons. */
  Set<String> personColumns(EventType type) {
    return data.entrySet().stream()
        .filter(
            rule ->
                PersonReferences.namesAPerson(AvroFields.named(type.dataSchema(), rule.getKey())))
        .flatMap(rule -> rule.getValue().columns().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether it needs the platform's list of counties. */
  boolean looksUpCounties() {
    Stream<FieldRule> rules = data.values().stream();
    if (schools != null) {
      rules = Stream.concat(rules, schools.data().values().stream());
    }
    return rules.anyMatch(FieldRule::countyByName);
  }
}
