package org.countypulse.streams.redrive;

/** Says in a sentence why nothing, or nothing more, was done. */
public final class RedriveException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is in the way. */
  public enum Obstacle {
    /** Our user on the cluster lacks a right. */
    RIGHT,
    /** Somebody else does the same. */
    OTHERS,
    /** Kafka or the registry can't be asked now. */
    AWAY
  }

  private final Obstacle obstacle;

  RedriveException(Obstacle obstacle, String message, Throwable cause) {
    super(message, cause);
    this.obstacle = obstacle;
  }

  public Obstacle obstacle() {
    return obstacle;
  }
}
