package org.countypulse.producers.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A CSV file whose first line names the columns. */
final class CsvRows implements Rows {

  private final CountedFile file;
  private final CsvReader records;
  private final List<String> first;
  private final List<String> columns;

  CsvRows(Path path, Mapping.Format format) throws IOException {
    file = new CountedFile(path, format.encoding());
    records = new CsvReader(file.reader(), format.delimiter());
    first = records.next();
    if (first == null) {
      throw new ImportException(path + " is empty: its first line must name the columns.");
    }
    columns = first.stream().map(String::strip).toList();
    checkColumns(path);
  }

  private void checkColumns(Path path) {
    var seen = new HashSet<String>();
    for (String column : columns) {
      if (column.isEmpty() || !seen.add(column)) {
        throw new ImportException(
            "The first line of "
                + path
                + " must name every column, each once; it has "
                + (column.isEmpty() ? "a column without a name." : "\"" + column + "\" twice."));
      }
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Row next() throws IOException {
    List<String> values = records.next();
    return values == null ? null : row(values);
  }

  private Row row(List<String> values) {
    Map<String, JsonNode> cells = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(values.size(), columns.size()); i++) {
      cells.put(columns.get(i), TextNode.valueOf(values.get(i)));
    }
    return new Row(records.recordLine(), cells, defect(values));
  }

  private String defect(List<String> values) {
    if (values.equals(first)) {
      return "The header line is repeated here.";
    }
    return values.size() == columns.size()
        ? null
        : "The row has "
            + values.size()
            + " cells, the header names "
            + columns.size()
            + " columns.";
  }

  @Override
  public long bytesRead() {
    return file.bytesRead();
  }

  @Override
  public void close() throws IOException {
    file.reader().close();
  }
}
