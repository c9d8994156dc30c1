package org.countypulse.producers.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.EventType;

/** Something that really happened at a school, whatever was reported about it. */
record Fact(EventType type, String school, LocalDate day, LocalTime time, SpecificRecord data) {

  Instant at(ZoneId zone) {
    return day.atTime(time).atZone(zone).toInstant();
  }

  Fact on(LocalDate other) {
    return new Fact(type, school, other, time, data);
  }

  Fact of(String other) {
    return new Fact(type, other, day, time, data);
  }

  Fact saying(SpecificRecord other) {
    return new Fact(type, school, day, time, other);
  }
}
