package org.countypulse.acceptance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;
import org.countypulse.domain.testing.Histories;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.wire.HttpSchemaRegistry;
import org.countypulse.schemas.wire.SchemaRegistry;
import org.countypulse.schemas.wire.WireFormat;

/** Sends random histories straight to Kafka at a steady rate, each about schools of its own. */
final class HistoriesSender implements AutoCloseable {

  /** Of whose events there are histories; every view reads the registrations among them. */
  static final List<CountyView> VIEWS =
      List.of(
          Views.REGISTRY_ENROLLMENT,
          Views.named("safety-drills").orElseThrow(),
          Views.named("safety").orElseThrow(),
          Views.named("students").orElseThrow());

  private static final int RECORDS_A_VIEW = 60;
  private static final int RECORDS_A_TICK = 10;
  private static final long TICK_MILLIS = 100;

  private final SchemaRegistry registry;
  private final KafkaProducer<String, byte[]> producer;
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "histories-sender"));
  private final ScheduledFuture<?> ticking;
  private final Queue<Event> next = new ArrayDeque<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private int seed;

  private HistoriesSender(String bootstrap, String registryUrl) {
    registry = new HttpSchemaRegistry(registryUrl);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
    ticking = ticks.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  static HistoriesSender start(String bootstrap, String registryUrl) {
    return new HistoriesSender(bootstrap, registryUrl);
  }

  private void tick() {
    try {
      for (int i = 0; i < RECORDS_A_TICK; i++) {
        if (next.isEmpty()) {
          next.addAll(histories(seed++));
        }
        send(next.remove());
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
      throw e;
    }
  }

  private static List<Event> histories(int seed) {
    List<Event> events = new ArrayList<>();
    for (CountyView view : VIEWS) {
      Histories.of(view, seed, RECORDS_A_VIEW)
          .forEach(received -> events.add(ofAnotherSchool(received.event(), seed)));
    }
    Collections.shuffle(events, new Random(seed));
    return events;
  }

  private static Event ofAnotherSchool(Event event, int seed) {
    return new Event(
        event.type(),
        event.eventId(),
        event.schoolId() + "-" + seed,
        event.day(),
        event.happenedAt(),
        event.recordedAt(),
        event.source(),
        event.corrects(),
        event.voided(),
        event.data());
  }

  private void send(Event event) {
    int id = registry.idOf(event.type().subject(), event.type().schema());
    byte[] value = WireFormat.encode(id, event.toRecord());
    producer.send(
        new ProducerRecord<>(event.type().topic(), event.schoolId(), value),
        (metadata, error) -> {
          if (error == null) {
            acknowledged.incrementAndGet();
          } else {
            failure.compareAndSet(null, error);
          }
        });
  }

  /**
   * Sends no more, and waits for the acknowledgement of what was sent.
   *
   * @return how many records
   */
  long finish() {
    ticking.cancel(false);
    try {
      Future<?> last = ticks.submit(producer::flush);
      last.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (failure.get() != null) {
      throw new IllegalStateException("Not all could be sent", failure.get());
    }
    return acknowledged.get();
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
