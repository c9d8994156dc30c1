package org.countypulse.producers;

import java.time.Instant;
import org.countypulse.schemas.Event;

/**
 * Kafka's acknowledgement of an event: every in-sync replica has it.
 *
 * @param appendedAt when the broker took it in, by its own clock
 */
public record Receipt(Event event, String topic, int partition, long offset, Instant appendedAt) {}
