package org.countypulse.dashboard.http;

import io.javalin.http.Context;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.countypulse.dashboard.model.Changes;

/**
 * One listener's connection. Writing never blocks: what a slow client can't take yet is merged into
 * one message that waits, so it costs no more memory than the catalogue has names, and a client
 * that takes nothing for {@value #MOST_PATIENCE_SECONDS} s is dropped.
 */
final class LiveClient implements WriteListener, AsyncListener {

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Duration patience;
  private final Consumer<LiveClient> whenEnded;
  private ServletOutputStream out;
  private Changes waiting = new Changes();
  private byte[] comment;
  private boolean flushDue;
  private boolean writable;
  private long blockedSinceNanos;
  private boolean blocked;

  /**
   * @param greeting what is written first
   * @param whenEnded told once when the connection has ended, from whichever side
   */
  LiveClient(byte[] greeting, Duration patience, Consumer<LiveClient> whenEnded) {
    this.patience = patience;
    this.comment = greeting;
    this.whenEnded = whenEnded;
  }

  /**
   * Takes over an asynchronous request's response.
   *
   * @return completes when the connection has ended
   */
  synchronized CompletableFuture<Void> connect(Context request) {
    HttpServletResponse response = request.res();
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    try {
      request.req().getAsyncContext().setTimeout(0);
      request.req().getAsyncContext().addListener(this);
      out = response.getOutputStream();
      out.setWriteListener(this);
    } catch (IOException | IllegalStateException e) {
      end();
    }
    return ended;
  }

  synchronized void tell(Changes changes) {
    waiting.add(changes);
    write();
  }

  /**
   * @param heartbeat a comment; one that the client hasn't taken yet is enough
   */
  synchronized void tell(byte[] heartbeat) {
    if (comment == null) {
      comment = heartbeat;
    }
    write();
    if (blocked && System.nanoTime() - blockedSinceNanos > patience.toNanos()) {
      end();
    }
  }

  @Override
  public synchronized void onWritePossible() {
    writable = true;
    write();
  }

  /** Writes for as long as the connection takes it; the container calls again when it does. */
  private void write() {
    if (!writable || ended.isDone()) {
      return;
    }
    try {
      while (isReady()) {
        if (flushDue) {
          flushDue = false;
          out.flush();
        } else if (comment != null) {
          send(comment);
          comment = null;
        } else if (!waiting.isEmpty()) {
          send(LiveFeed.message(waiting));
          waiting = new Changes();
        } else {
          return;
        }
      }
    } catch (IOException | IllegalStateException e) {
      end();
    }
  }

  private void send(byte[] bytes) throws IOException {
    out.write(bytes);
    flushDue = true;
  }

  private boolean isReady() {
    boolean ready = out.isReady();
    if (!ready && !blocked) {
      blockedSinceNanos = System.nanoTime();
    }
    blocked = !ready;
    return ready;
  }

  void end() {
    whenEnded.accept(this);
    ended.complete(null);
  }

  @Override
  public void onError(Throwable failure) {
    end();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end();
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    event.getAsyncContext().addListener(this);
  }
}
