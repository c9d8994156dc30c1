package org.countypulse.producers.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.countypulse.producers.EventJson;

/** A file with one JSON object a line. */
final class JsonRows implements Rows {

  private static final ObjectMapper JSON = EventJson.strictMapper();

  private final CountedFile file;
  private final BufferedReader lines;
  private long line;

  JsonRows(Path path, Mapping.Format format) throws IOException {
    file = new CountedFile(path, format.encoding());
    lines = file.reader();
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public Row next() throws IOException {
    String text;
    do {
      text = lines.readLine();
      line++;
    } while (text != null && text.isBlank());
    return text == null ? null : row(text);
  }

  private Row row(String text) {
    Map<String, JsonNode> cells = new LinkedHashMap<>();
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.isObject()) {
        return new Row(line, cells, "The line is not a JSON object.");
      }
      json.properties().forEach(cell -> cells.put(cell.getKey(), cell.getValue()));
      return new Row(line, cells, null);
    } catch (JsonProcessingException e) {
      String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      return new Row(line, cells, "The line is not JSON: " + why);
    }
  }

  @Override
  public long bytesRead() {
    return file.bytesRead();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
