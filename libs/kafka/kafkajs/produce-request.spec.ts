import { createRequire } from 'node:module';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { OutgoingRecord } from '../client.js';
import { murmur2, partitioner } from './partitioner.js';
import { encodeProduceRequest } from './produce-request.js';

const require = createRequire(import.meta.url);
type Encoded = { buffer: Buffer };
const stockRequest = require('kafkajs/src/protocol/requests/produce/v7/request.js') as (args: object) => {
  encode(): Promise<Encoded>;
};
const crc32c = require('kafkajs/src/protocol/recordBatch/crc32C/crc32C.js') as (bytes: Uint8Array) => number;

const NOW = 1_795_339_800_000;

/** kafkajs's own encoder, at a fixed time. */
async function stock(
  acks: number,
  timeout: number,
  topic: string,
  messages: readonly OutgoingRecord[],
): Promise<Buffer> {
  const topicData = [
    {
      topic,
      partitions: [
        {
          partition: 3,
          firstSequence: 0,
          messages: messages.map(({ key, value, headers }) => ({ key, value, headers, timestamp: NOW })),
        },
      ],
    },
  ];
  const { buffer } = await stockRequest({ acks, timeout, topicData }).encode();
  return buffer;
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.oneof(fc.string({ maxLength: 90, unit: 'binary' }), fc.string({ maxLength: 90 }));
const value = fc.oneof(bytes, text);
const headers = fc
  .dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.oneof(value, fc.array(value, { maxLength: 3 })))
  .map((dictionary) => ({ ...dictionary }));
const nullable = fc.oneof(fc.constant(null), value, fc.constant('x'.repeat(20_000)));
const record = fc
  .tuple(nullable, nullable, headers)
  .map(([key, content, given]) => new OutgoingRecord(key, content, given));

describe('a produce request', () => {
  it('is what kafkajs makes, to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), async (records) => {
        const topics = [{ topic: 'a.topic', partitions: [{ partition: 3, records }] }];
        const ours = encodeProduceRequest({ acks: -1, timeoutMs: 15_000, topics }, NOW, crc32c);
        expect(ours.equals(await stock(-1, 15_000, 'a.topic', records))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the partition of a key', () => {
  const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({ partitionId, leader: 1 }));
  type Args = Parameters<ReturnType<typeof partitioner>>[0];

  it('is that of kafkajs and Java', () => {
    const [ours, stockPartitioner] = [partitioner(), kafkajs.Partitioners.DefaultPartitioner()];
    fc.assert(
      fc.property(fc.oneof(bytes, text), (key) => {
        const args = { topic: 't', partitionMetadata, message: { key, value: '' } } as unknown as Args;
        expect(ours(args)).toBe(stockPartitioner(args));
      }),
    );
  });

  it('has the hash of the examples of Kafka itself', () => {
    // UtilsTest.testMurmur2 of Apache Kafka.
    expect(murmur2(Buffer.from('21'))).toBe(-973932308);
    expect(murmur2(Buffer.from('foobar'))).toBe(-790332482);
    expect(murmur2(Buffer.from('a-little-bit-long-string'))).toBe(-985981536);
    expect(murmur2(Buffer.from('abc'))).toBe(479470107);
  });

  it('takes turns without a key', () => {
    const ours = partitioner();
    const args = { topic: 't', partitionMetadata, message: { key: null, value: '' } } as unknown as Args;
    expect(new Set(Array.from({ length: 12 }, () => ours(args))).size).toBe(12);
  });
});
