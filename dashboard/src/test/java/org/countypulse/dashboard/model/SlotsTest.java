package org.countypulse.dashboard.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.SlotReading;
import org.countypulse.schemas.wire.WireFormat;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static final LocalDate REPORTED = LocalDate.parse("2019-05-12");

  /** A row as it comes from Kafka: its list is another one than a program makes. */
  @Test
  void aRowThatIsReadAgainSaysNothingNew() {
    Slots slots = new Slots();

    assertThat(slots.put(read(hazard(null)))).isTrue();
    assertThat(slots.put(read(hazard(null)))).isFalse();
    assertThat(slots.put(read(hazard(REPORTED.plusDays(9))))).isTrue();
    assertThat(slots.open("hazards-overdue", "1409020001", REPORTED.plusDays(7))).isEmpty();
    assertThat(slots.open("hazards-overdue", "1409020001", REPORTED.plusDays(8))).hasSize(1);
    assertThat(slots.open("hazards-overdue", "1409020001", REPORTED.plusDays(10))).isEmpty();
  }

  private static SchoolSlot hazard(LocalDate to) {
    SlotReading overdue = new SlotReading(REPORTED, 1L, REPORTED.plusDays(8), to);
    return new SchoolSlot("1409020001", "hazards-overdue", "H-1", List.of(overdue));
  }

  private static SchoolSlot read(SchoolSlot row) {
    byte[] bytes = WireFormat.encode(1, row);
    return WireFormat.decode(
        bytes, WireFormat.reader(SchoolSlot.getClassSchema(), SchoolSlot.getClassSchema()));
  }
}
