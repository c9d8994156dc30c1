package org.countypulse.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthorizationException;
import org.countypulse.producers.KafkaUser;
import org.countypulse.schemas.wire.ValueFormat;
import org.countypulse.streams.CountedOffsets;
import org.countypulse.streams.Promotion;
import org.countypulse.streams.PromotionCheck;
import org.countypulse.streams.Version;
import org.countypulse.streams.Version.Wish;
import org.countypulse.streams.VersionRemoval;
import org.countypulse.streams.ViewVersions;

/**
 * What operators do with the versions of views on a cluster. Nothing of it is kept in this process.
 */
final class ViewOperations implements AutoCloseable {
  /** A version that has just come up to the log's end starts an application and joins a group. */
  static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(60);

  /** Longer than the session of a process that died while it worked on the version. */
  static final Duration STOPS_WITHIN = Duration.ofSeconds(60);

  private final Modules.Surroundings surroundings;
  private final ValueFormat values;
  private final Admin admin;
  private final ViewVersions versions;
  private final Promotion promotion;
  private final VersionRemoval removal;

  ViewOperations(Modules.Surroundings surroundings, PromotionCheck check) {
    this.surroundings = surroundings;
    this.values = surroundings.values();
    this.admin = Admin.create(surroundings.kafkaClient());
    this.versions = new ViewVersions(surroundings.kafkaClient(), values);
    this.promotion = new Promotion(versions, new CountedOffsets(admin), check);
    this.removal = new VersionRemoval(admin, versions);
  }

  Modules.Surroundings surroundings() {
    return surroundings;
  }

  ValueFormat values() {
    return values;
  }

  ViewVersions versions() {
    return versions;
  }

  Version rebuild(String view, Optional<Instant> knownAt, Wish wish) {
    return allowed(() -> versions.rebuild(view, knownAt, wish));
  }

  Version pause(String view, int version, Wish wish) {
    return allowed(() -> versions.pause(view, version, wish));
  }

  Version resume(String view, int version, Wish wish) {
    return allowed(() -> versions.resume(view, version, wish));
  }

  /** Gives a rebuild up; {@link #remove} must follow. */
  Version cancel(String view, int version, Wish wish) {
    return allowed(() -> versions.cancel(view, version, wish));
  }

  /** Gives a version up; {@link #remove} must follow. */
  Version retire(String view, int version, Wish wish) {
    return allowed(() -> versions.retire(view, version, wish));
  }

  Promotion.Done promote(
      String view, int version, Set<String> accepted, Duration patience, Wish wish) {
    return promote(view, version, accepted, false, patience, wish);
  }

  Promotion.Done promote(
      String view,
      int version,
      Set<String> accepted,
      boolean acceptBehind,
      Duration patience,
      Wish wish) {
    return allowed(() -> promotion.promote(view, version, accepted, acceptBehind, patience, wish));
  }

  /** Deletes what there is of a version that was cancelled or retired. */
  Version remove(Version version) {
    return allowed(() -> removal.remove(version, STOPS_WITHIN));
  }

  private <T> T allowed(Supplier<T> step) {
    try {
      return step.get();
    } catch (AuthorizationException e) {
      throw new UserError(
          "The Kafka user lacks a right: %s. It is the streams' user that works on versions: ./countypulse access --streams %s"
              .formatted(e.getMessage(), KafkaUser.nameOr(surroundings.all(), "USER")),
          e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
    values.close();
  }
}
