package org.countypulse.platform.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.DispatcherType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.countypulse.platform.UserError;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules' routes on one port, behind {@link Guard}, with probes and metrics beside them. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int THREADS = 64;

  /** Where events are sent. */
  private static final String EVENTS = "/api/v1/events";

  /** What is in quarantine is sent again by whoever may send it, which the routes ask. */
  private static final String QUARANTINE = "/api/v1/quarantine/";

  /** What is not under /api and tells of schools or of the platform all the same. */
  private static final Set<String> GUARDED = Set.of("/metrics", "/report");

  /** What clients are told to wait before they try again, when a module says nothing else. */
  private static final Map<Integer, String> RETRY_AFTER_SECONDS = Map.of(429, "2", 503, "5");

  /**
   * Where it listens and who may come in.
   *
   * @param host an address or name of this machine
   * @param port 0 takes any free one
   * @param token the operator's, which may do everything
   * @param tokens named ones, with limited rights
   * @param tls with what it speaks HTTPS; without it is HTTP
   * @param publicReading whether reading needs no token, from wherever
   * @param smallCells to whom counts of very few persons are shown
   * @param zone of the tokens' last days
   */
  public record Settings(
      String host,
      int port,
      Optional<BearerToken> token,
      Optional<TokenFile> tokens,
      Optional<Tls> tls,
      boolean publicReading,
      SmallCells smallCells,
      ZoneId zone) {
    /**
     * @throws UserError if others could come in without a token
     */
    public Settings {
      if (!isLoopback(host) && token.isEmpty() && tokens.isEmpty()) {
        throw new UserError(
            "Binding to %s lets other machines in, so it needs a token: give --token-file FILE or --tokens FILE, or set COUNTYPULSE_TOKEN."
                .formatted(host));
      }
    }

    /** With no more than the operator's token. */
    public Settings(String host, int port, Optional<BearerToken> token) {
      this(
          host,
          port,
          token,
          Optional.empty(),
          Optional.empty(),
          false,
          SmallCells.AUTO,
          ZoneOffset.UTC);
    }

    /** Whether tokens will travel where others could read them. */
    public boolean showsTokens() {
      return !loopbackOnly() && tls.isEmpty();
    }

    boolean loopbackOnly() {
      return isLoopback(host);
    }

    private static boolean isLoopback(String host) {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        throw new UserError("This machine does not know the address " + host + " (--host).", e);
      }
    }
  }

  private final Settings settings;
  private final List<HttpModule> modules;
  private final ProcessMetrics metrics;
  private final Supplier<List<String>> otherMetrics;
  private final Door door;
  private final Duration bodyWithin;
  private final Javalin javalin;

  private HttpServer(
      Settings settings,
      List<HttpModule> modules,
      ProcessMetrics metrics,
      Supplier<List<String>> otherMetrics,
      Duration bodyWithin) {
    this.settings = settings;
    this.bodyWithin = bodyWithin;
    this.modules = modules;
    this.metrics = metrics;
    this.otherMetrics = otherMetrics;
    this.door =
        new Door(
            settings.token(),
            settings.tokens(),
            settings.publicReading(),
            settings.loopbackOnly(),
            Clock.system(settings.zone()));
    this.javalin = Javalin.create(this::configure);
  }

  /**
   * Starts it.
   *
   * @param otherMetrics Prometheus texts of other processes, to be merged into {@code /metrics}
   * @throws UserError if the port is taken
   */
  public static HttpServer start(
      Settings settings,
      List<HttpModule> modules,
      ProcessMetrics metrics,
      Supplier<List<String>> otherMetrics) {
    return start(settings, modules, metrics, otherMetrics, Guard.BODY_WITHIN);
  }

  /** For tests, which have less time for a body. */
  static HttpServer start(
      Settings settings,
      List<HttpModule> modules,
      ProcessMetrics metrics,
      Supplier<List<String>> otherMetrics,
      Duration bodyWithin) {
    var server = new HttpServer(settings, modules, metrics, otherMetrics, bodyWithin);
    try {
      if (settings.tls().isPresent()) {
        server.javalin.start(); // on the connector that was added
      } else {
        server.javalin.start(settings.host(), settings.port());
      }
    } catch (JavalinBindException e) {
      server.javalin.stop();
      throw new UserError(
          "Port %d is in use or not allowed. Give another one with --port."
              .formatted(settings.port()),
          e);
    }
    return server;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = Guard.BODY_LIMIT;
    var threads = new QueuedThreadPool(THREADS, 4);
    threads.setName("http");
    config.jetty.threadPool = threads;
    settings.tls().ifPresent(tls -> addSecureConnector(config, tls));
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyServer(server -> server.setErrorHandler(new ProblemErrorHandler()));
    config.jetty.modifyServletContextHandler(
        handler -> {
          handler.setErrorHandler(new ProblemErrorHandler());
          var holder = new FilterHolder(new Guard(door, bodyWithin));
          holder.setAsyncSupported(true);
          handler.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
    config.requestLogger.http(this::count);
    addErrors(config.routes);
    config.routes.beforeMatched(this::checkToken);
    addProbes(config.routes);
    modules.forEach(module -> module.addRoutes(config.routes));
  }

  private void addSecureConnector(JavalinConfig config, Tls tls) {
    config.jetty.addConnector(
        (server, http) -> {
          // Clients check our certificate against the name they asked; Host headers prove nothing.
          http.addCustomizer(new SecureRequestCustomizer(false));
          var connector =
              new ServerConnector(server, tls.contextFactory(), new HttpConnectionFactory(http));
          connector.setHost(settings.host());
          connector.setPort(settings.port());
          return connector;
        });
  }

  /**
   * By the route that was matched, not by the path as sent: there are many ways to write a path. A
   * HEAD request matches none by itself, so it needs the token wherever it goes.
   */
  private void checkToken(Context context) {
    var endpoint = context.endpoints().matchedHttpEndpoint();
    var isGuarded =
        endpoint == null || endpoint.path.startsWith("/api/") || GUARDED.contains(endpoint.path);
    if (!isGuarded) {
      return;
    }
    var route = endpoint == null ? "" : endpoint.path;
    try {
      door.let(context.header("Authorization"), wish(context, route)).noteIn(context);
    } catch (Door.RefusedException e) {
      if (e.status() == 401) {
        context.header("WWW-Authenticate", Guard.CHALLENGE);
      }
      throw new HttpResponseException(e.status(), e.getMessage());
    }
  }

  private static Door.Wish wish(Context context, String route) {
    if (Guard.READING.contains(context.req().getMethod())) {
      return Door.Wish.READ;
    }
    return route.equals(EVENTS) || route.startsWith(QUARANTINE)
        ? Door.Wish.SEND
        : Door.Wish.OPERATE;
  }

  private void addErrors(RoutesConfig routes) {
    routes.exception(HttpResponseException.class, (e, context) -> answer(context, e));
    routes.exception(
        Exception.class,
        (e, context) -> {
          var id = UUID.randomUUID().toString().substring(0, 8);
          LOG.error("{}: {} {} failed", id, context.method(), context.path(), e);
          answer(
              context,
              new ProblemDocument(
                  500, "Something went wrong on our side. The log has it under " + id + "."));
        });
  }

  private static void answer(Context context, HttpResponseException e) {
    var detail = e.getMessage() == null || e.getMessage().isBlank() ? "" : e.getMessage();
    if (e.getStatus() == 404 && e.getDetails().isEmpty() && detail.startsWith("Endpoint ")) {
      detail = "There is nothing at " + context.path() + ".";
    }
    answer(context, new ProblemDocument(e.getStatus(), detail, new HashMap<>(e.getDetails())));
  }

  private static void answer(Context context, ProblemDocument problem) {
    var retryAfter = RETRY_AFTER_SECONDS.get(problem.status());
    if (retryAfter != null && context.res().getHeader("Retry-After") == null) {
      context.header("Retry-After", retryAfter);
    }
    context
        .status(problem.status())
        .contentType(ProblemDocument.MEDIA_TYPE)
        .result(problem.toJson());
  }

  private void addProbes(RoutesConfig routes) {
    routes.get("/health/live", context -> context.json(Map.of("status", "live")));
    routes.get("/health/ready", this::answerReady);
    routes.get(
        "/metrics",
        context ->
            context.contentType("text/plain; version=0.0.4; charset=utf-8").result(allMetrics()));
  }

  private void answerReady(Context context) {
    var waiting = notReady();
    if (waiting.isEmpty()) {
      context.json(Map.of("status", "ready"));
    } else {
      answer(
          context,
          new ProblemDocument(
              503, "Not ready yet: " + String.join("; ", waiting), Map.of("notReady", waiting)));
    }
  }

  /** What any of the modules still waits for. */
  public List<String> notReady() {
    return modules.stream().flatMap(module -> module.notReady().stream()).toList();
  }

  private String allMetrics() {
    var texts = new ArrayList<>(List.of(metrics.scrape()));
    texts.addAll(otherMetrics.get());
    return Exposition.merge(texts);
  }

  private void count(Context context, Float millis) {
    var endpoint = context.endpoints().matchedHttpEndpoint();
    Timer.builder("http.server.requests")
        .description("HTTP requests by route, method and status")
        .tag("route", endpoint == null ? "none" : endpoint.path)
        .tag("method", context.method().name().toUpperCase(Locale.ROOT))
        .tag("status", Integer.toString(context.statusCode()))
        .register(metrics.registry())
        .record(Duration.ofNanos((long) (millis * 1_000_000)));
  }

  /** What it answers: {@code GET /api/v1/figures} and so on, as the modules have registered it. */
  public List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
        .toList();
  }

  /** The address to open, {@code http://127.0.0.1:8080}. */
  public String url() {
    var host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    var scheme = settings.tls().isPresent() ? "https://" : "http://";
    return scheme + host + ":" + javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
