package org.countypulse.platform;

import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.countypulse.domain.county.Counties;
import org.countypulse.platform.http.HttpModule;
import org.countypulse.producers.SchoolClient;
import org.countypulse.producers.gateway.Gateway;
import org.countypulse.schemas.wire.AvroSerializer;

/** How the other modules are put to work: the one place that knows their constructors. */
final class Modules {
  private Modules() {}

  /** The Kafka cluster, the registry and the counties that every part works with. */
  record Surroundings(String bootstrap, String registry, Counties counties, ZoneId zone) {}

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

  /**
   * Makes the topics, or refuses those that are there with settings that would make figures wrong.
   */
  static void ensureTopics(Surroundings surroundings) {
    // Comes with the streams module.
  }

  /**
   * Starts the streams.
   *
   * @param instanceId for Kafka's static membership; without one a restart takes a session time-out
   * @param onFailure is run once if they fail for good
   */
  static RunningStreams streams(
      Surroundings surroundings,
      Path state,
      Optional<String> instanceId,
      MeterRegistry metrics,
      Runnable onFailure) {
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

  /** Opens the door for events over HTTP. */
  static RunningModule gateway(Surroundings surroundings, MeterRegistry metrics) {
    var client = client(surroundings);
    var gateway =
        new Gateway(
            client,
            surroundings.counties(),
            surroundings.zone(),
            Clock.systemUTC(),
            school -> true,
            metrics);
    return new RunningModule() {
      @Override
      public void addRoutes(RoutesConfig routes) {
        gateway.addRoutes(routes);
      }

      @Override
      public void close() {
        gateway.close();
        client.close();
      }
    };
  }

  private static SchoolClient client(Surroundings surroundings) {
    var properties = new Properties();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, surroundings.bootstrap());
    properties.put(AvroSerializer.REGISTRY_URL, surroundings.registry());
    return new SchoolClient(
        properties, surroundings.counties(), surroundings.zone(), Clock.systemUTC());
  }

  /** Starts reading the ledgers. */
  static RunningModule dashboard(Surroundings surroundings, MeterRegistry metrics) {
    return new RunningModule() {
      @Override
      public void addRoutes(RoutesConfig routes) {
        // Comes with the dashboard module.
      }

      @Override
      public void close() {
        // Nothing runs yet.
      }
    };
  }
}
