package org.countypulse.producers.sending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.countypulse.producers.Receipt;
import org.countypulse.producers.RejectedEventException;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Straight to Kafka, for programs that run beside it. */
public final class ClientOutlet implements Outlet {

  private static final Logger LOG = LoggerFactory.getLogger(ClientOutlet.class);
  private static final Duration USUAL_PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 500;

  private final SchoolClient client;
  private final Duration patience;

  /**
   * An outlet that is patient for two minutes.
   *
   * @param client stays open when the outlet is closed
   */
  public ClientOutlet(SchoolClient client) {
    this(client, USUAL_PATIENCE);
  }

  /**
   * @param patience for how long events are sent again when Kafka does not acknowledge them
   */
  public ClientOutlet(SchoolClient client, Duration patience) {
    this.client = client;
    this.patience = patience;
  }

  @Override
  public void send(List<Event> events) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Throwable failure = sendOnce(events);
    while (failure != null) {
      if (failure instanceof RejectedEventException) {
        throw new SendingException(failure.getMessage(), failure);
      }
      if (System.nanoTime() > deadline) {
        throw new SendingException(
            "Kafka did not acknowledge the events: " + failure.getMessage(), failure);
      }
      LOG.warn("Sending {} events again: {}", events.size(), failure.toString());
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      failure = sendOnce(events);
    }
  }

  /** Sends them all; ids make it safe to do so again. Returns what went wrong, or null. */
  private Throwable sendOnce(List<Event> events) throws InterruptedException {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>(events.size());
    for (Event event : events) {
      CompletableFuture<Receipt> receipt = client.send(event);
      receipts.add(receipt);
      if (receipt.isCompletedExceptionally()) {
        break; // the next one would only wait as long again
      }
    }
    try {
      CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new)).get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
