package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.event.SchoolRegisteredData;
import org.countypulse.schemas.event.Stage;

/** Writes down what happens at one school: only on days of the simulation, and while it is open. */
final class Happenings {

  private static final double DAYS_A_YEAR = 365;

  private final SimulationSettings settings;
  private final Prefecture prefecture;
  private final SimulatedSchool school;
  private final Chance chance;
  private final List<Fact> facts = new ArrayList<>();

  Happenings(
      SimulationSettings settings, Prefecture prefecture, SimulatedSchool school, Chance chance) {
    this.settings = settings;
    this.prefecture = prefecture;
    this.school = school;
    this.chance = chance;
  }

  List<Fact> facts() {
    return facts;
  }

  SimulatedSchool school() {
    return school;
  }

  Chance chance() {
    return chance;
  }

  /** What the school is; its stage, ownership, setting and canteen stay the same for life. */
  SchoolRegisteredData is() {
    return school.life().firstEntry().getValue();
  }

  Stage stage() {
    return is().getStage();
  }

  LocalDate until() {
    return settings.until();
  }

  LocalDate start() {
    return settings.start();
  }

  /** Any day of the simulation. */
  LocalDate someDay() {
    return settings.start().plusDays(chance.between(0, settings.days() - 1));
  }

  /** A calendar day in each year of the simulation; its first day if it has none of them. */
  List<LocalDate> each(int month, int day) {
    List<LocalDate> days = new ArrayList<>();
    for (int year = settings.start().getYear(); year <= settings.until().getYear(); year++) {
      LocalDate there = MonthDay.of(month, day).atYear(year);
      if (!there.isBefore(settings.start()) && !there.isAfter(settings.until())) {
        days.add(there);
      }
    }
    return days.isEmpty() ? List.of(settings.start()) : days;
  }

  /** Some days, so many a year on average. */
  List<LocalDate> days(double aYear) {
    double expected = aYear * settings.days() / DAYS_A_YEAR;
    int times = (int) expected + (chance.in(expected - (int) expected) ? 1 : 0);
    List<LocalDate> days = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      days.add(someDay());
    }
    return days;
  }

  Occasion on(LocalDate day) {
    return new Occasion(settings, prefecture, school, day, chance);
  }

  LocalTime time() {
    return LocalTime.of(chance.between(8, 16), chance.between(0, 59));
  }

  void happens(EventType type, LocalDate day, SpecificRecord data) {
    happens(type, day, time(), data);
  }

  void happens(EventType type, LocalDate day, LocalTime time, SpecificRecord data) {
    boolean inTime = !day.isBefore(settings.start()) && !day.isAfter(settings.until());
    if (data != null && inTime && school.isOpen(day)) {
      facts.add(new Fact(type, school.id(), day, time, data));
    }
  }
}
