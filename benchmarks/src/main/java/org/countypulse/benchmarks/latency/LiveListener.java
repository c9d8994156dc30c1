package org.countypulse.benchmarks.latency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Listens to {@code GET /api/v1/live} as a page does, and notes when each of some counties was last
 * named.
 */
final class LiveListener implements AutoCloseable {

  private static final String DATA = "data: {\"counties\":[";

  private final Socket socket;
  private final Map<String, Long> waitedFor = new ConcurrentHashMap<>();

  /** Told when a county that is waited for is named. */
  interface Heard {
    void heard(String county, long nanos);
  }

  LiveListener(String url, Heard heard) throws IOException {
    URI uri = URI.create(url);
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setTcpNoDelay(true);
    socket
        .getOutputStream()
        .write(
            "GET /api/v1/live HTTP/1.1\r\nHost: %s:%d\r\nAccept: text/event-stream\r\n\r\n"
                .formatted(uri.getHost(), uri.getPort())
                .getBytes(StandardCharsets.US_ASCII));
    Thread thread = new Thread(() -> listen(heard), "live-listener");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen(Heard heard) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1 << 16)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(DATA)) {
          long now = System.nanoTime();
          String counties = line.substring(DATA.length() - 1, line.indexOf(']') + 1);
          for (String county : waitedFor.keySet()) {
            if (counties.contains('"' + county + '"') && waitedFor.remove(county) != null) {
              heard.heard(county, now);
            }
          }
        }
      }
    } catch (IOException closed) {
      // by us, at the end
    }
  }

  /** The next message that names this county is to be told. */
  void waitFor(String county) {
    waitedFor.put(county, System.nanoTime());
  }

  boolean waitsFor(String county) {
    return waitedFor.containsKey(county);
  }

  int waiting() {
    return waitedFor.size();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
