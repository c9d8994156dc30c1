package org.countypulse.producers.sending;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.countypulse.producers.Receipt;
import org.countypulse.producers.RejectedEventException;
import org.countypulse.producers.SchoolClient;
import org.countypulse.schemas.Event;

/** Straight to Kafka, for programs that run beside it. */
public final class ClientOutlet implements Outlet {

  private final SchoolClient client;

  /**
   * @param client stays open when the outlet is closed
   */
  public ClientOutlet(SchoolClient client) {
    this.client = client;
  }

  @Override
  public void send(List<Event> events) throws InterruptedException {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>(events.size());
    for (Event event : events) {
      receipts.add(client.send(event));
    }
    try {
      CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new SendingException(
          cause instanceof RejectedEventException
              ? cause.getMessage()
              : "Kafka did not acknowledge the events: " + cause.getMessage(),
          cause);
    }
  }
}
