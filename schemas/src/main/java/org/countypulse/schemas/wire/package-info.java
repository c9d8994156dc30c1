/**
 * How events and ledgers stand in Kafka: Confluent's wire format (a zero byte, the schema's id in
 * four bytes, Avro binary), through any registry that speaks Confluent's REST API.
 */
package org.countypulse.schemas.wire;
