package org.countypulse.producers.simulation;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Chance that always falls the same way for the same seeds. */
final class Chance {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final SplittableRandom random;

  /** Another stream of chance for each combination of seeds. */
  Chance(long... seeds) {
    long mixed = 0;
    for (long seed : seeds) {
      mixed = (mixed ^ seed) * GOLDEN;
      mixed ^= mixed >>> 32;
    }
    random = new SplittableRandom(mixed);
  }

  boolean in(double probability) {
    return random.nextDouble() < probability;
  }

  /** From least to most, both included. */
  int between(int least, int most) {
    return least + (int) (random.nextDouble() * (most - least + 1.0));
  }

  double share() {
    return random.nextDouble();
  }

  @SafeVarargs
  final <T> T oneOf(T... choices) {
    return choices[between(0, choices.length - 1)];
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(between(0, choices.size() - 1));
  }

  /** How many of so many things happen that each happen with a probability. */
  int howMany(int things, double probability) {
    int count = 0;
    for (int i = 0; i < things; i++) {
      count += in(probability) ? 1 : 0;
    }
    return count;
  }

  /** So many fen in yuan. */
  static BigDecimal yuan(long fen) {
    return BigDecimal.valueOf(fen, 2);
  }

  /** A random UUID (version 4). */
  UUID uuid() {
    long high = random.nextLong() & ~0xF000L | 0x4000L;
    long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | Long.MIN_VALUE;
    return new UUID(high, low);
  }
}
