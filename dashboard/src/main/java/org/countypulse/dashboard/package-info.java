/**
 * How it is seen: a stateless read model over the ledger topics, the REST API, the live stream and
 * the page. {@link org.countypulse.dashboard.Dashboard} is all that others need to know.
 */
package org.countypulse.dashboard;
