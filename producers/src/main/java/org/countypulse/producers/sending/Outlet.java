package org.countypulse.producers.sending;

import java.util.List;
import org.countypulse.schemas.Event;

/** Where events go. Returning means that Kafka has acknowledged them all. */
public interface Outlet extends AutoCloseable {

  /**
   * Hands events over, waiting as long as the platform is only busy or away for a while.
   *
   * @throws SendingException if they can't be handed over, in words for whoever started it
   */
  void send(List<Event> events) throws InterruptedException;

  @Override
  default void close() {}
}
