/**
 * How events flow: the two steps, post (by school) and tally (by county), as one Kafka Streams
 * application for each version of a view.
 *
 * <p>{@link org.countypulse.streams.ViewTopology} is the table of contents; {@link
 * org.countypulse.streams.StreamsProcess} runs all views; {@link org.countypulse.streams.Topics}
 * makes the topics that they need, and refuses topics that would break a promise.
 */
package org.countypulse.streams;
