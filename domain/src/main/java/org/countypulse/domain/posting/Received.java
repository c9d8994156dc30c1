package org.countypulse.domain.posting;

import java.time.Instant;
import org.countypulse.schemas.Event;

/**
 * A record of an event topic, read.
 *
 * @param partition the record's partition
 * @param offset the record's offset
 * @param appendedAt the broker's append time
 * @param event what it says
 */
public record Received(int partition, long offset, Instant appendedAt, Event event) {}
