package org.countypulse.domain.posting;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.countypulse.domain.Measure.Gauge;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.EventNote;
import org.countypulse.schemas.ledger.SchoolSlot;
import org.countypulse.schemas.ledger.SlotReading;

/** The rows that the engine writes for readers. */
final class Notes {

  private Notes() {}

  /** The key of an event's note, or of one rival content's. */
  static String key(String school, EventType type, UUID id, Content rival) {
    String key = school + "/" + type.name() + "/" + id;
    return rival == null ? key : key + "/" + hash(rival);
  }

  private static String hash(Content rival) {
    return HexFormat.of().formatHex(rival.hash());
  }

  /**
   * The row under that key.
   *
   * @param rival the content, if it has lost to another one under the same id, or null
   */
  static EventNote row(
      String school, EventType type, UUID id, Content rival, Content content, Standing standing) {
    return new EventNote(
        school,
        type.name(),
        id.toString(),
        standing.status(),
        standing.why(),
        detail(standing),
        standing.by() == null ? null : standing.by().toString(),
        content.copies(),
        content.day(),
        content.source(),
        content.partition(),
        content.offset(),
        rival == null ? "" : hash(rival));
  }

  static String detail(Standing standing) {
    return switch (standing.why()) {
      case "" -> "";
      case Standing.CORRECTED -> "The event " + standing.by() + " stands in its place.";
      case Standing.VOIDED -> "The event " + standing.by() + " withdraws it.";
      case Standing.NOT_REGISTERED ->
          "The school is not registered on that day; it counts when a school-registered event"
              + " with that day or an earlier one arrives.";
      case Standing.ORIGINAL_MISSING ->
          "The event that it withdraws has not arrived; it waits for that one.";
      default -> standing.detail();
    };
  }

  /** Only changes are in it, so that what a row says does not depend on how it came about. */
  static SchoolSlot slot(
      String school, Gauge gauge, String slot, SortedMap<LocalDate, SlotValue> values) {
    List<SlotReading> readings = new ArrayList<>();
    SlotValue last = AmountPoster.said(gauge, null);
    for (Map.Entry<LocalDate, SlotValue> entry : values.entrySet()) {
      SlotValue said = AmountPoster.said(gauge, entry.getValue());
      if (!said.equals(last)) {
        readings.add(
            new SlotReading(
                entry.getKey(),
                said.value(),
                said.hasFrom() ? said.from() : null,
                said.hasTo() ? said.to() : null));
      }
      last = said;
    }
    return new SchoolSlot(school, gauge.name(), slot, readings);
  }
}
