package org.countypulse.dashboard.http;

import static org.countypulse.dashboard.http.Answer.object;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.countypulse.dashboard.model.Changes;

/**
 * Tells every open page what has changed, as server-sent events. Whoever applies a batch only
 * leaves a note here; one daemon thread writes it to the clients, at most once in {@value
 * #SHORTEST_INTERVAL_MILLIS} ms, more seldom with many clients, and no client can make it wait.
 */
public final class LiveFeed implements AutoCloseable {

  private static final long SHORTEST_INTERVAL_MILLIS = 10;

  /** With the most clients it is 50 ms: their messages cost more than those who wait would gain. */
  private static final int CLIENTS_FOR_A_MILLISECOND = 40;

  private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_CLIENTS = 2_000;
  private static final byte[] GREETING = ascii(": CountyPulse\nretry: 2000\n\n");
  private static final byte[] HEARTBEAT = ascii(": alive\n\n");

  private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
  private final Duration patience;
  private final ScheduledExecutorService writer;
  private Changes pending = new Changes();
  private boolean scheduled;
  private long lastSentNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

  public LiveFeed() {
    this(HEARTBEAT_EVERY, PATIENCE);
  }

  /**
   * @param patience a client that takes nothing for this long is dropped, at the next heartbeat
   */
  LiveFeed(Duration heartbeatEvery, Duration patience) {
    this.patience = patience;
    writer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "live-feed");
              thread.setDaemon(true);
              return thread;
            });
    writer.scheduleWithFixedDelay(
        this::heartbeat,
        heartbeatEvery.toMillis(),
        heartbeatEvery.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v1/live", this::open);
  }

  private void open(Context request) {
    Parameters.of(request);
    if (clients.size() >= MOST_CLIENTS) {
      request.header("Retry-After", "30");
      throw new ServiceUnavailableResponse(
          "%d clients listen already: ask /api/v1/figures now and then instead."
              .formatted(MOST_CLIENTS));
    }
    LiveClient client = new LiveClient(GREETING, patience, clients::remove);
    clients.add(client);
    request.future(() -> client.connect(request));
  }

  /** Notes what has changed. Returns at once; may be called from any thread. */
  public synchronized void changed(Changes changes) {
    pending.add(changes);
    if (scheduled || pending.isEmpty()) {
      return;
    }
    long sinceNanos = System.nanoTime() - lastSentNanos;
    long intervalMillis =
        Math.max(SHORTEST_INTERVAL_MILLIS, clients.size() / CLIENTS_FOR_A_MILLISECOND);
    long delayNanos = TimeUnit.MILLISECONDS.toNanos(intervalMillis) - sinceNanos;
    try {
      writer.schedule(this::send, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
      scheduled = true;
    } catch (RejectedExecutionException e) {
      // Closed meanwhile; nobody listens any more.
    }
  }

  private synchronized Changes takePending() {
    Changes taken = pending;
    pending = new Changes();
    scheduled = false;
    lastSentNanos = System.nanoTime();
    return taken;
  }

  private void send() {
    Changes changes = takePending();
    clients.forEach(client -> client.tell(changes));
  }

  private void heartbeat() {
    clients.forEach(client -> client.tell(HEARTBEAT));
  }

  /** How many clients listen. */
  public int clients() {
    return clients.size();
  }

  /** A message as it stands on the wire. */
  static byte[] message(Changes changes) {
    Map<String, Object> data =
        object("counties", changes.counties(), "measures", changes.measures());
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(ascii("event: figures\ndata: "));
    message.writeBytes(Answer.toJson(data));
    message.writeBytes(ascii("\n\n"));
    return message.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Ends all connections. */
  @Override
  public void close() {
    writer.shutdownNow();
    clients.forEach(LiveClient::end);
  }
}
