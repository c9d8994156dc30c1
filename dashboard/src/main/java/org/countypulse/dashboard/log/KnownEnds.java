package org.countypulse.dashboard.log;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.dashboard.model.ViewLedger;

/**
 * Where the log ended at an instant, for versions that show what was known then. An append time
 * never changes, so each end is asked for once.
 */
final class KnownEnds {

  private final Map<Instant, Map<TopicPartition, Long>> ends = new HashMap<>();

  void look(List<ViewLedger> ledgers, Offsets offsets)
      throws ExecutionException, InterruptedException {
    ends.keySet().retainAll(ledgers.stream().map(ViewLedger::knownAt).toList());
    for (ViewLedger ledger : ledgers) {
      Instant knownAt = ledger.knownAt();
      if (knownAt != null) {
        Map<TopicPartition, Long> known = ends.computeIfAbsent(knownAt, at -> new HashMap<>());
        List<TopicPartition> unknown =
            ProgressWatch.eventTopics(ledger).stream()
                .flatMap(topic -> offsets.partitions(topic).stream())
                .filter(partition -> !known.containsKey(partition))
                .toList();
        known.putAll(offsets.endsAt(unknown, knownAt));
      }
    }
  }

  /** The end that the version is to reach. */
  long end(ViewLedger ledger, TopicPartition partition, Offsets offsets) {
    return ledger.knownAt() == null
        ? offsets.end(partition)
        : ends.getOrDefault(ledger.knownAt(), Map.of())
            .getOrDefault(partition, offsets.end(partition));
  }
}
