package org.countypulse.producers.simulation;

import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.EventType;

/**
 * One area of a bureau's work: what happens in it at pretend schools, and, beside it and without
 * the platform's own code, what that must count.
 */
interface Area {

  /** Every area of school life that the core's {@link SchoolYear} leaves out. */
  List<Area> ALL =
      List.of(
          new StudentsArea(),
          new SafetyArea(),
          new FoodArea(),
          new StaffArea(),
          new EstateArea(),
          new GovernanceArea());

  /** Makes an event's data for a school and a moment; null if there is no such thing there. */
  interface Maker {
    SpecificRecord make(Occasion now);
  }

  /** Lets happen at a school what happens there in the time of the simulation. */
  void happens(Happenings school);

  /** What may happen at any moment of the live mode. */
  Map<EventType, Maker> live();

  /** Takes down what a fact of this area counts; nothing if it is another's. */
  void count(Fact fact, Counts counts);

  /** Figures that are quotients: each one's name, its numerator and its denominator. */
  List<Quotient> quotients();

  /** One measure divided by another. */
  record Quotient(String measure, String numerator, String denominator) {}
}
