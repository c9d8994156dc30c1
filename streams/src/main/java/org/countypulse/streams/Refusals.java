package org.countypulse.streams;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** What the cluster has lately refused to the views' user, for those who ask how they are. */
final class Refusals {

  /** Each failing view is tried again every few seconds, and says so again. */
  private static final Duration LATELY = Duration.ofSeconds(20);

  private record Refusal(String text, long nanos) {}

  private final Map<String, Refusal> latest = new ConcurrentHashMap<>();

  /** What was refused, if that is why something failed, in words for an operator. */
  static Optional<String> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthorizationException) {
        return Optional.of(
            "the streams' Kafka user lacks a right: "
                + cause.getMessage()
                + ". Give it back with ./countypulse access --streams USER; it is tried again.");
      }
      if (cause instanceof AuthenticationException) {
        return Optional.of(
            "the cluster does not let the streams' Kafka user in: "
                + cause.getMessage()
                + ". Check --client-config; it is tried again.");
      }
    }
    return Optional.empty();
  }

  void note(String viewId, String refusal) {
    latest.put(viewId, new Refusal(refusal, System.nanoTime()));
  }

  /** Those of the last seconds, by view. */
  List<String> ofLate() {
    return latest.entrySet().stream()
        .filter(entry -> System.nanoTime() - entry.getValue().nanos() < LATELY.toNanos())
        .map(entry -> entry.getKey() + ": " + entry.getValue().text())
        .sorted()
        .toList();
  }
}
