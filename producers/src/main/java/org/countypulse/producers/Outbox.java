package org.countypulse.producers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.countypulse.producers.persons.References;
import org.countypulse.schemas.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a sender's events in order while some of them wait for keys. An event goes straight to
 * Kafka if its tokens are known and none waits before it; else it waits, and all that wait are then
 * done with one round trip for their keys.
 */
final class Outbox implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MOST_WAITING = 20_000;
  private static final int MOST_AT_ONCE = 5_000;
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private record Waiting(Event event, Callback callback) {}

  private final References references;
  private final BiConsumer<Event, Callback> kafka;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final Object starting = new Object();
  private Thread thread;
  private volatile boolean closed;

  /**
   * @param kafka is handed the events; its callbacks hear of every failure
   */
  Outbox(References references, BiConsumer<Event, Callback> kafka) {
    this.references = references;
    this.kafka = kafka;
  }

  /** Sends an event after all that this thread has sent before. */
  void send(Event event, Callback callback) {
    if (places.availablePermits() == MOST_WAITING) {
      Event replaced = references.replacedNow(event);
      if (replaced != null) {
        kafka.accept(replaced, callback);
        return;
      }
    }
    try {
      if (!places.tryAcquire(SchoolClient.MOST_BLOCK_MILLIS, TimeUnit.MILLISECONDS)) {
        callback.onCompletion(
            null, new TimeoutException("Too many events wait for keys of persons' references."));
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.onCompletion(null, new InterruptException(e));
      return;
    }
    if (!enter(new Waiting(event, callback))) {
      places.release();
      callback.onCompletion(null, new IllegalStateException("The client is closed."));
    }
  }

  /** Whether it was let in: when it is closed nobody would send it. */
  private boolean enter(Waiting one) {
    synchronized (starting) {
      if (closed) {
        return false;
      }
      waiting.add(one);
      if (thread == null) {
        thread = new Thread(this::run, "school-client-outbox");
        thread.setDaemon(true);
        thread.start();
      }
      starting.notifyAll();
      return true;
    }
  }

  private void run() {
    try {
      while (true) {
        List<Waiting> some = take();
        if (some.isEmpty()) {
          return;
        }
        sendAll(some);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Some that wait, at least one; none only when it is closed. */
  private List<Waiting> take() throws InterruptedException {
    synchronized (starting) {
      while (waiting.isEmpty() && !closed) {
        starting.wait();
      }
    }
    List<Waiting> some = new ArrayList<>();
    for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
      some.add(one);
      if (some.size() == MOST_AT_ONCE) {
        break;
      }
    }
    return some;
  }

  private void sendAll(List<Waiting> some) {
    try {
      replaceAndSend(some);
    } catch (Throwable e) { // the one thread must not end while somebody waits for it
      LOG.error("Events could not be sent", e);
      some.forEach(one -> fail(one, new IllegalStateException(e)));
    } finally {
      places.release(some.size());
    }
  }

  private void replaceAndSend(List<Waiting> some) {
    List<Event> replaced;
    try {
      replaced = references.replaced(some.stream().map(Waiting::event).toList()).join();
    } catch (RuntimeException e) {
      Exception cause = e.getCause() instanceof Exception inner ? inner : e;
      some.forEach(one -> sendIfPossible(one, cause));
      return;
    }
    for (int i = 0; i < some.size(); i++) {
      kafka.accept(replaced.get(i), some.get(i).callback());
    }
  }

  /** Also one that was sent already, whose callback then knows. */
  private static void fail(Waiting one, Exception cause) {
    try {
      one.callback().onCompletion(null, cause);
    } catch (Throwable e) {
      LOG.error("A sender could not be told that its event was not sent", e);
    }
  }

  /** Without keys, what is about nobody can be sent all the same. */
  private void sendIfPossible(Waiting one, Exception cause) {
    if (References.namesNobody(one.event())) {
      kafka.accept(one.event(), one.callback());
    } else {
      one.callback().onCompletion(null, cause);
    }
  }

  /** Waits until none waits any more: all are Kafka's, or have failed. */
  void flush() {
    places.acquireUninterruptibly(MOST_WAITING);
    places.release(MOST_WAITING);
  }

  /** Waits for those that wait, for a bounded time. */
  @Override
  public void close() {
    Thread running;
    synchronized (starting) {
      closed = true;
      running = thread;
      starting.notifyAll();
    }
    if (running != null) {
      try {
        running.join(CLOSING.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
