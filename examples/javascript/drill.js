// What both senders share: the drill that they send, and how to read the ledger.
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const MILLIS_OF_DAY = 24 * 60 * 60 * 1000;
const SCHOOL = '1409029001';
const COUNTY = '140902';
const DAY = '2019-05-12';

/** An event as Avro says it: dates are days since 1970, timestamps milliseconds. */
export function newDrill() {
  return {
    eventId: randomUUID(),
    schoolId: SCHOOL,
    day: Date.parse(DAY) / MILLIS_OF_DAY,
    happenedAt: Date.parse(`${DAY}T10:00:00+08:00`),
    recordedAt: Date.now(),
    source: 'examples/javascript',
    corrects: null,
    voided: false,
    data: { kind: 'FIRE', participants: 812, evacuationSeconds: 154 },
  };
}

export function connect(broker) {
  return new Kafka({ clientId: 'countypulse-example', brokers: [broker], logLevel: logLevel.ERROR });
}

/**
 * Sends a value under the school's id. The partitioner must be Java's (murmur2), as kafkajs 2's
 * default is: all that a school says must meet in one partition.
 *
 * @returns when the broker appended it, in milliseconds
 */
export async function send(kafka, topic, value) {
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    idempotent: true,
  });
  await producer.connect();
  const [sent] = await producer.send({ topic, messages: [{ key: SCHOOL, value }] });
  await producer.disconnect();
  console.log(`sent to ${topic}, partition ${sent.partition}, offset ${sent.baseOffset}`);
  return Number(sent.logAppendTime);
}

/**
 * Reads the ledger of drills from its beginning, as anyone may who wants to keep a copy: under each
 * key the last row counts. A row bears the time of the newest event in it, so we know when ours is.
 *
 * @returns the cell of the drill's county and day
 */
export async function readCell(kafka, decode, sentAt) {
  const consumer = kafka.consumer({ groupId: `countypulse-example-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: 'ledger.safety-drills.v1', fromBeginning: true });
  const cell = await new Promise((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ message }) => {
          const isOurs = message.key.toString() === `${COUNTY}/${DAY}/drills-held`;
          if (isOurs && Number(message.timestamp) >= sentAt) resolve(await decode(message.value));
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return cell;
}

export function print(cell) {
  const day = new Date(cell.day * MILLIS_OF_DAY).toISOString().slice(0, 10);
  console.log(`ledger: ${cell.county} ${day} ${cell.measure} = ${cell.amount}`);
}
