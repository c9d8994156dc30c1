package org.countypulse.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.countypulse.producers.simulation.Simulation;
import org.countypulse.producers.simulation.SimulationSettings;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventEncoderTest {

  private static final List<Event> HISTORY =
      Simulation.of(
              new SimulationSettings(
                  7, 14, 300, 365, LocalDate.of(2019, 12, 31), ZoneId.of("Asia/Shanghai")))
          .history();

  static List<EventType> types() {
    return EventTypes.ALL;
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeIsWrittenByItselfAsAvroWritesIt(EventType type) {
    List<Event> events = HISTORY.stream().filter(event -> event.type().equals(type)).toList();

    assertThat(EventEncoder.of(type).isTaught()).as("not left to Avro").isTrue();
    assertThat(events).as("the simulation has such events").isNotEmpty();
    for (Event event : events) {
      assertThat(EventEncoder.of(type).encode(1_234_567, event))
          .as("%s", event)
          .isEqualTo(WireFormat.encode(1_234_567, event.toRecord()));
    }
  }

  @Test
  void theHistoryHasWhatIsWrittenInAnotherWay() {
    assertThat(HISTORY.stream().map(Event::voided).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(true, false);
    assertThat(HISTORY).anyMatch(event -> event.corrects() != null);
  }

  @Test
  void copiesAreComparedByAllButTheirSourceAndTheirRecordingTime() {
    Event event = HISTORY.get(0);
    EventEncoder encoder = EventEncoder.of(event.type());
    Event copy =
        copy(event, event.recordedAt().plusSeconds(9), event.source() + "/other", event.day());
    Event other = copy(event, event.recordedAt(), event.source(), event.day().plusDays(1));

    assertThat(encoder.comparable(copy)).isEqualTo(encoder.comparable(event));
    assertThat(encoder.comparable(other)).isNotEqualTo(encoder.comparable(event));
  }

  @Test
  void whatAvroRefusesIsRefused() {
    Event gap =
        new Event(
            EventTypes.SAFETY_DRILL,
            "id",
            "school",
            LocalDate.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            "source",
            null,
            false,
            new SafetyDrillData());

    assertThatThrownBy(() -> EventEncoder.of(gap.type()).encode(1, gap))
        .hasMessageContaining("kind");
  }

  private static Event copy(Event of, Instant recordedAt, String source, LocalDate day) {
    return new Event(
        of.type(),
        of.eventId(),
        of.schoolId(),
        day,
        of.happenedAt(),
        recordedAt,
        source,
        of.corrects(),
        of.voided(),
        of.data());
  }
}
