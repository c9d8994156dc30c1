/**
 * What people do about records in quarantine: look at them, dismiss them with a reason, or send
 * them again after a rule or the registry has been mended. The log is never changed: a redriven
 * record is a copy, which counts because identity is (type, school, id), and counts once for the
 * same reason; what was decided stands beside, in a topic of its own.
 *
 * <p>Plain Kafka clients; nothing here is part of the stream.
 */
package org.countypulse.streams.redrive;
