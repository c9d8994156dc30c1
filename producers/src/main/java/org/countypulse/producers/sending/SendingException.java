package org.countypulse.producers.sending;

/** Events could not be handed over. The message says why and what to do, in a sentence. */
public final class SendingException extends RuntimeException {

  public SendingException(String message) {
    super(message);
  }

  public SendingException(String message, Throwable cause) {
    super(message, cause);
  }
}
