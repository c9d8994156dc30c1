/**
 * What the dashboard learns from Kafka: the ledger topics, read into memory by {@link
 * org.countypulse.dashboard.log.LedgerReader}, and how far everybody has got, asked every second by
 * {@link org.countypulse.dashboard.log.ProgressWatch}.
 */
package org.countypulse.dashboard.log;
