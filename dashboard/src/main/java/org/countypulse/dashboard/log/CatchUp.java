package org.countypulse.dashboard.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.countypulse.dashboard.model.ViewLedger;

/**
 * Whether what stood in the event topics at start is on the page: the version's group has read the
 * events up to there, then the postings it made of them, and then this dashboard the ledger that
 * came of those. Once it is, it is for good: what comes later is lag.
 */
final class CatchUp {

  private enum Stage {
    EVENTS("events"),
    POSTINGS("postings"),
    LEDGER("rows of the ledger"),
    DONE("");

    private final String what;

    Stage(String what) {
      this.what = what;
    }
  }

  private final ViewLedger ledger;
  private final LedgerReader reader;
  private Stage stage;
  private Map<TopicPartition, Long> goals;

  CatchUp(ViewLedger ledger, LedgerReader reader) {
    this.ledger = ledger;
    this.reader = reader;
    // What doesn't count on is shown as it stands.
    this.stage = ledger.countsOn() ? Stage.EVENTS : Stage.LEDGER;
  }

  ViewLedger ledger() {
    return ledger;
  }

  boolean isDone() {
    return stage == Stage.DONE;
  }

  /**
   * Looks how far it has come.
   *
   * @return what is still to be done, in a sentence; empty if nothing is
   */
  Optional<String> step(Offsets offsets, MarkerGaps gaps) {
    while (stage != Stage.DONE) {
      Optional<String> absent =
          topics().stream()
              .filter(t -> !offsets.exists(t))
              .filter(t -> !LedgerReader.dispensable(ledger).contains(t))
              .findFirst();
      // Without any event there may be no postings topic yet, and none is needed.
      if (absent.isPresent() && stage != Stage.POSTINGS) {
        return absent.map(topic -> "The topic " + topic + " does not exist yet.");
      }
      if (goals == null) {
        goals = new HashMap<>();
        topics().forEach(t -> offsets.partitions(t).forEach(p -> goals.put(p, offsets.end(p))));
      }
      long left = goals.entrySet().stream().mapToLong(g -> left(g, offsets, gaps)).sum();
      if (left > 0) {
        return Optional.of(
            "The view %s has about %,d %s to go.".formatted(ledger.id(), left, stage.what));
      }
      stage = Stage.values()[stage.ordinal() + 1];
      goals = null;
    }
    return Optional.empty();
  }

  private List<String> topics() {
    return switch (stage) {
      case EVENTS -> ProgressWatch.eventTopics(ledger);
      case POSTINGS -> List.of(ProgressWatch.postings(ledger));
      case LEDGER -> ledger.topics().forFigures();
      case DONE -> List.of();
    };
  }

  private long left(Map.Entry<TopicPartition, Long> goal, Offsets offsets, MarkerGaps gaps) {
    TopicPartition partition = goal.getKey();
    if (stage == Stage.LEDGER) {
      return Math.max(0, goal.getValue() - reader.positions().getOrDefault(partition, 0L));
    }
    long committed = offsets.committed(ProgressWatch.group(ledger), partition);
    return committed >= goal.getValue()
        ? 0
        : Math.min(
            goal.getValue() - committed,
            gaps.records(
                ProgressWatch.group(ledger), partition, committed, offsets.end(partition)));
  }
}
