// A sender with kafkajs and its own schema registry client.
// Usage: node send-with-kafkajs.js KAFKA REGISTRY
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { connect, newDrill, print, readCell, send } from './drill.js';

const [broker, url] = process.argv.slice(2);
const kafka = connect(broker);
const registry = new SchemaRegistry({ host: url });

// The platform registers the schemas; a sender only looks up which one is in use.
const topic = 'event.safety-drill';
const schemaId = await registry.getLatestSchemaId(`${topic}-value`);
const sentAt = await send(kafka, topic, await registry.encode(schemaId, newDrill()));

print(await readCell(kafka, (value) => registry.decode(value), sentAt));
