package org.countypulse.producers.importing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row of a file.
 *
 * @param line where it begins in the file, counting from 1
 * @param cells by column; texts in a CSV file, any JSON in JSON lines
 * @param defect what is wrong with the row as such, or null
 */
record Row(long line, Map<String, JsonNode> cells, String defect) {

  /** A cell as text without the spaces around it; empty if there is none. */
  String text(String column) {
    JsonNode cell = cells.get(column);
    return cell == null || cell.isNull() ? "" : cell.asText().strip();
  }

  /** All that it says, exactly; equal rows have equal contents. */
  String content() {
    return cells.values().stream().map(JsonNode::toString).collect(Collectors.joining(","));
  }
}
