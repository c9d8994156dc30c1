package org.countypulse.producers.simulation;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.countypulse.producers.sending.Outlet;
import org.countypulse.schemas.Event;

/** Sends a simulation's events: its history, then what goes on live. */
public final class Simulator {

  /** Events in a batch; part of what a stored batch number means. */
  public static final int BATCH_EVENTS = 1_000;

  /** Told after each acknowledged batch. */
  public interface Progress {
    /**
     * More of the history is in Kafka.
     *
     * @param batches acknowledged so far, from the beginning: where to go on another time
     * @param events acknowledged so far
     * @param total events of the whole history
     */
    void acknowledged(int batches, long events, long total);
  }

  private static final long LIVE_PAUSE_MILLIS = 250;

  private final Simulation simulation;
  private final Outlet outlet;

  public Simulator(Simulation simulation, Outlet outlet) {
    this.simulation = simulation;
    this.outlet = outlet;
  }

  /**
   * Sends the history, batch by batch.
   *
   * @param batchesDone how many were acknowledged another time; 0 to begin
   * @param eventsPerSecond at most; 0 for as fast as possible
   * @throws org.countypulse.producers.sending.SendingException if it can't be sent
   */
  public void sendHistory(int batchesDone, double eventsPerSecond, Progress progress)
      throws InterruptedException {
    List<Event> history = simulation.history();
    long start = System.nanoTime();
    long sentNow = 0;
    for (int batch = batchesDone; (long) batch * BATCH_EVENTS < history.size(); batch++) {
      int to = Math.min(history.size(), (batch + 1) * BATCH_EVENTS);
      List<Event> events = history.subList(batch * BATCH_EVENTS, to);
      outlet.send(events);
      sentNow += events.size();
      progress.acknowledged(batch + 1, to, history.size());
      if (eventsPerSecond > 0) {
        pauseUntil(start + (long) (sentNow / eventsPerSecond * 1e9));
      }
    }
  }

  private static void pauseUntil(long nanoTime) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
  }

  /** Sends live events, each when its moment has come, until the thread is interrupted. */
  public void live(double eventsPerSecond, Clock clock) throws InterruptedException {
    live(simulation.live(), outlet, eventsPerSecond, clock);
  }

  /** The same, for a program that has no more need of the history. */
  public static void live(Live live, Outlet outlet, double eventsPerSecond, Clock clock)
      throws InterruptedException {
    long interval = Math.max(1, Math.round(1_000 / eventsPerSecond));
    Instant sent = clock.instant();
    while (true) {
      TimeUnit.MILLISECONDS.sleep(Math.min(interval, LIVE_PAUSE_MILLIS));
      Instant now = clock.instant();
      List<Event> due = live.between(sent, now, interval);
      if (!due.isEmpty()) {
        outlet.send(due);
      }
      sent = now;
    }
  }
}
