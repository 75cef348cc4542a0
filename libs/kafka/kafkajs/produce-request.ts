import { ByteWriter } from './byte-writer.js';
import type { HeaderValue, OutgoingRecord } from '../client.js';

export type ProduceRequest = {
  acks: number;
  timeoutMs: number;
  topics: readonly {
    topic: string;
    partitions: readonly { partition: number; records: readonly OutgoingRecord[] }[];
  }[];
};

/** Offsets of fields in a record batch. */
const BATCH_LENGTH_AT = 8;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;

const MAGIC = 2;
/** Neither idempotent nor transactional. */
const NO_PRODUCER = -1n;

/**
 * The body of a Produce request of versions 3 to 8, one record batch (magic 2) per partition, not compressed: the bytes that
 * kafkajs makes, in one pass. kafkajs gives every record and every header a buffer of 512 bytes of its own, which costs it
 * three times as much for a record with a dozen headers, as CloudEvents have.
 *
 * @param crc32c of these bytes
 */
export function encodeProduceRequest(
  { acks, timeoutMs, topics }: ProduceRequest,
  now: number,
  crc32c: (bytes: Uint8Array) => number,
): Buffer {
  const writer = new ByteWriter();
  writer.string(null);
  writer.int16(acks);
  writer.int32(timeoutMs);
  writer.int32(topics.length);
  for (const { topic, partitions } of topics) {
    writer.string(topic);
    writer.int32(partitions.length);
    for (const { partition, records } of partitions) {
      writer.int32(partition);
      const sizeAt = writer.at;
      writer.int32(0);
      recordBatch(writer, records, now, crc32c);
      writer.int32At(sizeAt, writer.at - sizeAt - 4);
    }
  }
  return writer.written;
}

function recordBatch(
  writer: ByteWriter,
  records: readonly OutgoingRecord[],
  now: number,
  crc32c: (bytes: Uint8Array) => number,
): void {
  const start = writer.at;
  writer.int64(0n); // first offset
  writer.int32(0); // length
  writer.int32(0); // partition leader epoch
  writer.int8(MAGIC);
  writer.int32(0); // crc
  writer.int16(0); // attributes
  writer.int32(records.length - 1);
  writer.int64(BigInt(now)); // first timestamp
  writer.int64(BigInt(now)); // last timestamp
  writer.int64(NO_PRODUCER);
  writer.int16(0); // producer epoch
  writer.int32(0); // first sequence
  writer.int32(records.length);
  for (let index = 0; index < records.length; index++)
    record(writer, records[index] as OutgoingRecord, index);
  writer.int32At(start + BATCH_LENGTH_AT, writer.at - start - BATCH_LENGTH_AT - 4);
  writer.int32At(start + CRC_AT, crc32c(writer.written.subarray(start + ATTRIBUTES_AT)));
}

function record(writer: ByteWriter, { key, value, headers }: OutgoingRecord, offsetDelta: number): void {
  writer.varintPrefixed(() => {
    writer.int8(0); // attributes
    writer.varint(0); // timestamp delta
    writer.varint(offsetDelta);
    writer.varintBytes(key);
    writer.varintBytes(value);
    writer.varint(countOf(headers));
    for (const name in headers) {
      const given = headers[name] as HeaderValue | HeaderValue[];
      if (Array.isArray(given)) for (const one of given) header(writer, name, one);
      else header(writer, name, given);
    }
  });
}

function header(writer: ByteWriter, name: string, value: HeaderValue): void {
  writer.varintBytes(name);
  writer.varintBytes(value);
}

function countOf(headers: OutgoingRecord['headers']): number {
  let count = 0;
  for (const name in headers) {
    const given = headers[name];
    count += Array.isArray(given) ? given.length : 1;
  }
  return count;
}
