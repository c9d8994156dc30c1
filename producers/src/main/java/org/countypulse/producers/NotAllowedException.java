package org.countypulse.producers;

/**
 * The cluster does not let this client's user send that event; it was not sent, and sending it
 * again helps only after somebody has changed the user's rights or its password. The message names
 * the user, the topic, and what to ask for.
 */
public final class NotAllowedException extends RuntimeException {

  NotAllowedException(String message, Throwable cause) {
    super(message, cause);
  }
}
