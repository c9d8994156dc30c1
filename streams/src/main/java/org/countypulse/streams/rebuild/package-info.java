/**
 * Builds a version of a view from history: plain consumers around the same first step as the live
 * view's, and large transactions that leave behind what the version's own Kafka Streams application
 * would have written, so that it can take over where the rebuild ended.
 */
package org.countypulse.streams.rebuild;
