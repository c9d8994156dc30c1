package org.countypulse.platform.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.countypulse.platform.UserError;

/**
 * The streams process's own small server: {@code /metrics}, {@code /health/live}, {@code
 * /health/ready}.
 */
public final class LocalStatus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            var made = new Thread(work, "local-status");
            made.setDaemon(true);
            return made;
          });

  private LocalStatus(HttpServer server) {
    this.server = server;
  }

  /**
   * @param host an address or name of this machine
   * @param port 0 takes any free one
   * @param notReady what is still waited for
   * @throws UserError if it can't listen there
   */
  public static LocalStatus start(
      String host, int port, Supplier<String> metrics, Supplier<List<String>> notReady) {
    try {
      var address = new InetSocketAddress(InetAddress.getByName(host), port);
      var status = new LocalStatus(HttpServer.create(address, 0));
      status.server.setExecutor(status.thread);
      status.server.createContext(
          "/metrics", exchange -> answer(exchange, 200, "text/plain", metrics.get()));
      status.server.createContext(
          "/health/live", exchange -> answer(exchange, 200, "application/json", "{}"));
      status.server.createContext("/health/ready", exchange -> answer(exchange, notReady.get()));
      status.server.start();
      return status;
    } catch (IOException e) {
      throw new UserError(
          "Cannot listen on %s port %d for probes and metrics (--status-host, --status-port): %s"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  private static void answer(HttpExchange exchange, List<String> waiting) throws IOException {
    var json = JSON.writeValueAsString(Map.of("notReady", waiting));
    answer(exchange, waiting.isEmpty() ? 200 : 503, "application/json", json);
  }

  private static void answer(HttpExchange exchange, int status, String mediaType, String text)
      throws IOException {
    try (exchange) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", mediaType + "; charset=utf-8");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** {@code http://HOST:PORT}. */
  public String url() {
    var address = server.getAddress();
    return "http://" + address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
