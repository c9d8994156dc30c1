/**
 * The posting engine: from the set of a school's events to postings, as one pure function.
 *
 * <p>{@link org.countypulse.domain.posting.SchoolPoster} keeps, for each school, the set of events
 * that were received. For each further record it works out which events stand now, and emits the
 * difference to what stood before: fold(set after) − fold(set before). {@link
 * org.countypulse.domain.posting.Standings} is the rule of who stands; it sees a set and no order.
 */
package org.countypulse.domain.posting;
