package org.countypulse.dashboard.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under column names, as CSV (RFC 4180).
 *
 * <p>Names and ids come from outside, and spreadsheets take a cell that begins with {@code =} or
 * the like for a formula and run it. Such a text gets an apostrophe before it, which spreadsheets
 * show as text. Numbers stay as they are, also negative ones.
 */
final class Table {

  private static final String STARTS_OF_FORMULAS = "=+-@\t\r\n";
  private static final String END_OF_LINE = "\r\n";

  private final List<String> columns;
  private final List<List<?>> rows = new ArrayList<>();

  private Table(List<String> columns) {
    this.columns = columns;
  }

  static Table of(String... columns) {
    return new Table(List.of(columns));
  }

  /** Adds a row; null is an empty cell. */
  Table row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException("A row of " + columns + " has as many cells.");
    }
    rows.add(Arrays.asList(cells));
    return this;
  }

  String toCsv() {
    StringBuilder csv = new StringBuilder();
    append(csv, columns);
    rows.forEach(row -> append(csv, row));
    return csv.toString();
  }

  private static void append(StringBuilder csv, List<?> cells) {
    for (int i = 0; i < cells.size(); i++) {
      csv.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    csv.append(END_OF_LINE);
  }

  private static String cell(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    String text = value.toString();
    if (!text.isEmpty() && STARTS_OF_FORMULAS.indexOf(text.charAt(0)) >= 0) {
      text = "'" + text;
    }
    boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
