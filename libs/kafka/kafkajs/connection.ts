import kafkajs from 'kafkajs';
import type { Kafka, Mechanism, RetryOptions, SASLOptions } from 'kafkajs';
import type { KafkaConfig } from '#config';
import { AccessTokens, REAUTHENTICATION_MS } from '../access-tokens.js';
import { registerDecompression } from './compression.js';
import { unpackWithinBounds } from './fetch-decoding.js';
import { kafkajsLog } from './log.js';
import { readManyHeaders } from './many-headers.js';
import { oauthBearer } from './oauth-bearer.js';
import { passOverOutdatedBatches } from './outdated-batches.js';
import { sleepWhenIdle } from './request-queue.js';
import type { Log } from '../log.js';

/**
 * Unlimited retries, at most 1 s apart. With kafkajs's defaults, in an outage of 15 s, sends fail for good after 7 s, and the
 * consumer returns 42 s after the broker.
 */
export const RETRY_WITHOUT_END: RetryOptions = {
  initialRetryTime: 100,
  maxRetryTime: 1_000,
  retries: Number.MAX_SAFE_INTEGER,
};

/**
 * How often a client refreshes the partitions of its topics. A consumer that finds a new partition rejoins its group. With kafkajs's
 * default of five minutes, commands in a new partition would wait that long.
 */
export const METADATA_MAX_AGE_MS = 5_000;

/** For callers that retry themselves: a client that was given up goes on connecting as long as it has retries left. */
export const FEW_RETRIES: RetryOptions = { initialRetryTime: 100, maxRetryTime: 500, retries: 3 };

export type ConnectionOptions = {
  retry?: RetryOptions;
  givenUp?: AbortSignal | undefined;
  /** For brokers that ask for access tokens; clients of one process share them. By default its own. */
  tokens?: AccessTokens | undefined;
};

/**
 * Makes a kafkajs client for the configured brokers.
 * @param givenUp ends connection attempts. kafkajs has no other way to end unlimited retries, even of a disconnected client, and they
 *   would keep the process alive
 */
export function connectKafkajs(
  config: KafkaConfig,
  log: Log,
  { retry = RETRY_WITHOUT_END, givenUp, tokens }: ConnectionOptions = {},
): Kafka {
  registerDecompression();
  readManyHeaders();
  unpackWithinBounds();
  sleepWhenIdle();
  passOverOutdatedBatches();
  const { tls, sasl } = config;
  return new kafkajs.Kafka({
    clientId: config.clientId,
    // An empty list of brokers is the one connection error that kafkajs does not retry.
    brokers: () => (givenUp?.aborted ? [] : [...config.brokers]),
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    reauthenticationThreshold: REAUTHENTICATION_MS,
    retry,
    logCreator: kafkajsLog(log),
    ...(tls && { ssl: tls }),
    ...(sasl && { sasl: saslOptions(sasl, log, { retry, givenUp, tokens }) }),
  });
}

/** A process that retries without end waits for its access tokens, too. */
function saslOptions(
  sasl: NonNullable<KafkaConfig['sasl']>,
  log: Log,
  { retry, givenUp, tokens }: ConnectionOptions,
): SASLOptions | Mechanism {
  if (sasl.mechanism !== 'oauthbearer') return sasl as SASLOptions;
  const isPatient = retry === RETRY_WITHOUT_END;
  return oauthBearer(sasl, tokens ?? AccessTokens.of(sasl, log), { isPatient, givenUp });
}
