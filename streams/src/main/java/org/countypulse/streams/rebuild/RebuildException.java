package org.countypulse.streams.rebuild;

/** Why a rebuild can't go on, in a sentence that says what to do. */
public final class RebuildException extends RuntimeException {

  public RebuildException(String message) {
    super(message);
  }

  public RebuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
