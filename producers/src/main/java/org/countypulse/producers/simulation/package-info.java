/**
 * Pretend schools: a prefecture's year of events, with all that goes wrong in real life, and the
 * figures that must come out of it.
 *
 * <p>{@link org.countypulse.producers.simulation.Prefecture} makes the schools, {@code SchoolYear}
 * what happens at them, area by area ({@code Area.ALL} lists them), {@code BureauPlan} the targets,
 * {@code Clerk} the reports about it (mistakes, corrections, copies, late ones). {@link
 * org.countypulse.producers.simulation.Expectation} counts what happened, not what was reported; it
 * shares no code with the platform's own counting, so that the two can be compared. All of it
 * follows from the settings alone, never from the clock.
 */
package org.countypulse.producers.simulation;
