package org.countypulse.platform;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.countypulse.platform.process.EmbeddedBroker;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryAccessException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;

/**
 * A cluster and a registry that somebody else runs. They may be starting too, so they get a little
 * time.
 */
final class External {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ASKS_FOR_MILLIS = 5_000;

  private External() {}

  /**
   * @throws UserError if no broker answers, or it does not let us in
   */
  static void awaitBroker(Modules.Surroundings surroundings) {
    await(() -> askBroker(surroundings));
  }

  /** What is wrong now; empty if a broker answers. */
  private static Optional<String> askBroker(Modules.Surroundings surroundings) {
    var bootstrap = surroundings.bootstrap();
    if (!EmbeddedBroker.accepts(bootstrap)) {
      return Optional.of("No Kafka broker answers at %s (--bootstrap).".formatted(bootstrap));
    }
    if (!surroundings.client().speaksTls() && TlsProbe.speaksTls(bootstrap)) {
      throw new UserError(
          "The Kafka cluster at %s speaks TLS: say security.protocol=SASL_SSL, or SSL, in --client-config."
              .formatted(bootstrap));
    }
    return Logs.withoutKafkas(() -> askWithClient(surroundings));
  }

  private static Optional<String> askWithClient(Modules.Surroundings surroundings) {
    var bootstrap = surroundings.bootstrap();
    var silence =
        Optional.of(
            "What listens at %s does not answer us as a Kafka broker (--bootstrap); or security.protocol is wrong (--client-config)."
                .formatted(bootstrap));
    var settings = surroundings.kafkaClient();
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ASKS_FOR_MILLIS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ASKS_FOR_MILLIS);
    try (var admin = Admin.create(settings)) {
      admin.describeCluster().nodes().get(ASKS_FOR_MILLIS, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthenticationException
          || e.getCause() instanceof AuthorizationException) {
        throw new UserError(
            "The Kafka cluster at %s does not let us in: %s Check --client-config."
                .formatted(bootstrap, sentence(reason(e.getCause()))),
            e);
      }
      return silence;
    } catch (TimeoutException e) {
      return silence;
    } catch (KafkaException e) {
      throw new UserError(
          "The settings of the Kafka clients are wrong: %s Check --client-config."
              .formatted(sentence(rootMessage(e))),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return silence;
    }
  }

  /** Of a handshake that failed only the root says why. */
  private static String reason(Throwable refusal) {
    return refusal.getCause() == null
        ? refusal.getMessage()
        : refusal.getMessage() + ", " + rootMessage(refusal);
  }

  private static String rootMessage(Throwable e) {
    return e.getCause() == null ? String.valueOf(e.getMessage()) : rootMessage(e.getCause());
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  /**
   * @throws UserError if no registry answers, or it does not let us in
   */
  static void awaitRegistry(Modules.Surroundings surroundings) {
    var registry = surroundings.schemaRegistry();
    await(() -> askRegistry(surroundings, registry));
  }

  private static Optional<String> askRegistry(
      Modules.Surroundings surroundings, HttpSchemaRegistry registry) {
    try {
      registry.check();
      return Optional.empty();
    } catch (RegistryAccessException e) {
      throw new UserError(e.getMessage() + " They stand in --client-config.", e);
    } catch (RegistryUnavailableException e) {
      return Optional.of(
          "No schema registry answers at %s/subjects (--registry)."
              .formatted(surroundings.registryShown()));
    }
  }

  /** Asks until nothing is wrong. */
  private static void await(Supplier<Optional<String>> ask) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    for (var wrong = ask.get(); wrong.isPresent(); wrong = ask.get()) {
      if (System.nanoTime() > deadline) {
        throw new UserError(wrong.get());
      }
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError(wrong.get(), e);
      }
    }
  }
}
