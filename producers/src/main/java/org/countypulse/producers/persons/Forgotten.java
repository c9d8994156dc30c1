package org.countypulse.producers.persons;

import java.util.List;

/**
 * What came of forgetting a reference.
 *
 * @param rows where the destroyed keys stood: their rows' keys in the topic; empty if the reference
 *     was not known
 */
public record Forgotten(List<String> rows) {

  /** Whether there was anything to forget. */
  public boolean wasKnown() {
    return !rows.isEmpty();
  }

  /** The ids of the destroyed keys, as tokens begin with them: 16 hexadecimal digits each. */
  public List<String> keys() {
    return rows.stream().map(row -> row.substring(row.indexOf('/') + 1)).toList();
  }
}
