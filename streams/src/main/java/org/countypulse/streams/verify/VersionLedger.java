package org.countypulse.streams.verify;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.LedgerTopics;

/**
 * One version's ledger, as far as comparing it needs to know.
 *
 * @param fingerprint of what it counts
 * @param definition what it counts; empty if this program does not know it
 * @param countsOn whether it goes on when events come
 */
public record VersionLedger(
    int number,
    String fingerprint,
    Optional<CountyView> definition,
    LedgerTopics topics,
    boolean countsOn) {

  /** The name of its consumer group, with which those of its internal topics begin. */
  String group() {
    return "countypulse." + topics.view() + ".v" + number;
  }

  /** The topic in which postings wait to be tallied. */
  String postings() {
    return group() + "-postings-repartition";
  }

  /** The names of the event types that it reads; empty if that is not known. */
  Optional<Set<String>> types() {
    return definition.map(
        view -> view.sources().stream().map(EventType::name).collect(Collectors.toSet()));
  }
}
