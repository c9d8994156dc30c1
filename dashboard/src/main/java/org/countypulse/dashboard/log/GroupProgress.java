package org.countypulse.dashboard.log;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.dashboard.model.ViewLedger;

/** What one version's group has taken, and what not yet. */
record GroupProgress(ViewLedger ledger, Offsets offsets, MarkerGaps gaps, KnownEnds knownEnds) {

  Progress.OfView of(Rates rates) {
    List<Progress.OfPartition> events = new ArrayList<>();
    for (String topic : ProgressWatch.eventTopics(ledger)) {
      offsets.partitions(topic).forEach(partition -> events.add(of(partition)));
    }
    List<TopicPartition> postings = offsets.partitions(ProgressWatch.postings(ledger));
    long eventsDone = events.stream().mapToLong(Progress.OfPartition::done).sum();
    long eventsToDo = events.stream().mapToLong(Progress.OfPartition::toDo).sum();
    long postingsToDo = postings.stream().mapToLong(this::toDo).sum();
    long postingsInAll =
        postings.stream().mapToLong(p -> offsets.end(p) - offsets.beginning(p)).sum();
    return new Progress.OfView(
        eventsToDo + postingsToDo,
        eventsDone + eventsToDo + postingsInAll,
        events,
        rates.rate(ledger.id(), eventsDone, System.nanoTime()));
  }

  private Progress.OfPartition of(TopicPartition partition) {
    return new Progress.OfPartition(
        partition.topic(),
        partition.partition(),
        Math.min(committed(partition), end(partition)) - offsets.beginning(partition),
        toDo(partition));
  }

  private long toDo(TopicPartition partition) {
    return gaps.records(
        ProgressWatch.group(ledger), partition, committed(partition), end(partition));
  }

  private long committed(TopicPartition partition) {
    return offsets.committed(ProgressWatch.group(ledger), partition);
  }

  private long end(TopicPartition partition) {
    return Math.max(offsets.beginning(partition), knownEnds.end(ledger, partition, offsets));
  }
}
