package org.countypulse.producers.importing;

/** A row that can't be translated. The message says why, for whoever keeps the file. */
final class RowRejectedException extends Exception {

  RowRejectedException(String reason) {
    super(reason);
  }
}
