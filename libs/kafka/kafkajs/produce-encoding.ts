import { createRequire } from 'node:module';
import { systemClock } from '#config';
import { OutgoingRecord } from '../client.js';
import { encodeProduceRequest } from './produce-request.js';

/** The parts of kafkajs that are met here. They are not its public interface, so package.json names its version exactly. */
type KafkajsProduce = { protocol: (choice: { version: number }) => Protocol };
type Protocol = (args: ProduceArguments) => { request: { encode(): Promise<unknown> }; response: unknown };
type ProduceArguments = {
  acks: number;
  timeout: number;
  compression?: number;
  transactionalId?: string | null;
  topicData: { topic: string; partitions: { partition: number; messages: readonly object[] }[] }[];
};

const require = createRequire(import.meta.url);
let isInstalled = false;

/**
 * Makes kafkajs encode our records with {@link encodeProduceRequest}; it encodes all other requests of this process itself.
 */
export function encodeOurRecordsFaster(): void {
  if (isInstalled) return;
  isInstalled = true;
  // Loaded as CommonJS, so that it is the module that kafkajs itself has.
  const produce = require('kafkajs/src/protocol/requests/produce/index.js') as KafkajsProduce;
  const crc32c = require('kafkajs/src/protocol/recordBatch/crc32C/crc32C.js') as (
    bytes: Uint8Array,
  ) => number;
  const protocolOf = produce.protocol;
  produce.protocol = ({ version }) => {
    const protocol = protocolOf({ version });
    if (version < 3 || version > 8) return protocol;
    return (args) => {
      const { request, response } = protocol(args);
      return {
        request: isOurs(args) ? { ...request, encode: () => encoded(args, crc32c) } : request,
        response,
      };
    };
  };
}

const isOurs = ({ compression, transactionalId, topicData }: ProduceArguments): boolean =>
  !compression &&
  !transactionalId &&
  topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.every((message) => message instanceof OutgoingRecord)),
  );

/** The part of an encoder that kafkajs uses. */
async function encoded(
  { acks, timeout, topicData }: ProduceArguments,
  crc32c: (bytes: Uint8Array) => number,
): Promise<{ buf: Buffer; buffer: Buffer }> {
  const topics = topicData.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, messages }) => ({
      partition,
      records: messages as readonly OutgoingRecord[],
    })),
  }));
  const buffer = encodeProduceRequest({ acks, timeoutMs: timeout, topics }, systemClock.now(), crc32c);
  return { buf: buffer, buffer };
}
