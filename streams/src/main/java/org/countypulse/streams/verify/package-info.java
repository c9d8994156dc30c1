/**
 * Whether two versions of a view say the same, proven at the same input offsets while events keep
 * coming.
 *
 * <p>{@link org.countypulse.streams.verify.Comparison} is the proof, plain Java over rows; {@link
 * org.countypulse.streams.verify.Verifier} reads the rows from Kafka; {@link
 * org.countypulse.streams.verify.Certificates} keeps what came out; {@link
 * org.countypulse.streams.verify.Promotion} judges whether it allows a version to be promoted.
 */
package org.countypulse.streams.verify;
