package org.countypulse.streams.post;

import java.util.function.Supplier;
import org.countypulse.schemas.wire.SchemaRegistry.RegistryUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the schema registry again while it is away. After some seconds it gives up, which ends the
 * transaction before the broker does; the stream thread is then replaced and asks anew, for ever.
 * No event is judged meanwhile: an outage must not put good events into quarantine.
 */
public final class Patiently {

  private static final Logger LOG = LoggerFactory.getLogger(Patiently.class);
  private static final int MOST_TRIES = 6;
  private static final long FIRST_PAUSE_MILLIS = 50;

  private Patiently() {}

  public static <T> T ask(Supplier<T> question) {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      try {
        return question.get();
      } catch (RegistryUnavailableException e) {
        if (attempt == MOST_TRIES) {
          throw e;
        }
        LOG.warn("{}; asking again", e.getMessage());
        pause(pauseMillis);
        pauseMillis *= 2;
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryUnavailableException("Interrupted while waiting for the registry", e);
    }
  }
}
