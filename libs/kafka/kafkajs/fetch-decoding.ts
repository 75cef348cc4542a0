import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReceivedRecord } from '../client.js';
import { MAX_UNPACKED_BYTES, UnpackedTooLargeError, unpackerOf } from './compression.js';

/** The parts of kafkajs that are met here. They are not its public interface, so package.json names its version exactly. */
type Decoder = {
  buffer: Buffer;
  offset: number;
  readInt16(): number;
  readInt32(): number;
  readInt64(): bigint;
  readString(): string;
  readVarIntBytes(): Buffer;
  readArray<T>(read: (decoder: Decoder) => T): T[];
  readArrayAsync<T>(read: (decoder: Decoder) => Promise<T>): Promise<T[]>;
};
type KafkajsRecord = ReceivedRecord & {
  timestamp: string;
  isControlRecord: boolean;
  batchContext: BatchContext;
};
type BatchContext = {
  /** Offsets, times and ids in decimal digits. */
  firstOffset: string;
  firstTimestamp: string;
  partitionLeaderEpoch: number;
  inTransaction: boolean;
  isControlBatch: boolean;
  lastOffsetDelta: number;
  producerId: string;
  producerEpoch: number;
  firstSequence: number;
  maxTimestamp: string;
  timestampType: number;
  magicByte: number;
};
type KafkajsFetch = { protocol: (choice: { version: number }) => (args: object) => Protocol };
type Protocol = { request: object; response: { decode(data: Buffer): Promise<unknown>; parse: unknown } };

/** What may still be unpacked and decoded of one response. */
type Budget = { leftBytes: number; leftRecords: number };

const require = createRequire(import.meta.url);
const KafkajsDecoder = require('kafkajs/src/protocol/decoder.js') as new (data: Buffer) => Decoder;
const decodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js') as (
  decoder: Decoder,
  context: BatchContext,
) => KafkajsRecord;
let isInstalled = false;

/** Size of a record batch's header. */
const HEADER_BYTES = 61;
const LENGTH_ENDS_AT = 12;
const MAGIC_AT = 16;
const MAGIC = 2;

const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const IN_TRANSACTION = 0x10;
const IS_CONTROL = 0x20;

/** Maximum records per response: an empty record takes seven bytes in the batch, but hundreds in memory. */
export const MAX_BATCH_RECORDS = 100_000;

/** Records decoded before the event loop gets a turn. */
const RECORDS_A_TURN = 1_000;

/**
 * Makes kafkajs unpack what it fetched within bounds: at most {@link MAX_UNPACKED_BYTES} of compressed batches and
 * {@link MAX_BATCH_RECORDS} records for each answer; the rest of it is fetched again. A batch that is larger than that by itself
 * comes as one record that says so. kafkajs unpacks whatever an answer holds, at once: 950 MB took 2.1 GB and held the
 * event loop for 8 s.
 */
export function unpackWithinBounds(): void {
  if (isInstalled) return;
  isInstalled = true;
  // Loaded as CommonJS, so that it is the module that kafkajs itself has.
  const fetch = require('kafkajs/src/protocol/requests/fetch/index.js') as KafkajsFetch;
  const protocolOf = fetch.protocol;
  fetch.protocol = ({ version }) => {
    const protocol = protocolOf({ version });
    if (version < 4 || version > 11) return protocol;
    return (args) => {
      const { response, ...rest } = protocol(args);
      return { ...rest, response: { ...response, decode: (data) => decodeFetch(data, version) } };
    };
  };
}

/** The answer to a Fetch request of versions 4 to 11, as kafkajs has it. */
export async function decodeFetch(data: Buffer, version: number): Promise<object> {
  const decoder = new KafkajsDecoder(data);
  const budget: Budget = { leftBytes: MAX_UNPACKED_BYTES, leftRecords: MAX_BATCH_RECORDS };
  const throttleTime = decoder.readInt32();
  const session = version >= 7 ? { errorCode: decoder.readInt16(), sessionId: decoder.readInt32() } : {};
  const responses = await decoder.readArrayAsync(async () => ({
    topicName: decoder.readString(),
    partitions: await decoder.readArrayAsync(async () => ({
      partition: decoder.readInt32(),
      errorCode: decoder.readInt16(),
      highWatermark: decoder.readInt64().toString(),
      lastStableOffset: decoder.readInt64().toString(),
      ...(version >= 5 && { lastStartOffset: decoder.readInt64().toString() }),
      abortedTransactions: decoder.readArray(() => ({
        producerId: decoder.readInt64().toString(),
        firstOffset: decoder.readInt64().toString(),
      })),
      ...(version >= 11 && { preferredReadReplica: decoder.readInt32() }),
      messages: await decodeRecordSet(recordSet(decoder), budget),
    })),
  }));
  // From version 8 on the client itself waits for the throttle time.
  const times = version >= 8 ? { throttleTime: 0, clientSideThrottleTime: throttleTime } : { throttleTime };
  return { ...times, ...session, responses };
}

