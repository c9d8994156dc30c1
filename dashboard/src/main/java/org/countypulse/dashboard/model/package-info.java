/**
 * The ledgers in memory, and what is read off them: figures over any window on any day, and schools
 * that owe something. No Kafka, no HTTP, no clock.
 *
 * <p>A {@link org.countypulse.dashboard.model.ReadModel} holds the rows of the ledger topics;
 * {@link org.countypulse.dashboard.model.Figures} and {@link
 * org.countypulse.dashboard.model.Duties} read them. One writer puts rows in, batch by batch; any
 * number of readers ask, and each sees whole batches only.
 */
package org.countypulse.dashboard.model;
