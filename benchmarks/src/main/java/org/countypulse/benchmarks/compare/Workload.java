package org.countypulse.benchmarks.compare;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;
import org.countypulse.domain.county.Counties;
import org.countypulse.domain.county.Level;
import org.countypulse.domain.county.Place;

/**
 * Which drills there are. All follows from these numbers: drill {@code i} is always the same, so
 * nothing needs to be kept to know what must come out.
 *
 * @param events drills, in the order of their days
 * @param schools schools, spread evenly over the counties
 * @param counties the first ones of the built-in list
 * @param days over how many days the drills are spread evenly, up to {@link #LAST_DAY}
 */
record Workload(long events, int schools, int counties, int days) {

  static final int PARTITIONS = 4;
  static final LocalDate LAST_DAY = LocalDate.of(2019, 8, 31);

  private static final int MOST_SCHOOLS_OF_A_COUNTY = 10_000;
  private static final long DAY_MILLIS = 86_400_000;
  private static final int SAMPLE = 1_000;
  private static final long SEED = 20190831;
  private static final List<String> CODES =
      Counties.chinese().all(Level.COUNTY).stream()
          .filter(place -> place.replacedBy().isEmpty())
          .map(Place::code)
          .toList();

  /**
   * A drill.
   *
   * @param school the school's number
   * @param day days since 1970-01-01
   * @param kind position in the enumeration
   * @param evacuationSeconds −1 if nobody took the time
   */
  record Drill(
      UUID id,
      int school,
      int day,
      long happenedAtMillis,
      long recordedAtMillis,
      int kind,
      int participants,
      int evacuationSeconds) {}

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException in words for whoever gave them
   */
  Workload {
    within("events", events, 1, Integer.MAX_VALUE);
    within("counties", counties, 1, CODES.size());
    within("schools", schools, counties, (long) counties * MOST_SCHOOLS_OF_A_COUNTY);
    within("days", days, 1, 36_500);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "--%s takes a number from %,d to %,d.".formatted(name, least, most));
    }
  }

  /** The drill with that number, from 0. */
  Drill drill(long number) {
    long chance = mixed(SEED + 2 * number);
    long more = mixed(SEED + 2 * number + 1);
    int day = firstDay() + (int) (number * days / events);
    long happened = day * DAY_MILLIS + (chance & 0x7ff) * 10_000;
    boolean timed = (chance >>> 11 & 3) != 0;
    return new Drill(
        id(chance, more),
        (int) Long.remainderUnsigned(mixed(chance), schools),
        day,
        happened,
        happened + (more & 0xffff) * 1_000,
        (int) (chance >>> 13 & 0xff) % 6,
        20 + (int) (chance >>> 21 & 0x3ff),
        timed ? 60 + (int) (chance >>> 31 & 0xff) : -1);
  }

  /** A random UUID, as senders give. */
  static UUID id(long high, long low) {
    return new UUID(high & ~0xf000L | 0x4000L, low & ~(3L << 62) | 1L << 63);
  }

  /** SplitMix64's finisher: equal numbers give equal chance, neighbours nothing alike. */
  static long mixed(long number) {
    long z = number * 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** What there is, in a line. */
  String description() {
    return "%,d drills of %,d schools in %d counties over %,d days, in the order of their days, %d bytes each with key; %d partitions, lz4."
        .formatted(events, schools, counties, days, eventBytes(), PARTITIONS);
  }

  private int eventBytes() {
    DrillEncoder encoder = new DrillEncoder(this, 1);
    long bytes = 0;
    for (int i = 0; i < SAMPLE; i++) {
      Drill drill = drill(i * events / SAMPLE);
      bytes += encoder.encode(drill).length + schoolId(drill.school()).length();
    }
    return (int) (bytes / SAMPLE);
  }

  int firstDay() {
    return (int) LAST_DAY.toEpochDay() - days + 1;
  }

  int countyOf(int school) {
    return school % counties;
  }

  String countyCode(int county) {
    return CODES.get(county);
  }

  /** Begins with its county's code: what peers go by, who have no registry. */
  String schoolId(int school) {
    return "%s%04d".formatted(countyCode(countyOf(school)), school / counties);
  }

  /** Where Kafka's own clients put the school. */
  static int partitionOf(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
  }
}