/** The bytes of a partition's record batches; the last may be cut short by the limit of the request. */
function recordSet(decoder: Decoder): Buffer {
  const length = Math.max(decoder.readInt32(), 0);
  const start = decoder.offset;
  decoder.offset += length;
  return decoder.buffer.subarray(start, decoder.offset);
}

async function decodeRecordSet(set: Buffer, budget: Budget): Promise<object[]> {
  if (set.length > MAGIC_AT && set.readInt8(MAGIC_AT) !== MAGIC) return decodeMessageSet(set);
  const records: object[] = [];
  for (let at = 0; at + HEADER_BYTES <= set.length;) {
    const end = at + LENGTH_ENDS_AT + set.readInt32BE(at + 8);
    if (end > set.length) break;
    const decoded = await decodeBatch(set.subarray(at, end), budget);
    // The budget is used up: the rest is fetched again.
    if (decoded === undefined) break;
    for (const record of decoded) records.push(record);
    at = end;
  }
  return records;
}

/** Decodes the formats before Kafka 0.11, which current brokers do not send. */
function decodeMessageSet(set: Buffer): Promise<object[]> {
  const decode = require('kafkajs/src/protocol/messageSet/decoder.js') as (
    decoder: Decoder,
    bytes: number,
  ) => Promise<object[]>;
  return decode(new KafkajsDecoder(set), set.length);
}

/** @returns undefined when the response has used up its budget */
async function decodeBatch(batch: Buffer, budget: Budget): Promise<object[] | undefined> {
  const attributes = batch.readInt16BE(21);
  const count = batch.readInt32BE(57);
  const isFirst = budget.leftBytes === MAX_UNPACKED_BYTES && budget.leftRecords === MAX_BATCH_RECORDS;
  if (count > MAX_BATCH_RECORDS)
    return [standIn(batch, `has ${count} records, more than ${MAX_BATCH_RECORDS}`)];
  if (count > budget.leftRecords) return undefined;
  budget.leftRecords -= Math.max(count, 0);
  const unpack = unpackerOf(attributes & COMPRESSION_MASK);
  const packed = batch.subarray(HEADER_BYTES);
  if (unpack === undefined) return decodeRecords(packed, count, contextOf(batch));
  try {
    const unpacked = await unpack(packed, budget.leftBytes);
    budget.leftBytes -= unpacked.length;
    return await decodeRecords(unpacked, count, contextOf(batch));
  } catch (error) {
    if (!(error instanceof UnpackedTooLargeError)) throw error;
    return isFirst ? [standIn(batch, error.message)] : undefined;
  }
}

/** The fields of a batch that kafkajs attaches to each of its records. */
function contextOf(batch: Buffer): BatchContext {
  const attributes = batch.readInt16BE(21);
  return {
    firstOffset: `${batch.readBigInt64BE(0)}`,
    firstTimestamp: `${batch.readBigInt64BE(27)}`,
    partitionLeaderEpoch: batch.readInt32BE(12),
    inTransaction: (attributes & IN_TRANSACTION) !== 0,
    isControlBatch: (attributes & IS_CONTROL) !== 0,
    lastOffsetDelta: batch.readInt32BE(23),
    producerId: `${batch.readBigInt64BE(43)}`,
    producerEpoch: batch.readInt16BE(51),
    firstSequence: batch.readInt32BE(53),
    maxTimestamp: `${batch.readBigInt64BE(35)}`,
    timestampType: (attributes & LOG_APPEND_TIME) === 0 ? 0 : 1,
    magicByte: MAGIC,
  };
}

async function decodeRecords(unpacked: Buffer, count: number, context: BatchContext): Promise<object[]> {
  const decoder = new KafkajsDecoder(unpacked);
  const records: object[] = [];
  for (let n = 1; n <= count; n++) {
    records.push(decodeRecord(new KafkajsDecoder(decoder.readVarIntBytes()), context));
    if (n % RECORDS_A_TURN === 0 && n < count) await nextTurn();
  }
  return records;
}

/** One record that replaces a whole batch; its offset is the batch's last, so that reading continues after the batch. */
function standIn(batch: Buffer, reason: string): KafkajsRecord {
  const context = contextOf(batch);
  return {
    offset: `${BigInt(context.firstOffset) + BigInt(context.lastOffsetDelta)}`,
    timestamp: context.maxTimestamp,
    key: null,
    value: null,
    headers: {},
    isControlRecord: false,
    batchContext: context,
    unreadBatch: { firstOffset: context.firstOffset, reason },
  };
}
