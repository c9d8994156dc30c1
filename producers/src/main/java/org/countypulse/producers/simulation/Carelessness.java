package org.countypulse.producers.simulation;

/**
 * How often reports go wrong, as shares of all that happened. What is rarer (withdrawals, two
 * contents under one id) stays as it is.
 *
 * @param wrong reported wrong at first, then corrected
 * @param twice sent again
 * @param late written down only 10 to 200 days after it happened
 */
public record Carelessness(double wrong, double twice, double late) {

  /** Unless somebody wants it otherwise. */
  public static final Carelessness USUAL = new Carelessness(0.03, 0.03, 0.04);
}
