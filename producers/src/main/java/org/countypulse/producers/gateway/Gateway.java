package org.countypulse.producers.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.countypulse.domain.Problem;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.EventJson;
import org.countypulse.producers.EventReading;
import org.countypulse.producers.SchoolClient;
import org.countypulse.producers.gateway.Verdict.Status;
import org.countypulse.producers.persons.References;
import org.countypulse.schemas.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events over HTTP: {@code POST /api/v1/events}; and forgets persons ({@link Forgetting}).
 *
 * <p>An answer is given when Kafka has acknowledged all that was let in. If it does not within a
 * bound, nothing is claimed accepted, and the sender sends the whole batch again: ids make that
 * safe. An event that the door has seen before is called a duplicate, and still goes to the stream,
 * which accounts for every record it is sent.
 */
public final class Gateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "(?i)\\s*application/cloudevents(-batch)?\\+json\\s*(;\\s*charset=\"?utf-8\"?\\s*|;(?!\\s*charset=).*)?");
  private static final int MOST_REQUESTS = 16;
  private static final int REMEMBERED_EVENTS = 50_000;
  private static final Duration MOST_WAIT = Duration.ofSeconds(15);
  private static final int RETRY_AFTER_SECONDS = 3;
  private static final JsonFactory JSON = new JsonFactory();
  private static final int BYTES_OF_A_VERDICT = 96;

  private final SchoolClient client;
  private final BatchReader reader;
  private final Warnings warnings;
  private final Function<Context, SendingRight> rights;
  private final GatewayMetrics metrics;
  private final KafkaClientMetrics kafkaMetrics;
  private final RecentEvents recent = new RecentEvents(REMEMBERED_EVENTS);
  private final Semaphore places;

  /** A door that knows no schools and keeps its metrics to itself. */
  public Gateway(SchoolClient client, Counties counties, ZoneId zone, Clock clock) {
    this(
        client,
        counties,
        zone,
        clock,
        school -> true,
        caller -> SendingRight.EVERYTHING,
        new SimpleMeterRegistry());
  }

  /**
   * A door.
   *
   * @param client what sends the events; it stays open when the door is closed
   * @param registered whether a school is registered; events of others get a warning
   * @param rights what the caller of a request may send
   * @param meters where the door's metrics and its Kafka client's go
   */
  public Gateway(
      SchoolClient client,
      Counties counties,
      ZoneId zone,
      Clock clock,
      Predicate<String> registered,
      Function<Context, SendingRight> rights,
      MeterRegistry meters) {
    this(
        client,
        new EventJson(counties, zone, clock),
        counties,
        registered,
        rights,
        meters,
        MOST_REQUESTS);
  }

  Gateway(
      SchoolClient client,
      EventJson events,
      Counties counties,
      Predicate<String> registered,
      Function<Context, SendingRight> rights,
      MeterRegistry meters,
      int mostRequests) {
    this.client = client;
    this.rights = rights;
    this.reader = new BatchReader(events);
    this.warnings = new Warnings(counties, registered);
    this.places = new Semaphore(mostRequests);
    this.metrics = new GatewayMetrics(meters, () -> mostRequests - places.availablePermits());
    client.keys().make(List.of()); // reads them now, so that no sender waits for it
    this.kafkaMetrics = client.metrics();
    kafkaMetrics.bindTo(meters);
  }

  /** Adds the door's routes to a server. */
  public void addRoutes(RoutesConfig routes) {
    routes.post("/api/v1/events", this::receive);
    routes.post("/api/v1/forget", new Forgetting(client.keys())::forget);
  }

  private void receive(Context ctx) throws IOException {
    boolean batch = isBatch(ctx);
    if (!places.tryAcquire()) {
      RequestBody.discard(ctx);
      throw later(
          ctx,
          HttpStatus.TOO_MANY_REQUESTS,
          "Too many batches are being taken in at once; send this one again a little later.");
    }
    try {
      List<EventReading> allowed = withinRights(ctx, reader.read(RequestBody.read(ctx), batch));
      List<EventReading> readings = withTokens(ctx, allowed);
      sendAll(ctx, readings);
      answer(ctx, batch, judge(readings));
    } finally {
      places.release();
    }
  }

  private static boolean isBatch(Context ctx) throws IOException {
    String given = ctx.contentType();
    var mediaType = MEDIA_TYPE.matcher(given == null ? "" : given);
    if (!mediaType.matches()) {
      RequestBody.discard(ctx);
      throw new HttpResponseException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode(),
          "Send one event as application/cloudevents+json, or an array of events as"
              + " application/cloudevents-batch+json, in UTF-8.");
    }
    return mediaType.group(1) != null;
  }

  /**
   * Rejects what the caller may not send, before anything is said or remembered of it: warnings and
   * duplicates would tell of other schools.
   */
  private List<EventReading> withinRights(Context ctx, List<EventReading> readings) {
    Iterator<Optional<Problem>> refusals = refusals(ctx, believed(readings)).iterator();
    return readings.stream()
        .map(
            reading ->
                reading instanceof EventReading.Believed believed
                    ? refusals.next().map(problem -> rejected(believed, problem)).orElse(believed)
                    : reading)
        .toList();
  }

  /** What is sent and remembered names persons by tokens only. */
  private List<EventReading> withTokens(Context ctx, List<EventReading> readings) {
    List<Event> events = believed(readings);
    if (events.stream().allMatch(References::namesNobody)) {
      return readings;
    }
    Iterator<Event> replaced = await(ctx, client.protect(events)).iterator();
    return readings.stream()
        .map(
            reading ->
                reading instanceof EventReading.Believed believed
                    ? new EventReading.Believed(believed.id(), replaced.next())
                    : reading)
        .toList();
  }

  private static List<Event> believed(List<EventReading> readings) {
    List<Event> events = new ArrayList<>(readings.size());
    for (EventReading reading : readings) {
      if (reading instanceof EventReading.Believed believed) {
        events.add(believed.event());
      }
    }
    return events;
  }

  private List<Optional<Problem>> refusals(Context ctx, List<Event> events) {
    try {
      return rights.apply(ctx).refusals(events);
    } catch (SendingRight.NotKnownYetException e) {
      metrics.unavailable();
      throw later(ctx, HttpStatus.SERVICE_UNAVAILABLE, e.getMessage());
    }
  }

  private static EventReading rejected(EventReading.Believed believed, Problem problem) {
    return new EventReading.Rejected(
        believed.id(), believed.event().type().name(), List.of(problem));
  }

  /** Sends what is let in and waits for Kafka, for a bounded time. */
  private void sendAll(Context ctx, List<EventReading> readings) {
    List<Event> events = believed(readings);
    long start = System.nanoTime();
    await(ctx, client.sendAllChecked(events));
    metrics.acknowledged(System.nanoTime() - start);
  }

  private <T> T await(Context ctx, CompletableFuture<T> done) {
    try {
      return done.get(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(ctx, e);
    } catch (TimeoutException e) {
      throw unavailable(ctx, e);
    } catch (ExecutionException e) {
      throw unavailable(ctx, e.getCause());
    }
  }

  private HttpResponseException unavailable(Context ctx, Throwable cause) {
    LOG.warn("Events could not be handed to Kafka: {}", cause.toString());
    metrics.unavailable();
    return later(
        ctx,
        HttpStatus.SERVICE_UNAVAILABLE,
        "Kafka or the schema registry did not acknowledge in time, so nothing is claimed accepted."
            + " Send the whole batch again a little later: ids make that safe.");
  }

  private static HttpResponseException later(Context ctx, HttpStatus status, String detail) {
    ctx.header("Retry-After", String.valueOf(RETRY_AFTER_SECONDS));
    return new HttpResponseException(status.getCode(), detail);
  }

  private List<Verdict> judge(List<EventReading> readings) {
    Set<String> registeredHere = Warnings.registeredBy(readings);
    List<Verdict> verdicts = new ArrayList<>(readings.size());
    for (EventReading reading : readings) {
      if (reading instanceof EventReading.Believed believed) {
        verdicts.add(letIn(believed, registeredHere));
      } else if (reading instanceof EventReading.Rejected rejected) {
        metrics.rejected(rejected);
        verdicts.add(new Verdict(rejected.id(), Status.REJECTED, rejected.problems(), List.of()));
      }
    }
    return verdicts;
  }

  private Verdict letIn(EventReading.Believed believed, Set<String> registeredHere) {
    Event event = believed.event();
    RecentEvents.Seen seen = recent.remember(event);
    Status status = seen == RecentEvents.Seen.EQUAL ? Status.DUPLICATE : Status.ACCEPTED;
    metrics.letIn(event, status);
    return new Verdict(believed.id(), status, List.of(), warnings.of(event, seen, registeredHere));
  }

  /**
   * A single event that its caller may not send is answered as the forbidden request that it is.
   */
  private static void answer(Context ctx, boolean batch, List<Verdict> verdicts)
      throws IOException {
    boolean forbidden = !batch && verdicts.get(0).isForbidden();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_OF_A_VERDICT * verdicts.size());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (forbidden) {
        json.writeStringField("type", "about:blank");
        json.writeStringField("title", HttpStatus.FORBIDDEN.getMessage());
        json.writeNumberField("status", HttpStatus.FORBIDDEN.getCode());
        json.writeStringField("detail", verdicts.get(0).problems().get(0).detail());
      }
      for (Status status : Status.values()) {
        json.writeNumberField(
            status.label(), verdicts.stream().filter(v -> v.status() == status).count());
      }
      json.writeArrayFieldStart("results");
      for (Verdict verdict : verdicts) {
        verdict.writeTo(json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    if (forbidden) {
      ctx.status(HttpStatus.FORBIDDEN);
    }
    ctx.contentType(forbidden ? "application/problem+json" : "application/json")
        .result(bytes.toByteArray());
  }

  /** Stops measuring. Who opened the client closes it. */
  @Override
  public void close() {
    kafkaMetrics.close();
  }
}
