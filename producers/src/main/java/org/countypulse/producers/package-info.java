/**
 * How events get in: the client library for Java programs, the HTTP gateway, the importer of files
 * and the simulator.
 *
 * <p>All of them judge an event by the same rules ({@link org.countypulse.producers.DoorRules}),
 * and all of them read those from the event's Avro schema. {@link
 * org.countypulse.producers.SchoolClient} is the only one that talks to Kafka.
 */
package org.countypulse.producers;
