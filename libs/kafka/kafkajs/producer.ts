import type { Kafka } from 'kafkajs';
import type { RecordProducer } from '../client.js';
import { METADATA_MAX_AGE_MS } from './connection.js';
import { encodeOurRecordsFaster } from './produce-encoding.js';
import { partitioner } from './partitioner.js';

/** All in-sync replicas. */
const ACKS = -1;
const TIMEOUT_MS = 15_000;

/**
 * A producer with a connection of its own. A broker serves the requests of one connection one after another, and events must not
 * wait behind results.
 */
export function kafkajsProducer(kafka: Kafka): RecordProducer {
  encodeOurRecordsFaster();
  const producer = kafka.producer({
    createPartitioner: partitioner,
    allowAutoTopicCreation: false,
    metadataMaxAge: METADATA_MAX_AGE_MS,
  });
  let connected: Promise<void> | undefined;
  const connect = (): Promise<void> =>
    (connected ??= producer.connect().catch((error: unknown) => {
      connected = undefined;
      throw error;
    }));
  return {
    async send(batches) {
      await connect();
      await producer.sendBatch({ acks: ACKS, timeout: TIMEOUT_MS, topicMessages: [...batches] });
    },
    async close() {
      // A connection that opens after a disconnect stays open.
      await connected?.catch(() => {});
      await producer.disconnect();
    },
  };
}
