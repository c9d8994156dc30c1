package org.countypulse.producers.importing;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads CSV (RFC 4180) and knows the line on which each record begins, which a report of rejected
 * rows is worth nothing without.
 */
final class CsvReader {

  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private long recordLine;

  CsvReader(Reader in, char delimiter) throws IOException {
    // Empty lines are left out here and not by the parser, which would not count them as lines.
    parser =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter)
            .setIgnoreEmptyLines(false)
            .setTrailingData(false) // else a quote left open takes the rows up to the next one
            .get()
            .parse(in);
    records = parser.iterator();
  }

  /** The line on which the last record began, counting from 1. */
  long recordLine() {
    return recordLine;
  }

  /**
   * The cells of the next record; blank lines are none.
   *
   * @return null at the end
   * @throws ImportException if a quote is not closed, or ends within a cell
   */
  List<String> next() throws IOException {
    while (hasNext()) {
      List<String> cells = records.next().toList();
      if (cells.size() > 1 || !cells.get(0).isBlank()) {
        return cells;
      }
    }
    return null;
  }

  private boolean hasNext() throws IOException {
    recordLine = parser.getCurrentLineNumber() + 1;
    try {
      return records.hasNext();
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof CSVException)) {
        throw e.getCause();
      }
      throw new ImportException(
          "The quote in line "
              + recordLine
              + " is not closed, or quotes within it are not doubled, so nothing from that line on"
              + " was read; mend it and import the file again.");
    }
  }
}
