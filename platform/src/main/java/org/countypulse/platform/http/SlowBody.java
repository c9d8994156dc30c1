package org.countypulse.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** A request's body that may take so long and not longer, however slowly it drips in. */
final class SlowBody {
  private static final int DISCARDED_AT_ONCE = 64 * 1024;

  /** The time is over, and the body is not all there. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final InputStream in;
  private final long within;
  private final long begun = System.nanoTime();
  private byte[] bytes = {};
  private int size;

  SlowBody(InputStream in, Duration within) {
    this.in = in;
    this.within = within.toNanos();
  }

  /**
   * Reads on until there are so many bytes of it, or it has ended.
   *
   * @throws TooSlowException if the time was over before that
   */
  void readUpTo(int most) throws IOException {
    bytes = Arrays.copyOf(bytes, most);
    while (size < most) {
      int read = in.read(bytes, size, most - size);
      if (read < 0) {
        return;
      }
      size += read;
      if (size < most && isLate()) {
        throw new TooSlowException();
      }
    }
  }

  /** How many bytes of it have been read. */
  int size() {
    return size;
  }

  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /** Throws the rest away, up to a limit and while there is time; whether that was all of it. */
  boolean isOverAfter(long limit) throws IOException {
    var buffer = new byte[DISCARDED_AT_ONCE];
    long total = size;
    while (total < limit && !isLate()) {
      int read = in.read(buffer);
      if (read < 0) {
        return true;
      }
      total += read;
    }
    return false;
  }

  private boolean isLate() {
    return System.nanoTime() - begun > within;
  }
}
