package org.countypulse.producers.importing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The rows of a file, one after the other. */
interface Rows extends AutoCloseable {

  /** The names of the columns, if the file has a header; else empty. */
  List<String> columns();

  /**
   * The next row.
   *
   * @return null at the end
   */
  Row next() throws IOException;

  /** How much of the file was read. */
  long bytesRead();

  @Override
  void close() throws IOException;

  /** Opens a file: JSON lines by its name's ending, else CSV. */
  static Rows open(Path file, Mapping.Format format) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jsonl") || name.endsWith(".ndjson")
        ? new JsonRows(file, format)
        : new CsvRows(file, format);
  }
}
