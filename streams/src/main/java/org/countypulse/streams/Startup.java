package org.countypulse.streams;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryAccessException;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does again what fails while a cluster is starting, or while one of its brokers has just died and
 * its partitions have no leader yet.
 */
final class Startup {

  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 500;

  private Startup() {}

  static <T> T patiently(Supplier<T> step) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return step.get();
      } catch (RuntimeException e) {
        if (!mayPass(e) || System.nanoTime() > deadline) {
          throw e;
        }
        LOG.warn("The start has to wait: {}", e.getMessage());
        pause(e);
      }
    }
  }

  private static boolean mayPass(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof RegistryAccessException) {
        return false; // nobody lets us in because we asked twice
      }
      if (e instanceof RetriableException
          || e instanceof InvalidReplicationFactorException
          || e instanceof RegistryUnavailableException) {
        return true;
      }
    }
    return false;
  }

  private static void pause(RuntimeException failure) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
