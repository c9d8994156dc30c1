/**
 * What tests of several modules share: a cast of schools and counties, random histories of what
 * they report, and a second, naive computation of what a view must say about a history.
 *
 * <p>{@link org.countypulse.domain.testing.BatchLedger} was written from the design's text and
 * shares no code with the posting engine or the views' rules. Where the two differ, one of them is
 * wrong.
 */
package org.countypulse.domain.testing;
