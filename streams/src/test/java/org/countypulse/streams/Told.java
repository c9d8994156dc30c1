package org.countypulse.streams;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.Event;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.EventTypes;
import org.countypulse.schemas.event.DrillKind;
import org.countypulse.schemas.event.Ownership;
import org.countypulse.schemas.event.SafetyDrillData;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Setting;
import org.countypulse.schemas.event.Stage;

/** Events of a few named schools. */
final class Told {

  static final String XINFU = "140902";
  static final String DINGXIANG = "140921";
  static final String XINFU_NO_1 = "1409020001";
  static final String DINGXIANG_NO_2 = "1409210002";

  private static final AtomicLong NEXT = new AtomicLong(1);

  private Told() {}

  static Event registered(String school, String county, String day) {
    return event(
        EventTypes.SCHOOL_REGISTERED,
        school,
        day,
        new SchoolRegisteredData(
            school + " school",
            county,
            Stage.PRIMARY,
            Ownership.PUBLIC,
            Setting.COUNTY_TOWN,
            false,
            true,
            0,
            40,
            false,
            null));
  }

  static Event drill(String school, String day, int participants) {
    return event(
        EventTypes.SAFETY_DRILL,
        school,
        day,
        new SafetyDrillData(DrillKind.FIRE, participants, null));
  }

  static Event voiding(Event original) {
    return new Event(
        original.type(),
        newId(),
        original.schoolId(),
        original.day(),
        original.happenedAt(),
        original.recordedAt().plusSeconds(60),
        original.source(),
        original.eventId(),
        true,
        null);
  }

  private static Event event(EventType type, String school, String day, SpecificRecord data) {
    Instant noon = LocalDate.parse(day).atTime(12, 0).toInstant(ZoneOffset.ofHours(8));
    return new Event(
        type, newId(), school, LocalDate.parse(day), noon, noon, "sis/test", null, false, data);
  }

  private static String newId() {
    return new UUID(0, NEXT.getAndIncrement()).toString();
  }
}
