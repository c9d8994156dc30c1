/**
 * The HTTP door: {@code POST /api/v1/events} takes CloudEvents, gives each a verdict, and answers
 * when Kafka has acknowledged them.
 */
package org.countypulse.producers.gateway;
