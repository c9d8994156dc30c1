package org.countypulse.streams;

/** What was asked of a version can't be done with it now. The message says why, and what can. */
public final class VersionRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean unknown;

  private VersionRefusedException(String message, boolean unknown) {
    super(message);
    this.unknown = unknown;
  }

  public VersionRefusedException(String message) {
    this(message, false);
  }

  static VersionRefusedException unknown(String message) {
    return new VersionRefusedException(message, true);
  }

  /** Whether there is no such view or version at all. */
  public boolean isUnknown() {
    return unknown;
  }
}
