package org.countypulse.producers.importing;

/** A file or a mapping that can't be used at all. The message says what to do, in a sentence. */
public final class ImportException extends RuntimeException {

  public ImportException(String message) {
    super(message);
  }

  public ImportException(String message, Throwable cause) {
    super(message, cause);
  }
}
