/**
 * The report that a bureau's officials write by hand every half-year: every figure of a place and a
 * period, its target, its change against the period before, and who was in breach of what.
 */
package org.countypulse.dashboard.report;
