// A sender with kafkajs and Confluent's schema registry client.
// Usage: node send-with-confluent.js KAFKA REGISTRY
import { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry';
import { connect, newDrill, print, readCell, send } from './drill.js';

const [broker, url] = process.argv.slice(2);
const kafka = connect(broker);
const registry = new SchemaRegistryClient({ baseURLs: [url] });
const settings = { autoRegisterSchemas: false, useLatestVersion: true };
const serializer = new AvroSerializer(registry, SerdeType.VALUE, settings);
const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});

const topic = 'event.safety-drill';
const sentAt = await send(kafka, topic, await serializer.serialize(topic, newDrill()));

const ledger = 'ledger.safety-drills.v1';
print(await readCell(kafka, (value) => deserializer.deserialize(ledger, value), sentAt));
