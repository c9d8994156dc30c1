package org.countypulse.dashboard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.countypulse.dashboard.http.LiveFeed;
import org.countypulse.dashboard.http.Status;
import org.countypulse.dashboard.model.Counts;
import org.countypulse.domain.CountyView;
import org.countypulse.domain.Views;

/** What the dashboard says about itself. */
final class Meters {

  private final MeterRegistry registry;
  private final Clock clock;
  private final Timer freshness;
  private KafkaClientMetrics consumer;
  private Status status;

  Meters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    this.freshness =
        Timer.builder("countypulse.figures.freshness")
            .description("From the timestamp of a ledger row to the figure that can be read")
            .serviceLevelObjectives(
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5))
            .register(registry);
  }

  void watch(Status watched, LiveFeed live) {
    status = watched;
    gauge("countypulse.lag", "Records that the figures don't show yet", Status::lag);
    gauge("countypulse.quarantined", "Records in quarantine", s -> s.totals().quarantined());
    gauge("countypulse.waiting", "Records that wait", s -> s.totals().waiting());
    gauge(
        "countypulse.last.event.age.seconds",
        "Seconds since the newest event was appended",
        this::lastEventAgeSeconds);
    bucket("posted", Counts::posted);
    bucket("duplicate", Counts::duplicate);
    bucket("superseded", Counts::superseded);
    bucket("waiting", Counts::waiting);
    bucket("quarantined", Counts::quarantined);
    for (CountyView view : Views.ALL) {
      Gauge.builder("countypulse.view.lag", status, s -> lag(s, view))
          .description("Records that a view has not counted yet")
          .tag("view", view.name())
          .register(registry);
    }
    Gauge.builder("countypulse.live.clients", live, LiveFeed::clients)
        .description("Pages that listen")
        .register(registry);
  }

  private void gauge(String name, String description, ToDoubleFunction<Status> value) {
    Gauge.builder(name, status, value).description(description).register(registry);
  }

  private void bucket(String name, ToDoubleFunction<Counts> count) {
    Gauge.builder("countypulse.records", status, s -> count.applyAsDouble(s.totals()))
        .description("Records received, by what became of them; each is in one bucket")
        .tag("bucket", name)
        .register(registry);
  }

  private static double lag(Status status, CountyView view) {
    String id = status.model().read(ledgers -> ledgers.of(view).id());
    return status.progress().of(id).lag();
  }

  private double lastEventAgeSeconds(Status of) {
    Instant last = of.progress().lastEventAt();
    return last == null ? Double.NaN : Duration.between(last, clock.instant()).toMillis() / 1e3;
  }

  void bind(KafkaConsumer<?, ?> reading) {
    consumer = new KafkaClientMetrics(reading);
    consumer.bindTo(registry);
  }

  void unbind() {
    if (consumer != null) {
      consumer.close();
      consumer = null;
    }
  }

  /** A batch can be read now. History that is read at a start says nothing about freshness. */
  void applied(long newestMillis) {
    if (status.reader().notReady().isEmpty()) {
      freshness.record(Duration.ofMillis(Math.max(0, clock.millis() - newestMillis)));
    }
  }
}
