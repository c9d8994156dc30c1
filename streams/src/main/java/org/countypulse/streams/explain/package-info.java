/**
 * Finds the events behind a figure: reads the log again, school by school, and asks the domain what
 * each event adds. Nothing is kept between two questions, and nothing of it runs unless asked.
 */
package org.countypulse.streams.explain;
