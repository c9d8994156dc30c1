package org.countypulse.platform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for the terminal. Numbers stand to the right; a Chinese character takes two columns. */
final class TextTable {
  private final List<String[]> rows = new ArrayList<>();
  private final boolean[] isNumeric;

  /**
   * @param heads column titles; one that ends in {@code >} is a column of numbers
   */
  TextTable(String... heads) {
    isNumeric = new boolean[heads.length];
    var titles = new String[heads.length];
    for (int i = 0; i < heads.length; i++) {
      isNumeric[i] = heads[i].endsWith(">");
      titles[i] = isNumeric[i] ? heads[i].substring(0, heads[i].length() - 1) : heads[i];
    }
    rows.add(titles);
  }

  void add(String... cells) {
    rows.add(cells);
  }

  String text() {
    int[] widths = new int[isNumeric.length];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        var space = " ".repeat(widths[i] - width(row[i]));
        line.append(isNumeric[i] ? space + row[i] : row[i] + space).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int width(String text) {
    return text.codePoints().map(TextTable::width).sum();
  }

  private static int width(int codePoint) {
    return Arrays.asList(Character.UnicodeScript.HAN, Character.UnicodeScript.HANGUL)
                .contains(Character.UnicodeScript.of(codePoint))
            || (codePoint >= 0x3000 && codePoint <= 0x30ff)
            || (codePoint >= 0xff00 && codePoint <= 0xff60)
        ? 2
        : 1;
  }
}
