package org.countypulse.producers.simulation;

import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What a simulation follows from. Equal settings give equal events.
 *
 * @param seed any number
 * @param counties how many; the first 14 are those of Xinzhou
 * @param schools how many, in all counties together
 * @param days how long the history is
 * @param until its last day
 * @param zone in which days begin and end
 */
public record SimulationSettings(
    long seed, int counties, int schools, int days, LocalDate until, ZoneId zone) {

  public static final int XINZHOU = 14;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException in words for whoever gave them
   */
  public SimulationSettings {
    within("counties", counties, 1, 2_800);
    within("schools", schools, 1, 100_000);
    within("days", days, 1, 3_660);
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "--" + name + " is a number from " + least + " to " + most + ", not " + value + ".");
    }
  }

  /** Xinzhou's 14 counties with 2,000 schools and one year, up to a day. */
  public static SimulationSettings xinzhou(long seed, LocalDate until) {
    return new SimulationSettings(seed, XINZHOU, 2_000, 365, until, ZoneId.of("Asia/Shanghai"));
  }

  LocalDate start() {
    return until.minusDays(days - 1L);
  }
}
