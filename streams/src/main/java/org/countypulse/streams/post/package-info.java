/**
 * The first step, without Kafka Streams around it: records wait in {@link
 * org.countypulse.streams.post.Arrivals}, {@link org.countypulse.streams.post.ArrivalReader} says
 * what each of them is, and {@link org.countypulse.streams.post.PostStep} posts them. The live
 * stream, a rebuild and an explanation share it, so that they believe and count the same.
 */
package org.countypulse.streams.post;
