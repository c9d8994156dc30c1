// Encodes and decodes records with both JavaScript clients of the schema registry.
// Standard input: lines of {topic, record, hex}. Standard output: a line for each, with what each
// client makes of the record, and what it reads in the bytes.
import { createInterface } from 'node:readline';
import { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';

const url = process.argv[2];
const kafkajs = new SchemaRegistry({ host: url });
const confluent = new SchemaRegistryClient({ baseURLs: [url] });
const serializer = new AvroSerializer(confluent, SerdeType.VALUE, { autoRegisterSchemas: false, useLatestVersion: true });
const deserializer = new AvroDeserializer(confluent, SerdeType.VALUE, {});

for await (const line of createInterface({ input: process.stdin })) {
  const { topic, record, hex } = JSON.parse(line, (name, value) => (value?.type === 'Buffer' ? Buffer.from(value) : value));
  const bytes = Buffer.from(hex, 'hex');
  const id = await kafkajs.getLatestSchemaId(`${topic}-value`);
  console.log(
    JSON.stringify({
      kafkajs: {
        hex: (await kafkajs.encode(id, record)).toString('hex'),
        record: await kafkajs.decode(bytes),
      },
      confluent: {
        hex: (await serializer.serialize(topic, record)).toString('hex'),
        record: await deserializer.deserialize(topic, bytes),
      },
    }),
  );
}
