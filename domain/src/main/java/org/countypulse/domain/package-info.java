/**
 * What the platform means, with no Kafka in it.
 *
 * <p>A {@link org.countypulse.domain.CountyView} turns events into postings; {@link
 * org.countypulse.domain.Views} lists them all. Everything here is a pure function of its
 * arguments: no clock, no randomness, no I/O. That is what lets one piece of code serve the live
 * stream, the replay, and a test that needs no broker.
 */
package org.countypulse.domain;
