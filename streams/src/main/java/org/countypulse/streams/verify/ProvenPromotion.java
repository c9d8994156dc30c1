package org.countypulse.streams.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Measure.Posted;
import org.countypulse.domain.Views;
import org.countypulse.schemas.ledger.Certificate;
import org.countypulse.schemas.ledger.VerificationOutcome;
import org.countypulse.streams.PromotionCheck;
import org.countypulse.streams.TopicsException;
import org.countypulse.streams.Version;
import org.countypulse.streams.VersionRefusedException;

/**
 * Lets a version be promoted that is proven equal to the one that readers use; or that was meant to
 * differ, and does so only in the measures that were named. Going back to what readers used before
 * is always let pass, with a warning if it differs: when something is wrong, that must be possible.
 */
public final class ProvenPromotion implements PromotionCheck {

  private final Verifier verifier;
  private final Certificates certificates;
  private final Duration patience;
  private final Function<Version, Optional<CountyView>> definitions;

  /**
   * @param patience for how long a county may keep on moving
   */
  public ProvenPromotion(Verifier verifier, Certificates certificates, Duration patience) {
    this(verifier, certificates, patience, Version::definition);
  }

  /** For tests, which have definitions of their own. */
  public ProvenPromotion(
      Verifier verifier,
      Certificates certificates,
      Duration patience,
      Function<Version, Optional<CountyView>> definitions) {
    this.verifier = verifier;
    this.certificates = certificates;
    this.patience = patience;
    this.definitions = definitions;
  }

  @Override
  public Verdict judge(Request request) {
    Set<String> accepted = posted(request);
    boolean goingBack = wasUsedBefore(request.to());
    try {
      return judge(request, accepted, goingBack);
    } catch (TopicsException e) {
      return goingBack
          ? new Verdict(Optional.empty(), Map.of("warning", e.getMessage()))
          : new Verdict(Optional.of("Not promoted: " + e.getMessage()), Map.of());
    }
  }

  private Verdict judge(Request request, Set<String> accepted, boolean goingBack) {
    Certificate found =
        verifier.verify(
            new Verifier.Request(
                VersionLedger.of(request.to(), definitions.apply(request.to())),
                VersionLedger.of(request.from(), definitions.apply(request.from())),
                patience,
                request.acceptBehind() || goingBack,
                request.by()),
            progress -> {});
    Optional<String> objection = objection(request, found, accepted);
    Certificate certificate =
        Certificate.newBuilder(found)
            .setAccepted(List.copyOf(new TreeSet<>(request.accepted())))
            .build();
    certificates.keep(certificate);
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("certificate", Certificates.members(certificate));
    if (goingBack && objection.isPresent()) {
      more.put(
          "warning",
          "Readers go back to %s, which is not what they saw: %s"
              .formatted(request.to().title(), certificate.getDetail()));
    }
    // Only then, so that what was never used can't be gone back to without a proof.
    Certificate used = Certificate.newBuilder(certificate).setPromotion(true).build();
    return new Verdict(
        goingBack ? Optional.empty() : objection, more, () -> certificates.keep(used));
  }

  /** The first version was promoted when it was entered; others by a certificate. */
  private boolean wasUsedBefore(Version version) {
    return version.number() == 1
        || certificates.of(version.view()).stream()
            .anyMatch(
                certificate ->
                    certificate.getPromotion()
                        && (certificate.getVersion() == version.number()
                            || certificate.getAgainst() == version.number()));
  }

  /** The measures of the ledger that were accepted, by the names of what is read off them. */
  private Set<String> posted(Request request) {
    Set<Measure> known = new LinkedHashSet<>();
    for (Version version : List.of(request.to(), request.from())) {
      definitions
          .apply(version)
          .or(() -> Views.named(version.view()))
          .ifPresent(
              view -> {
                known.addAll(view.measures());
                known.addAll(view.posted());
              });
    }
    Set<String> posted = new TreeSet<>();
    for (String name : request.accepted()) {
      List<Measure> named = known.stream().filter(measure -> measure.name().equals(name)).toList();
      if (named.isEmpty()) {
        throw new VersionRefusedException(
            "%s has no measure %s; it has %s."
                .formatted(
                    request.to().view(),
                    name,
                    known.stream()
                        .map(Measure::name)
                        .distinct()
                        .collect(Collectors.joining(", "))));
      }
      named.forEach(measure -> measure.basis().stream().map(Posted::name).forEach(posted::add));
    }
    return posted;
  }

  /** Why the version must not be promoted; empty if it may. */
  private static Optional<String> objection(
      Request request, Certificate certificate, Set<String> accepted) {
    String pair =
        "%s and v%d, which readers use".formatted(request.to().title(), request.from().number());
    if (certificate.getOutcome() == VerificationOutcome.EQUAL) {
      return Optional.empty();
    }
    boolean changed = !certificate.getFingerprint().equals(certificate.getAgainstFingerprint());
    if (certificate.getOutcome() == VerificationOutcome.DIFFERENT && !changed) {
      return Optional.of(
          "Not promoted: %s, count by the same rules and yet differ. %s See: verify %s %d"
              .formatted(
                  pair, certificate.getDetail(), request.to().view(), request.to().number()));
    }
    if (certificate.getOutcome() == VerificationOutcome.DIFFERENT) {
      Map<String, Long> undeclared = new TreeMap<>(certificate.getByMeasure());
      undeclared.keySet().removeAll(accepted);
      if (!undeclared.isEmpty()) {
        return Optional.of(undeclared(pair, certificate, undeclared));
      }
    }
    return certificate.getUndecided().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Not promoted: whether %s, agree is undecided: %s.%s"
                .formatted(
                    pair, String.join("; ", certificate.getUndecided()), advice(certificate)));
  }

  private static String undeclared(
      String pair, Certificate certificate, Map<String, Long> undeclared) {
    List<String> named = new ArrayList<>();
    undeclared.forEach(
        (measure, count) ->
            named.add(
                "%s (%,d)".formatted(measure.isEmpty() ? "rows without measure" : measure, count)));
    return "Not promoted: %s, differ in what was not accepted: %s. %s"
        .formatted(
            pair,
            String.join(", ", named),
            undeclared.containsKey("")
                ? "That can't be accepted; the certificate names it."
                : "If the change was meant: --accept "
                    + String.join(
                        ",", certificate.getByMeasure().keySet().stream().sorted().toList()));
  }

  private static String advice(Certificate certificate) {
    return certificate.getBehind() > 0
        ? " What a version that does not count on has not taken is never compared; to accept that: --accept-behind"
        : " Try again when less is being reported, or with more patience.";
  }
}
