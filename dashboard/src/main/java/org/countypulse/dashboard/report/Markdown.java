package org.countypulse.dashboard.report;

import java.util.List;
import java.util.stream.Collectors;
import org.countypulse.dashboard.report.Pages.Grid;
import org.countypulse.dashboard.report.Pages.Row;

/** Writes a report in Markdown, with tables as GitHub's flavour has them. */
final class Markdown {

  private Markdown() {}

  static String of(Pages pages) {
    StringBuilder text = new StringBuilder("# ").append(escaped(pages.title())).append("\n\n");
    pages.remarks().forEach(remark -> text.append(escaped(remark)).append("\n\n"));
    for (Pages.Section section : pages.sections()) {
      text.append("## ").append(escaped(section.heading())).append("\n\n");
      section.remarks().forEach(remark -> text.append(escaped(remark)).append("\n\n"));
      section.grids().forEach(grid -> append(text, grid));
    }
    return text.append(escaped(pages.closing())).append('\n').toString();
  }

  private static void append(StringBuilder text, Grid grid) {
    line(text, grid.columns());
    for (int i = 0; i < grid.columns().size(); i++) {
      text.append(i < grid.texts() ? "| --- " : "| ---: ");
    }
    text.append("|\n");
    for (Row row : grid.rows()) {
      line(text, row.indented() ? indented(row.cells()) : row.cells());
    }
    text.append('\n');
  }

  private static List<String> indented(List<String> cells) {
    List<String> copy = new java.util.ArrayList<>(cells);
    copy.set(0, "\u2003" + cells.get(0));
    return copy;
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(
        cells.stream().map(Markdown::escaped).collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Names of schools come from outside: nothing in them may end a cell or begin a link. */
  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1").replaceAll("\\s+", " ");
  }
}
