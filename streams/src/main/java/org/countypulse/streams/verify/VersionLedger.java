package org.countypulse.streams.verify;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.LedgerTopics;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.streams.StreamsProcess;
import org.countypulse.streams.Version;
import org.countypulse.streams.VersionRefusedException;

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

  /**
   * The ledger of a version that has one.
   *
   * @param definition what it counts, if the program knows it
   * @throws VersionRefusedException if it has none, or not all of one
   */
  public static VersionLedger of(Version version, Optional<CountyView> definition) {
    if (version.state() != VersionState.LIVE) {
      throw new VersionRefusedException(
          "%s is %s and can't be verified: only a complete one can be."
              .formatted(version.title(), version.state().name().toLowerCase(Locale.ROOT)));
    }
    LedgerTopics topics =
        definition
            .map(CountyView::topics)
            .or(version::topics)
            .orElseThrow(
                () -> new VersionRefusedException("There is no view " + version.view() + "."));
    return new VersionLedger(
        version.number(),
        version.fingerprint(),
        definition,
        topics,
        version.countsOn() && definition.isPresent());
  }

  /** The name of its consumer group, with which those of its internal topics begin. */
  String group() {
    return StreamsProcess.applicationId(topics.view() + ".v" + number);
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
