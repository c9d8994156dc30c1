/**
 * The read side over HTTP: the catalogues, the figures, what became of the records, the live stream
 * and the page. Answers are JSON or, for tables, CSV; every error names the parameter and says what
 * to write.
 */
package org.countypulse.dashboard.http;
