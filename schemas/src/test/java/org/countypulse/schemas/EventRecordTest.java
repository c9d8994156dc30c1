package org.countypulse.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.wire.InMemorySchemaRegistry;
import org.countypulse.schemas.wire.RecordDecoder;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Test;

class EventRecordTest {

  @Test
  void anEventGoesThroughTheWireFormatUnchanged() {
    EventType type = EventTypes.SAFETY_DRILL;
    Event drill =
        new Event(
            type,
            "0b0e0000-0000-4000-8000-000000000001",
            "1409020001",
            LocalDate.parse("2019-05-12"),
            Instant.parse("2019-05-12T02:00:00Z"),
            Instant.parse("2019-05-12T03:00:00Z"),
            "sis/xinfu",
            null,
            false,
            new SafetyDrillData(DrillKind.FIRE, 812, null));
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    int id = registry.register(type.subject(), type.schema());

    byte[] value = WireFormat.encode(id, drill.toRecord());

    assertThat(Event.of(type, new RecordDecoder<>(registry, type.schema()).decode(value)))
        .isEqualTo(drill);
  }
}
