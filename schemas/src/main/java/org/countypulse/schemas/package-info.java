/**
 * What was said: the events that schools report and the ledgers that we write, as Avro schemas, and
 * the catalogue of event types.
 *
 * <p>Each event is one file in {@code src/main/avro/event}. The schema is the only place that says
 * which fields an event has, which may be missing and which values are believable ({@code minimum},
 * {@code maximum}, {@code format} and the like beside a field's {@code doc}); the door, the stream,
 * the importer, the JSON Schemas and the documents all read it there.
 */
package org.countypulse.schemas;
