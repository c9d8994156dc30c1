package org.countypulse.producers.importing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Where a field's value comes from.
 *
 * @param column the column, or null
 * @param value a constant, or null
 * @param values translations of what the column says; null takes it as it is
 * @param otherwise for what has no translation, or null: the row is rejected then
 * @param format how a date is written, as Java's DateTimeFormatter has it, or null
 * @param at the time of day of a date without one, or null
 * @param split what separates the items of a list
 * @param countyByName whether the column names a county instead of giving its code
 * @param replace texts to put in the place of others, in order
 * @param repeat a list of codes, each as often as a column says, or null
 */
record FieldRule(
    String column,
    JsonNode value,
    Map<String, JsonNode> values,
    JsonNode otherwise,
    String format,
    String at,
    String split,
    boolean countyByName,
    Map<String, String> replace,
    List<Repeat> repeat) {

  /**
   * A code that a list holds as often as a column says.
   *
   * @param less columns whose numbers are taken off
   */
  record Repeat(String code, String times, List<String> less) {}

  static FieldRule column(String column) {
    return new FieldRule(column, null, null, null, null, null, ";", false, Map.of(), null);
  }

  static FieldRule constant(JsonNode value) {
    return new FieldRule(null, value, null, null, null, null, ";", false, Map.of(), null);
  }

  /** The columns that it reads. */
  List<String> columns() {
    if (repeat != null) {
      return repeat.stream()
          .flatMap(
              r ->
                  java.util.stream.Stream.concat(
                      java.util.stream.Stream.of(r.times()), r.less().stream()))
          .toList();
    }
    return column == null ? List.of() : List.of(column);
  }
}
