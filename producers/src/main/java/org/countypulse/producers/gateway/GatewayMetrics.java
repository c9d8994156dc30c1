package org.countypulse.producers.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.countypulse.domain.Problem;
import org.countypulse.producers.EventReading;
import org.countypulse.producers.gateway.Verdict.Status;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;

/** What the door counts about itself. Names of types and rules only: nothing a sender makes up. */
final class GatewayMetrics {

  private static final String EVENTS = "countypulse.gateway.events";

  private record TypeAndStatus(String type, Status status) {}

  private final MeterRegistry meters;
  private final Map<TypeAndStatus, Counter> events = new ConcurrentHashMap<>();
  private final Timer acknowledgement;
  private final Counter unavailable;

  GatewayMetrics(MeterRegistry meters, Supplier<Number> requestsInFlight) {
    this.meters = meters;
    this.acknowledgement =
        Timer.builder("countypulse.gateway.acknowledgement")
            .description("Time until Kafka acknowledged a request's events")
            .register(meters);
    this.unavailable =
        Counter.builder("countypulse.gateway.unavailable")
            .description("Requests answered with 503")
            .register(meters);
    Gauge.builder("countypulse.gateway.requests", requestsInFlight)
        .description("Requests being taken in now")
        .register(meters);
  }

  void acknowledged(long nanos) {
    acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
  }

  void unavailable() {
    unavailable.increment();
  }

  void letIn(Event event, Status status) {
    events(event.type().name(), status);
  }

  void rejected(EventReading.Rejected rejected) {
    String type =
        rejected.type() == null
            ? "unknown"
            : EventTypes.named(rejected.type()).map(EventType::name).orElse("unknown");
    events(type, Status.REJECTED);
    for (Problem problem : rejected.problems()) {
      Counter.builder("countypulse.gateway.problems")
          .description("Rules that rejected events broke")
          .tag("type", type)
          .tag("rule", problem.rule())
          .register(meters)
          .increment();
    }
  }

  private void events(String type, Status status) {
    // Looking a meter up by its tags costs more than counting does.
    events.computeIfAbsent(new TypeAndStatus(type, status), this::counter).increment();
  }

  private Counter counter(TypeAndStatus of) {
    return Counter.builder(EVENTS)
        .description("Events judged at the HTTP door")
        .tag("type", of.type())
        .tag("status", of.status().label())
        .register(meters);
  }
}
