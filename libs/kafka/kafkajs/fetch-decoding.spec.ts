import { createRequire } from 'node:module';
import { MAX_UNPACKED_BYTES } from './compression.js';
import { decodeFetch, MAX_BATCH_RECORDS } from './fetch-decoding.js';

const require = createRequire(import.meta.url);
type Encoder = { buffer: Buffer; writeInt16(n: number): Encoder };
type Batch = (options: object) => Promise<{ buffer: Buffer }>;
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as { RecordBatch: Batch };
const Record = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => Encoder;
const stock = (version: number) =>
  (
    require(`kafkajs/src/protocol/requests/fetch/v${version}/response.js`) as {
      decode: (data: Buffer) => Promise<object>;
    }
  ).decode;

const GZIP = 1;

type Value = { value: Buffer | null; key?: string; headers?: object };

async function batch(firstOffset: number, values: Value[], options: object = {}): Promise<Buffer> {
  const records = values.map((each, offsetDelta) =>
    Record({ timestampDelta: 3, key: 'k', ...each, offsetDelta }),
  );
  const { buffer } = await RecordBatch({
    firstOffset,
    firstTimestamp: 1_795_339_800_000,
    maxTimestamp: 1_795_339_800_003,
    lastOffsetDelta: values.length - 1,
    records,
    ...options,
  });
  return buffer;
}

const int16 = (n: number): Buffer => Buffer.from(new Uint8Array(new Uint16Array([n]).buffer)).swap16();
const int32 = (n: number): Buffer => Buffer.from(new Uint8Array(new Int32Array([n]).buffer)).swap32();
const int64 = (n: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(n));
  return bytes;
};

/** The bytes of an answer with these record sets, one for each partition. */
const answer = (version: number, sets: readonly Buffer[]): Buffer =>
  Buffer.concat([
    int32(7),
    ...(version >= 7 ? [int16(0), int32(0)] : []),
    int32(1),
    int16(3),
    Buffer.from('the'),
    int32(sets.length),
    ...sets.flatMap((set, partition) => [
      int32(partition),
      int16(0),
      int64(100),
      int64(99),
      ...(version >= 5 ? [int64(1)] : []),
      int32(1),
      int64(5),
      int64(6),
      ...(version >= 11 ? [int32(-1)] : []),
      int32(set.length),
      set,
    ]),
  ]);

type Decoded = {
  responses: {
    partitions: { messages: { offset: string; unreadBatch?: { firstOffset: string; reason: string } }[] }[];
  }[];
};
const decoded = async (sets: readonly Buffer[]) =>
  ((await decodeFetch(answer(11, sets), 11)) as Decoded).responses[0]!.partitions.map(
    ({ messages }) => messages,
  );

const some: Value[] = [
  { value: Buffer.from('one'), headers: { a: 'b', twice: ['x', 'y'] } },
  { value: null },
  { value: Buffer.alloc(300, 'c'), key: 'a key' },
];
const big = { value: Buffer.alloc(MAX_UNPACKED_BYTES) };
const half = { value: Buffer.alloc(MAX_UNPACKED_BYTES / 2 + 1) };

it.each([4, 5, 6, 7, 8, 9, 10, 11])(
  'answers of version %i are decoded as kafkajs decodes them',
  async (version) => {
    const first = await batch(0, some);
    const set = Buffer.concat([
      first,
      await batch(3, some, { compression: GZIP, transactional: true, producerId: 7, producerEpoch: 2 }),
      await batch(6, [{ value: Buffer.from('the last') }], { partitionLeaderEpoch: 4, firstSequence: 9 }),
    ]);
    // The last batch is cut short, and a partition has nothing.
    const data = answer(version, [Buffer.concat([set, first.subarray(0, 80)]), Buffer.alloc(0), set]);
    expect(await decodeFetch(data, version)).toEqual(await stock(version)(data));
  },
);

it('one record stands for a batch that unpacks to too much, and what follows is read', async () => {
  const set = Buffer.concat([await batch(10, [big, ...some], { compression: GZIP }), await batch(14, some)]);
  const [messages] = await decoded([set]);
  expect(messages?.map(({ offset }) => offset)).toEqual(['13', '14', '15', '16']);
  expect(messages?.[0]).toMatchObject({
    key: null,
    value: null,
    isControlRecord: false,
    unreadBatch: { firstOffset: '10', reason: `unpacks to more than ${MAX_UNPACKED_BYTES} bytes` },
  });
});

it('what unpacks to too much together is left to the next answers', async () => {
  const halves = await Promise.all([0, 1, 2].map((at) => batch(at, [half], { compression: GZIP })));
  const after = await batch(3, some);
  const [first, second, third] = await decoded([Buffer.concat([...halves, after]), halves[0]!, after]);
  expect(first?.map(({ offset, unreadBatch }) => [offset, unreadBatch])).toEqual([['0', undefined]]);
  expect(second).toEqual([]);
  expect(third).toHaveLength(3);
});

it('one record stands for a batch of very many records', async () => {
  const many = Array.from({ length: MAX_BATCH_RECORDS + 1 }, (): Value => ({ value: null }));
  const [messages] = await decoded([await batch(5, many, { compression: GZIP })]);
  expect(messages).toHaveLength(1);
  expect(messages?.[0]).toMatchObject({
    offset: `${5 + MAX_BATCH_RECORDS}`,
    unreadBatch: {
      firstOffset: '5',
      reason: `has ${MAX_BATCH_RECORDS + 1} records, more than ${MAX_BATCH_RECORDS}`,
    },
  });
});
