package org.countypulse.dashboard.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countypulse.dashboard.model.VisibleFigures.Figure;
import org.countypulse.domain.Measure;
import org.countypulse.domain.Views;
import org.countypulse.domain.Window;
import org.countypulse.domain.views.Targets;
import org.countypulse.schemas.EventType;
import org.countypulse.schemas.ledger.SlotReading;

/** What was planned for a place, what there is of it, and whether it is on track. */
public final class Plans {

  /** Paces are told to the hundredth of the measure's smallest unit. */
  private static final int MORE_DECIMALS = 2;

  /**
   * A target.
   *
   * @param setFor the place's code, or {@code all}
   * @param from the first day of its period
   * @param to its last day
   * @param atMost whether it is not to be exceeded, rather than to be reached
   * @param setOn the day on which it was set
   */
  public record Target(
      String setFor,
      Measure measure,
      LocalDate from,
      LocalDate to,
      BigDecimal planned,
      boolean atMost,
      LocalDate setOn) {

    private boolean isOf(LocalDate day) {
      return !day.isBefore(from) && !day.isAfter(to);
    }
  }

  /**
   * A target and where it stands.
   *
   * @param actual what there is from the period's first day to the day of asking
   * @param expected what there would be at a steady pace. A state (a gauge, a ratio) has no pace,
   *     nor has what is not to be exceeded: all of it is expected from the first day on.
   * @param share of what was planned; null where nothing was planned, and where no value is shown
   * @param onTrack null where no value is shown: it would tell something of it
   */
  public record Standing(
      Target target, Figure actual, BigDecimal expected, Double share, Boolean onTrack) {}

  /**
   * The targets whose period contains a day, of a place. What was set for the place itself goes
   * before what was set for all, which is meant for each county, prefecture and province alike.
   */
  public List<Standing> of(
      Ledgers ledgers, VisibleFigures visible, Territory place, LocalDate asOf) {
    Map<List<Object>, Target> targets = new LinkedHashMap<>();
    for (String setFor : List.of(EventType.ALL_PLACES, place.code())) {
      ledgers
          .of(Targets.VIEW)
          .slots()
          .values(Targets.TARGET.name(), setFor, asOf)
          .forEach(
              (slot, said) ->
                  target(setFor, slot, said)
                      .filter(target -> target.isOf(asOf))
                      .ifPresent(
                          target ->
                              targets.merge(
                                  List.of(target.measure(), target.from(), target.to()),
                                  target,
                                  Plans::newer)));
    }
    return targets.values().stream().map(t -> standing(ledgers, visible, t, place, asOf)).toList();
  }

  /** What was set for a place goes before what was set for all; of one place's the last one. */
  private static Target newer(Target one, Target other) {
    boolean isOther = !one.setFor().equals(other.setFor()) || !other.setOn().isBefore(one.setOn());
    return isOther ? other : one;
  }

  /** A target of a measure that this version doesn't know is left out. */
  private static Optional<Target> target(String setFor, String slot, SlotReading said) {
    boolean atMost = slot.endsWith(Targets.AT_MOST);
    String period = atMost ? slot.substring(0, slot.length() - Targets.AT_MOST.length()) : slot;
    int to = period.lastIndexOf('/');
    int from = period.lastIndexOf('/', to - 1);
    return Views.measure(period.substring(0, from))
        .map(
            measure ->
                new Target(
                    setFor,
                    measure,
                    LocalDate.parse(period.substring(from + 1, to)),
                    LocalDate.parse(period.substring(to + 1)),
                    BigDecimal.valueOf(said.getValue(), Targets.TARGET.decimals()),
                    atMost,
                    said.getDay()));
  }

  private Standing standing(
      Ledgers ledgers, VisibleFigures visible, Target target, Territory place, LocalDate asOf) {
    Window window = Window.between(target.from(), target.to(), asOf);
    Figure shown = visible.read(ledgers, target.measure(), window, asOf, place);
    BigDecimal expected = expected(target, asOf);
    return new Standing(
        target, shown, expected, share(target, shown), isOnTrack(target, shown, expected));
  }

  private static Double share(Target target, Figure shown) {
    return shown.value() == null || target.planned().signum() == 0
        ? null
        : shown.value().doubleValue() / target.planned().doubleValue();
  }

  private static Boolean isOnTrack(Target target, Figure shown, BigDecimal expected) {
    if (shown.value() == null) {
      return null;
    }
    int compared = new BigDecimal(shown.value().toString()).compareTo(expected);
    return target.atMost() ? compared <= 0 : compared >= 0;
  }

  private static BigDecimal expected(Target target, LocalDate asOf) {
    if (target.atMost() || !hasPace(target.measure())) {
      return target.planned();
    }
    long whole = ChronoUnit.DAYS.between(target.from(), target.to()) + 1;
    long passed = ChronoUnit.DAYS.between(target.from(), asOf) + 1;
    return target
        .planned()
        .multiply(BigDecimal.valueOf(passed))
        .divide(
            BigDecimal.valueOf(whole),
            target.measure().decimals() + MORE_DECIMALS,
            RoundingMode.DOWN);
  }

  /** Whether it grows from nothing as the days of a period pass. */
  private static boolean hasPace(Measure measure) {
    return measure instanceof Measure.Sum
        || measure instanceof Measure.First
        || measure instanceof Measure.DistinctPersons
        || measure instanceof Measure.DistinctSchools;
  }
}
