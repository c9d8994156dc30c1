package org.countypulse.platform;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process has opened, closed in the reverse order when the JVM ends: by Ctrl-C, a signal
 * or an error.
 */
final class Opened {
  private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

  private final Deque<AutoCloseable> things = new ArrayDeque<>();
  private final Runnable beforeClosing;
  private boolean closed;

  Opened() {
    this(() -> {});
  }

  /**
   * @param beforeClosing is run first, if anything is open
   */
  Opened(Runnable beforeClosing) {
    this.beforeClosing = beforeClosing;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
  }

  /**
   * @throws CancellationException if the JVM is ending; the thing is then closed already
   */
  synchronized <T extends AutoCloseable> T own(T thing) {
    if (closed) {
      close(thing);
      throw new CancellationException("stopping");
    }
    things.push(thing);
    return thing;
  }

  private void close() {
    Main.stopping();
    synchronized (this) {
      closed = true;
      if (!things.isEmpty()) {
        beforeClosing.run();
      }
    }
    for (var thing = next(); thing != null; thing = next()) {
      close(thing);
    }
  }

  private synchronized AutoCloseable next() {
    return things.poll();
  }

  /** What can't be closed must not keep the rest from it. */
  private static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception e) {
      LOG.warn("Closing {} failed", thing.getClass().getSimpleName(), e);
    }
  }
}
