package org.countypulse.platform;

/**
 * Something that the person at the terminal can put right. Its message is the one line that they
 * see: it says what is wrong and what to do.
 */
public final class UserError extends RuntimeException {
  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
