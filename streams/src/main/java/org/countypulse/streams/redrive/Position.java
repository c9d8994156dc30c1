package org.countypulse.streams.redrive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a record stands in an event topic; as text {@code event.safety-drill/0/17}. */
public record Position(String topic, int partition, long offset) implements Comparable<Position> {

  private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9._-]+)/(\\d{1,9})/(\\d{1,18})");

  /**
   * @throws IllegalArgumentException if that is no position, saying how one is written
   */
  public static Position parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a position: write topic/partition/offset, as"
              + " event.safety-drill/0/17.");
    }
    return new Position(
        parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
  }

  @Override
  public int compareTo(Position other) {
    int byTopic = topic.compareTo(other.topic);
    int byPartition = byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset;
  }
}
