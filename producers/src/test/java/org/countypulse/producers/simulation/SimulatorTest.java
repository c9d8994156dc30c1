package org.countypulse.producers.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.countypulse.producers.Cast.SHANGHAI;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.countypulse.domain.county.Counties;
import org.countypulse.producers.LocalKafka;
import org.countypulse.producers.LocalKafka.Sent;
import org.countypulse.producers.SchoolClient;
import org.countypulse.producers.gateway.TestDoor;
import org.countypulse.producers.sending.ClientOutlet;
import org.countypulse.producers.sending.HttpDoor;
import org.countypulse.producers.sending.HttpOutlet;
import org.countypulse.producers.sending.SendingException;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.wire.AvroSerializer;
import org.junit.jupiter.api.Test;

class SimulatorTest {

  private static final LocalDate LAST_DAY = LocalDate.parse("2019-12-31");

  @Test
  void aHistoryGoesThroughTheDoorAsItIs() throws Exception {
    Simulation simulation = simulation(11);
    String school = simulation.history().get(0).schoolId();
    try (TestDoor door =
        new TestDoor(
            LocalKafka.shared().settings(), Counties.chinese(), Clock.systemUTC(), s -> true, 4)) {
      HttpDoor platform = new HttpDoor(door.url(), null, Duration.ofSeconds(10));

      new Simulator(simulation, new HttpOutlet(platform, SHANGHAI))
          .sendHistory(0, 0, (batches, events, total) -> {});
    }

    assertIsInKafka(simulation, school);
  }

  @Test
  void aHistoryGoesStraightToKafkaAsItIs() throws Exception {
    Simulation simulation = simulation(12);
    String school = simulation.history().get(5).schoolId();
    try (SchoolClient client = client(LocalKafka.shared().settings())) {
      new Simulator(simulation, new ClientOutlet(client))
          .sendHistory(0, 0, (batches, events, total) -> {});
    }

    assertIsInKafka(simulation, school);
  }

  private static void assertIsInKafka(Simulation simulation, String school) throws Exception {
    for (EventType type : EventTypes.ALL) {
      String subject = type.about() == EventType.Subject.PLACE ? EventType.ALL_PLACES : school;
      List<Event> expected =
          simulation.history().stream()
              .filter(event -> event.schoolId().equals(subject) && event.type().equals(type))
              .toList();
      List<Event> sent =
          LocalKafka.shared().events(type, subject).stream().map(Sent::event).toList();
      if (!expected.isEmpty()) {
        assertThat(sent).containsSubsequence(expected);
      }
    }
  }

  @Test
  void withoutABrokerItEndsInWords() throws Exception {
    Properties nowhere = new Properties();
    nowhere.put("bootstrap.servers", "127.0.0.1:1");
    nowhere.put("max.block.ms", "200");
    nowhere.put(AvroSerializer.REGISTRY_URL, "memory:nowhere");
    try (SchoolClient client = client(nowhere)) {
      Simulator simulator =
          new Simulator(simulation(13), new ClientOutlet(client, Duration.ofMillis(500)));

      assertThatThrownBy(() -> simulator.sendHistory(0, 0, (batches, events, total) -> {}))
          .isInstanceOf(SendingException.class)
          .hasMessageStartingWith("Kafka did not acknowledge the events");
    }
  }

  @Test
  void liveEventsComeWhenTheirMomentHasCome() throws Exception {
    Live live = simulation(14).live();
    Instant begin = LAST_DAY.plusDays(2).atTime(9, 0).atZone(SHANGHAI).toInstant();
    long start = System.nanoTime();
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return begin.plusNanos(System.nanoTime() - start);
          }

          @Override
          public java.time.ZoneId getZone() {
            return SHANGHAI;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    List<Event> sent = new CopyOnWriteArrayList<>();
    Thread sender =
        new Thread(
            () -> {
              try {
                Simulator.live(live, sent::addAll, 100, clock);
              } catch (InterruptedException stopped) {
                // as asked
              }
            },
            "live-simulator");
    sender.start();

    await().atMost(Duration.ofSeconds(20)).until(() -> sent.size() > 20);
    sender.interrupt();
    sender.join(5_000);

    assertThat(sender.isAlive()).isFalse();
    assertThat(live.between(begin, clock.instant(), 10)).containsSequence(sent);
  }

  private static Simulation simulation(long seed) {
    return Simulation.of(new SimulationSettings(seed, 3, 30, 365, LAST_DAY, SHANGHAI));
  }

  private static SchoolClient client(Properties settings) {
    return new SchoolClient(settings, Counties.chinese(), SHANGHAI, Clock.systemUTC());
  }
}
