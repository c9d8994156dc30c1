package org.countypulse.producers.persons;

import java.util.List;

/**
 * What came of forgetting a reference.
 *
 * @param keys ids of the keys that were destroyed, as they stand in tokens: 16 hexadecimal digits;
 *     empty if the reference was not known
 * @param offsets where these keys stood in their topic
 */
public record Forgotten(List<String> keys, List<Long> offsets) {

  /** Whether there was anything to forget. */
  public boolean wasKnown() {
    return !keys.isEmpty();
  }
}
