package org.countypulse.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.countypulse.platform.process.EmbeddedBroker;

/**
 * A cluster and a registry that somebody else runs. They may be starting too, so they get a little
 * time.
 */
final class External {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private External() {}

  /**
   * @throws UserError if no broker answers
   */
  static void awaitBroker(String bootstrap) {
    if (!holds(() -> EmbeddedBroker.answers(bootstrap, Duration.ofSeconds(5)))) {
      throw new UserError("No Kafka broker answers at %s (--bootstrap).".formatted(bootstrap));
    }
  }

  /**
   * @throws UserError if no registry answers
   */
  static void awaitRegistry(String url) {
    if (!holds(() -> isRegistry(url))) {
      throw new UserError(
          "No schema registry answers at %s/subjects (--registry).".formatted(trimmed(url)));
    }
  }

  private static boolean isRegistry(String url) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(trimmed(url) + "/subjects"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String trimmed(String url) {
    return url.replaceAll("/+$", "");
  }

  private static boolean holds(BooleanSupplier condition) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
