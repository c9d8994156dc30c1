package org.countypulse.streams;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How long the events that came last have been waiting to be counted by the versions that readers
 * use. Computed from looks at where topics end and what is committed, so it is as exact as the
 * looks are frequent. Used by one thread.
 */
final class LiveDelay {

  /** So many looks are kept; what waits longer than they reach back is not told more exactly. */
  private static final int MOST_LOOKS = 150;

  /** A look at where topics ended, and what versions had counted. */
  private record Look(
      long nanos, Map<TopicPartition, Long> ends, Collection<Map<TopicPartition, Long>> counted) {}

  private final Deque<Look> looks = new ArrayDeque<>();

  /**
   * Looks once more.
   *
   * @param counted by version, what it has committed, of the partitions that it has begun with
   * @return the longest wait of any version, in nanoseconds
   */
  long after(
      long nanos, Map<TopicPartition, Long> ends, Collection<Map<TopicPartition, Long>> counted) {
    looks.addLast(new Look(nanos, ends, List.copyOf(counted)));
    if (looks.size() > MOST_LOOKS) {
      looks.removeFirst();
    }
    return counted.stream().mapToLong(offsets -> wait(nanos, offsets)).max().orElse(0);
  }

  /** Since the last look at which nothing had come yet of what is not counted now. */
  private long wait(long nanos, Map<TopicPartition, Long> counted) {
    Map<TopicPartition, Long> uncounted = new HashMap<>();
    Look last = looks.getLast();
    counted.forEach(
        (partition, offset) -> {
          // The last one may be the marker of a transaction, of which nobody counts anything.
          if (last.ends().getOrDefault(partition, 0L) > offset + 1) {
            uncounted.put(partition, offset);
          }
        });
    if (uncounted.isEmpty() || isHalted(counted)) {
      return 0;
    }
    long since = looks.getFirst().nanos();
    for (Look look : looks) {
      boolean nothingYet =
          uncounted.entrySet().stream()
              .allMatch(e -> look.ends().getOrDefault(e.getKey(), 0L) <= e.getValue() + 1);
      if (nothingYet) {
        since = look.nanos();
      }
    }
    return nanos - since;
  }

  /** What nobody counts is not made any quicker by resting. */
  private boolean isHalted(Map<TopicPartition, Long> counted) {
    return looks.size() == MOST_LOOKS && looks.getFirst().counted().contains(counted);
  }

  /** The partitions of which the ends are needed. */
  static List<TopicPartition> partitions(Collection<Map<TopicPartition, Long>> counted) {
    return counted.stream()
        .flatMap(offsets -> offsets.keySet().stream())
        .distinct()
        .collect(Collectors.toList());
  }
}
