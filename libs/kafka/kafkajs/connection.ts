import kafkajs from 'kafkajs';
import type { Admin, Kafka, KafkaConfig as KafkajsConfig, RetryOptions } from 'kafkajs';
import type { KafkaConfig } from '#config';
import { registerDecompression } from './compression.js';
import { unpackWithinBounds } from './fetch-decoding.js';
import { readManyHeaders } from './many-headers.js';
import { passOverOutdatedBatches } from './outdated-batches.js';
import { sleepWhenIdle } from './request-queue.js';
import { kafkajsLog } from '../log.js';
import type { Log } from '../log.js';

/**
 * Without end, and never more than a second apart. With kafkajs's defaults a broker that is gone for 15 s makes sends fail
 * for good after 7 s, and the consumer comes back 42 s after the broker.
 */
export const RETRY_WITHOUT_END: RetryOptions = {
  initialRetryTime: 100,
  maxRetryTime: 1_000,
  retries: Number.MAX_SAFE_INTEGER,
};

/**
 * How often a client asks which partitions its topics have. Those that are added while it runs are written and read after that:
 * a consumer that finds one joins its group again. By kafkajs's default of five minutes commands would lie there unread.
 */
export const METADATA_MAX_AGE_MS = 5_000;

/** For who asks again by itself: a client that is given up goes on trying to connect for as long as it has retries. */
export const FEW_RETRIES: RetryOptions = { initialRetryTime: 100, maxRetryTime: 500, retries: 3 };

export type ConnectionOptions = { retry?: RetryOptions; givenUp?: AbortSignal };

/**
 * How we reach the brokers, also for tools that need a kafkajs client of their own.
 * @param givenUp ends what still tries to connect: kafkajs has no other end for retries without end, also of a client that
 *   was disconnected, and they would keep the process
 */
export function connectKafkajs(
  config: KafkaConfig,
  log: Log,
  { retry = RETRY_WITHOUT_END, givenUp }: ConnectionOptions = {},
): Kafka {
  registerDecompression();
  readManyHeaders();
  unpackWithinBounds();
  sleepWhenIdle();
  passOverOutdatedBatches();
  const { tls, sasl } = config;
  return new kafkajs.Kafka({
    clientId: config.clientId,
    // To have no brokers is the one connection error that kafkajs does not repeat.
    brokers: () => (givenUp?.aborted ? [] : [...config.brokers]),
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry,
    logCreator: kafkajsLog(log),
    ...(tls && { ssl: tls }),
    ...(sasl && { sasl: sasl as NonNullable<KafkajsConfig['sasl']> }),
  });
}

/** Asks or changes something of the brokers, on a connection that lasts as long as that. */
export async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
