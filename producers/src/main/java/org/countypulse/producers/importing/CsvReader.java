package org.countypulse.producers.importing;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV (RFC 4180) and knows the line on which each record begins, which a report of rejected
 * rows is worth nothing without. Line ends may be of any kind; a quote in the middle of a cell is
 * just a quote.
 */
final class CsvReader {

  private static final int END = -1;

  private final PushbackReader in;
  private final char delimiter;
  private long line = 1;
  private long recordLine;

  CsvReader(Reader in, char delimiter) {
    this.in = new PushbackReader(in);
    this.delimiter = delimiter;
  }

  /** The line on which the last record began, counting from 1. */
  long recordLine() {
    return recordLine;
  }

  /**
   * The cells of the next record; blank lines are none.
   *
   * @return null at the end
   * @throws ImportException if a quote is not closed
   */
  List<String> next() throws IOException {
    List<String> cells;
    do {
      if (peek() == END) {
        return null;
      }
      recordLine = line;
      cells = record();
    } while (cells.size() == 1 && cells.get(0).isBlank());
    return cells;
  }

  private List<String> record() throws IOException {
    List<String> cells = new ArrayList<>();
    int end;
    do {
      StringBuilder cell = new StringBuilder();
      if (peek() == '"') {
        in.read();
        quoted(cell);
      }
      end = plain(cell);
      cells.add(cell.toString());
    } while (end == delimiter);
    return cells;
  }

  /** The rest of a cell; returns what ended it: the delimiter, a line's end, or the file's. */
  private int plain(StringBuilder cell) throws IOException {
    while (true) {
      int next = read();
      if (next == delimiter || next == '\n' || next == END) {
        return next;
      }
      cell.append((char) next);
    }
  }

  private void quoted(StringBuilder cell) throws IOException {
    while (true) {
      int next = read();
      if (next == END) {
        throw new ImportException(
            "The quote in line "
                + recordLine
                + " is not closed, so nothing from that line on was read; close it.");
      }
      if (next == '"') {
        if (peek() != '"') {
          return;
        }
        in.read();
      }
      cell.append((char) next);
    }
  }

  /** The next character; every kind of line end is one '\n'. */
  private int read() throws IOException {
    int next = in.read();
    if (next == '\r') {
      if (peek() == '\n') {
        in.read();
      }
      next = '\n';
    }
    line += next == '\n' ? 1 : 0;
    return next;
  }

  private int peek() throws IOException {
    int next = in.read();
    if (next != END) {
      in.unread(next);
    }
    return next;
  }
}
