package org.countypulse.dashboard.model;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.views.Targets;
import org.countypulse.schemas.EventType;

/** What was planned for a place, what there is of it, and whether it is on track. */
public final class Plans {

  /**
   * A target and where it stands.
   *
   * @param setFor the place that it was set for: the place that was asked for, or all
   * @param from the first day of its period
   * @param to its last day
   * @param actual what there is on the day of asking; null if it can't be told
   * @param share of what was planned; null where nothing was planned
   * @param onTrack whether, at a steady pace, enough was reached by the day of asking; nothing may
   *     be reached where nothing was planned. A state (a gauge, a share) has no pace: it is there
   *     or not.
   */
  public record Standing(
      Measure measure,
      String setFor,
      LocalDate from,
      LocalDate to,
      BigDecimal planned,
      Number actual,
      Double share,
      boolean onTrack) {}

  private record Slot(String setFor, Measure measure, LocalDate from, LocalDate to, long value) {}

  private final Figures figures;

  public Plans(Figures figures) {
    this.figures = figures;
  }

  /** Reads a measure of the place over a window. */
  public interface Reading {
    Number of(Measure measure, Window window, LocalDate asOf);
  }

  /**
   * The targets whose period contains a day, of a place. What was set for the place itself goes
   * before what was set for all.
   */
  public List<Standing> of(Ledgers ledgers, String place, LocalDate asOf, Reading reading) {
    Map<List<Object>, Slot> slots = new LinkedHashMap<>();
    for (String setFor : List.of(EventType.ALL_PLACES, place)) {
      ledgers
          .of(Targets.VIEW)
          .slots()
          .values(Targets.TARGET.name(), setFor, asOf)
          .forEach(
              (name, value) ->
                  slot(setFor, name, value)
                      .filter(s -> !asOf.isBefore(s.from()) && !asOf.isAfter(s.to()))
                      .ifPresent(s -> slots.put(List.of(s.measure(), s.from(), s.to()), s)));
    }
    List<Standing> standings = new ArrayList<>();
    slots.values().forEach(slot -> standings.add(standing(slot, asOf, reading)));
    return standings;
  }

  /** A target of a measure that this version doesn't know is left out. */
  private static Optional<Slot> slot(String setFor, String name, long value) {
    int to = name.lastIndexOf('/');
    int from = name.lastIndexOf('/', to - 1);
    return Views.measure(name.substring(0, from))
        .map(
            measure ->
                new Slot(
                    setFor,
                    measure,
                    LocalDate.parse(name.substring(from + 1, to)),
                    LocalDate.parse(name.substring(to + 1)),
                    value));
  }

  private static Standing standing(Slot slot, LocalDate asOf, Reading reading) {
    BigDecimal planned =
        BigDecimal.valueOf(slot.value(), Targets.TARGET.decimals()).stripTrailingZeros();
    Number actual = reading.of(slot.measure(), window(slot, asOf), asOf);
    double reached = actual == null ? 0 : actual.doubleValue();
    Double share = planned.signum() == 0 ? null : reached / planned.doubleValue();
    return new Standing(
        slot.measure(),
        slot.setFor(),
        slot.from(),
        slot.to(),
        planned,
        actual,
        share,
        isOnTrack(slot, planned, reached, asOf));
  }

  /** The calendar's period if it is one, since some measures are only counted in those. */
  private static Window window(Slot slot, LocalDate asOf) {
    for (Window.Calendar period : Window.Calendar.values()) {
      if (period.from(asOf).equals(slot.from()) && period.periodEnd(asOf).equals(slot.to())) {
        return period;
      }
    }
    return new Window.Days((int) ChronoUnit.DAYS.between(slot.from(), asOf) + 1);
  }

  private static boolean isOnTrack(Slot slot, BigDecimal planned, double reached, LocalDate asOf) {
    if (planned.signum() == 0) {
      return reached <= 0;
    }
    boolean hasPace =
        slot.measure() instanceof Measure.Sum
            || slot.measure() instanceof Measure.First
            || slot.measure() instanceof Measure.DistinctPersons
            || slot.measure() instanceof Measure.DistinctSchools;
    double whole = ChronoUnit.DAYS.between(slot.from(), slot.to()) + 1;
    double passed = ChronoUnit.DAYS.between(slot.from(), asOf) + 1;
    return reached >= planned.doubleValue() * (hasPace ? passed / whole : 1) - 1e-9;
  }
}
