package org.countypulse.streams.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;
import org.countypulse.schemas.Event;

/**
 * A record that can be read today, and could be sent again.
 *
 * @param value the original value
 * @param event what it says
 */
record Candidate(QuarantinedRecord record, byte[] value, Event event) {

  /** One record is one candidate; there is no need to compare what it says. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Candidate candidate && record.equals(candidate.record);
  }

  @Override
  public int hashCode() {
    return record.hashCode();
  }

  byte[] key() {
    return event.schoolId().getBytes(UTF_8);
  }

  /** The partition to which its school belongs. */
  int home(int partitions) {
    return home(key(), partitions);
  }

  static int home(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
