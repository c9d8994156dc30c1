package org.countypulse.streams;

/** The cluster's topics, or what they say, would break a promise. The message says what to do. */
public final class TopicsException extends RuntimeException {
  public TopicsException(String message) {
    super(message);
  }

  TopicsException(String message, Throwable cause) {
    super(message, cause);
  }
}
