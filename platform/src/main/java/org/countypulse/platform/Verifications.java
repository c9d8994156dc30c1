package org.countypulse.platform;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.PromotionCheck;
import org.countypulse.streams.Version;
import org.countypulse.streams.VersionRefusedException;
import org.countypulse.streams.VersionTable;
import org.countypulse.streams.ViewVersions;
import org.countypulse.streams.explain.EventSearch;
import org.countypulse.streams.verify.Certificates;
import org.countypulse.streams.verify.LoggedEvents;
import org.countypulse.streams.verify.Progress;
import org.countypulse.streams.verify.ProvenPromotion;
import org.countypulse.streams.verify.Verifier;
import org.countypulse.streams.verify.VersionLedger;

/** Compares versions on a cluster, one pair of a view at a time, and keeps what comes out. */
final class Verifications {
  private final ViewVersions versions;
  private final Verifier verifier;
  private final Certificates certificates;
  private final Map<String, Progress> running = new ConcurrentHashMap<>();

  Verifications(Modules.Surroundings surroundings, ValueFormat values) {
    var client = surroundings.kafkaClient();
    this.versions = new ViewVersions(client, values);
    this.certificates = new Certificates(client, values);
    this.verifier =
        new Verifier(
            client,
            values,
            Installation.build(),
            new LoggedEvents(new EventSearch(client, values, surroundings.counties())));
  }

  /**
   * What is asked.
   *
   * @param version empty for the newest that is complete
   * @param against empty for the one that readers use
   * @param patience for how long nothing may be decided any more
   */
  record Question(
      String view,
      OptionalInt version,
      OptionalInt against,
      Duration patience,
      boolean acceptBehind,
      String by) {}

  /** What judges a version before readers get it. */
  PromotionCheck promotionCheck() {
    return new ProvenPromotion(verifier, certificates, Verifier.PATIENCE);
  }

  /**
   * Compares two versions and keeps the certificate.
   *
   * @param watcher is told how far it is
   * @throws VersionRefusedException if there are no such two versions that can be compared, or this
   *     view's are being compared already
   */
  Certificate verify(Question question, Consumer<Progress> watcher) {
    var table = versions.read();
    var against = against(table, question);
    var version = version(table, question, against);
    if (version.number() == against.number()) {
      throw new VersionRefusedException(
          "To compare %s with itself proves nothing. Say against which: --against VERSION"
              .formatted(version.title()));
    }
    var request =
        new Verifier.Request(
            VersionLedger.of(version, version.definition()),
            VersionLedger.of(against, against.definition()),
            question.patience(),
            question.acceptBehind(),
            question.by());
    if (running.putIfAbsent(question.view(), new Progress(0, 0, 0, 0, 0, 0, 0)) != null) {
      throw new VersionRefusedException(
          "Versions of %s are being compared already. Try again in a minute."
              .formatted(question.view()));
    }
    try {
      var certificate =
          verifier.verify(
              request,
              progress -> {
                running.put(question.view(), progress);
                watcher.accept(progress);
              });
      certificates.keep(certificate);
      return certificate;
    } finally {
      running.remove(question.view());
    }
  }

  /** How far the comparison of a view's versions is; null if none is under way. */
  Progress progress(String view) {
    return running.get(view);
  }

  private static Version against(VersionTable table, Question question) {
    if (Views.named(question.view()).isEmpty()) {
      throw new UnknownVersionException(
          "There is no view %s; there are %s."
              .formatted(
                  question.view(),
                  Views.ALL.stream().map(CountyView::name).collect(Collectors.joining(", "))));
    }
    return question.against().isPresent()
        ? find(table, question.view(), question.against().getAsInt())
        : table
            .promoted(question.view())
            .orElseThrow(
                () ->
                    new UnknownVersionException(
                        "The view %s has no version yet.".formatted(question.view())));
  }

  private static Version version(VersionTable table, Question question, Version against) {
    if (question.version().isPresent()) {
      return find(table, question.view(), question.version().getAsInt());
    }
    return table.of(question.view()).stream()
        .filter(version -> version.state() == VersionState.LIVE)
        .filter(version -> version.number() != against.number())
        .max(
            Comparator.comparing(Version::countsOn) // what was known then is meant to differ
                .thenComparing(Version::number))
        .orElseThrow(
            () ->
                new VersionRefusedException(
                    "%s has no other complete version than v%d to compare. Make one: rebuild %s"
                        .formatted(question.view(), against.number(), question.view())));
  }

  private static Version find(VersionTable table, String view, int number) {
    return table
        .find(view, number)
        .orElseThrow(
            () ->
                new UnknownVersionException(
                    "There is no v%d of %s; there are %s."
                        .formatted(
                            number,
                            view,
                            table.of(view).stream()
                                .filter(version -> version.state() != VersionState.RETIRED)
                                .map(version -> "v" + version.number())
                                .collect(Collectors.joining(", ")))));
  }

  /** There is no such thing; the message says what there is. */
  static final class UnknownVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownVersionException(String message) {
      super(message);
    }
  }
}
