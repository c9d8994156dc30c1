package org.countypulse.streams;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countypulse.schemas.ledger.VersionState;
import org.countypulse.streams.PromotionCheck.Request;
import org.countypulse.streams.PromotionCheck.Verdict;
import org.countypulse.streams.Version.Wish;

/**
 * Lets readers use another version of a view, a newer or a former one, if that one has counted
 * everything that they have seen, and if {@link PromotionCheck} lets it pass.
 */
public final class Promotion {

  private static final long PAUSE_MILLIS = 200;

  private final ViewVersions versions;
  private final CountedOffsets offsets;
  private final PromotionCheck check;

  public Promotion(ViewVersions versions, CountedOffsets offsets, PromotionCheck check) {
    this.versions = versions;
    this.offsets = offsets;
    this.check = check;
  }

  /**
   * What came of it.
   *
   * @param former what readers used before; the same version if nothing changed
   * @param more what the check told
   */
  public record Done(Version version, Version former, Map<String, Object> more) {}

  /** The check's refusal, with what it told. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Map<String, Object> more;

    RefusedException(String message, Map<String, Object> more) {
      super(message);
      this.more = more;
    }

    public Map<String, Object> more() {
      return more == null ? Map.of() : more;
    }
  }

  /**
   * Promotes a version.
   *
   * @param accepted the measures that may differ from what readers see now
   * @param patience for how long it may catch up with what readers see now
   * @throws VersionRefusedException if it can't be
   * @throws RefusedException if the check refuses it
   */
  public Done promote(String view, int number, Set<String> accepted, Duration patience, Wish wish) {
    return promote(view, number, accepted, false, patience, wish);
  }

  /**
   * Promotes a version.
   *
   * @param acceptBehind whether it is accepted that either version has not counted all that the
   *     other one has
   */
  public Done promote(
      String view,
      int number,
      Set<String> accepted,
      boolean acceptBehind,
      Duration patience,
      Wish wish) {
    VersionTable table = versions.read();
    Version version = VersionRules.promotable(table, view, number);
    Optional<Version> promoted = table.promoted(view);
    if (promoted.isEmpty() || promoted.get().number() == number) {
      versions.promote(view, number, promoted.map(Version::number).orElse(0), wish);
      return new Done(version, version, Map.of());
    }
    Version former = promoted.get();
    if (!acceptBehind) {
      awaitAsFar(version, former, patience);
    }
    Verdict verdict =
        check.judge(new Request(former, version, Set.copyOf(accepted), acceptBehind, wish.by()));
    if (verdict.refusal().isPresent()) {
      throw new RefusedException(verdict.refusal().get(), verdict.more());
    }
    if (!acceptBehind) { // the check takes its time, and the version may have stood still meanwhile
      awaitAsFar(version, former, patience);
    }
    Version now = versions.promote(view, number, former.number(), wish);
    verdict.whenPromoted().run();
    return new Done(now, former, verdict.more());
  }

  /** Readers must never see an event uncounted that they have seen counted. */
  private void awaitAsFar(Version version, Version former, Duration patience) {
    var goal = offsets.of(former);
    long deadline = System.nanoTime() + patience.toNanos();
    long missing = offsets.missing(version, goal);
    while (missing > 0) {
      if (System.nanoTime() > deadline) {
        throw new VersionRefusedException(
            "v%d of %s is %,d records behind v%d, which readers use.%s"
                .formatted(
                    version.number(), version.view(), missing, former.number(), advice(version)));
      }
      pause();
      if (versions.read().find(version.view(), version.number()).map(Version::state).orElse(null)
          != VersionState.LIVE) {
        throw new VersionRefusedException(
            "v%d of %s was given up meanwhile.".formatted(version.number(), version.view()));
      }
      missing = offsets.missing(version, goal);
    }
  }

  private static String advice(Version version) {
    return version.definition().isPresent()
        ? " Try again when it has caught up."
        : " It was made by other rules than this program's and does not count on; to accept that: --accept-behind";
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw Topics.interrupted(e);
    }
  }
}
