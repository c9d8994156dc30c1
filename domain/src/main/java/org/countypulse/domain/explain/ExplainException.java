package org.countypulse.domain.explain;

/** A question that is not answered, with what to do about it. */
public final class ExplainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Why {
    /** Others are being answered. */
    BUSY,
    /** It would take too much memory or time. */
    TOO_LARGE,
    /** The cluster is away. */
    AWAY
  }

  private final Why why;

  public ExplainException(Why why, String message) {
    super(message);
    this.why = why;
  }

  public ExplainException(Why why, String message, Throwable cause) {
    super(message, cause);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
