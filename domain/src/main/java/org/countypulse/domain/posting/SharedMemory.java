package org.countypulse.domain.posting;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the posters of a process may use for the schools that they hold at hand. Each may
 * have its equal part in any case, and more for as long as others leave theirs.
 */
public final class SharedMemory {

  private final long bytes;
  private final AtomicLong used = new AtomicLong();
  private final AtomicInteger users = new AtomicInteger();

  public SharedMemory(long bytes) {
    this.bytes = bytes;
  }

  void join() {
    users.incrementAndGet();
  }

  void leave(long itsBytes) {
    users.decrementAndGet();
    use(-itsBytes);
  }

  void use(long moreBytes) {
    used.addAndGet(moreBytes);
  }

  /** Whether a user of so many bytes should give some back. */
  boolean isTooMuch(long itsBytes) {
    return used.get() > bytes && itsBytes > bytes / Math.max(1, users.get());
  }
}
