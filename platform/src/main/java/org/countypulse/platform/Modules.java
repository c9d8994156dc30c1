package org.countypulse.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.countypulse.domain.county.Counties;
import org.countypulse.platform.http.HttpModule;

/** How the other modules are put to work: the one place that knows their constructors. */
final class Modules {
  private Modules() {}

  /** Streams at work. */
  interface RunningStreams extends AutoCloseable {
    /** What they still wait for, in words for an operator. */
    List<String> notReady();

    @Override
    void close();
  }

  /** A part that answers HTTP, to be closed in the end. */
  interface RunningModule extends HttpModule, AutoCloseable {
    @Override
    void close();
  }

  /** The Kafka cluster, the registry and the counties that every part works with. */
  record Surroundings(String bootstrap, String registry, Counties counties, ZoneId zone) {}

  record StreamsSettings(
      String bootstrap,
      String registry,
      Path state,
      Optional<String> instanceId,
      Counties counties,
      ZoneId zone) {}

  /**
   * Makes the topics, or refuses those that are there with settings that would make figures wrong.
   */
  static void ensureTopics(Surroundings surroundings) {
    // Comes with the streams module.
  }

  static RunningStreams streams(
      StreamsSettings settings, MeterRegistry metrics, Runnable onFailure) {
    return new RunningStreams() {
      @Override
      public List<String> notReady() {
        return List.of();
      }

      @Override
      public void close() {
        // Nothing runs yet.
      }
    };
  }

  static List<RunningModule> httpModules(Surroundings surroundings, MeterRegistry metrics) {
    return List.of();
  }
}
