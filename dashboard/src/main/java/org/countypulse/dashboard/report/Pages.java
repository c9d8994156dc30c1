package org.countypulse.dashboard.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A report laid out: headings, paragraphs and tables, before anybody decides how they are written.
 *
 * @param remarks paragraphs below the title
 * @param closing the last paragraph
 */
record Pages(String title, List<String> remarks, List<Section> sections, String closing) {

  /** A heading with what stands below it, paragraphs before tables. */
  record Section(String heading, List<String> remarks, List<Grid> grids) {}

  /**
   * A table.
   *
   * @param columns its heads
   * @param texts how many columns, from the left, hold text; the others hold numbers
   */
  record Grid(List<String> columns, int texts, List<Row> rows) {}

  /**
   * A line of a table.
   *
   * @param indented whether it is a part of the one above
   * @param alarming whether it tells of something to be done
   */
  record Row(List<String> cells, boolean indented, boolean alarming) {}

  /** Collects the rows of a table. */
  static final class Rows {
    private final List<Row> rows = new ArrayList<>();

    void add(boolean indented, boolean alarming, String... cells) {
      rows.add(new Row(List.of(cells), indented, alarming));
    }

    Grid below(int texts, String... columns) {
      return new Grid(List.of(columns), texts, List.copyOf(rows));
    }

    boolean isEmpty() {
      return rows.isEmpty();
    }
  }
}
