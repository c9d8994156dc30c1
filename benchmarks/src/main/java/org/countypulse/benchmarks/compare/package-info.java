/**
 * The view of drills beside its peers: the same events, the same broker, in one run.
 *
 * <p>{@link Compare} is the command. {@link Workload} says which events there are, {@link Loader}
 * writes them once, a {@link Contender} counts them in a process of its own, {@link Race} watches
 * from outside, the same for all: it starts when the first events are committed and ends when a
 * reader of committed results sees every result, and the right one, as {@link Totals} has it.
 */
package org.countypulse.benchmarks.compare;
