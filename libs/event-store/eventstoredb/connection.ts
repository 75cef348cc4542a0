import { setTimeout as delay } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { readEventStoreDbUrl } from '#config';
import { InvalidStoreUrlError } from '../errors.js';
import { CHECKPOINT_STREAM } from '../recorded-checkpoint.js';
import { didNothing, isNotFound, noAnswer, storeFailure } from './failures.js';
import { Outage } from './outage.js';
import type { BatchAppendCall } from './private-client.js';
import { PrivateClient } from './private-client.js';

const ANSWER_LIMIT_MS = 2_000;
const PROBE_PAUSE_MS = 250;
const GOES_THERE_MS = 10;
const CLOSE_MS = 1_000;

export type ConnectionOptions = {
  /** How long a call may go without an answer, in milliseconds. */
  answerLimitMs?: number;
  /** Before the name of every stream. */
  namespace?: string;
  /** Whether only the node that leads may answer: others may not have yet what was written a moment ago. */
  requiresLeader?: boolean;
};

/** The client with what it leaves open: limits in time, and an end. */
export class Connection {
  readonly client: EventStoreDBClient;
  readonly answerLimitMs: number;
  readonly namespace: string;
  /** For each call. */
  readonly callOptions: { requiresLeader: boolean };
  readonly #inner: PrivateClient;
  readonly #outage: Outage;

  /** Connects when first asked. @throws InvalidStoreUrlError */
  constructor(
    private readonly url: string,
    { answerLimitMs = ANSWER_LIMIT_MS, namespace = '', requiresLeader = false }: ConnectionOptions = {},
  ) {
    this.answerLimitMs = answerLimitMs;
    this.namespace = namespace;
    this.callOptions = { requiresLeader };
    const read = readEventStoreDbUrl(url);
    if ('fault' in read) throw new InvalidStoreUrlError(read.fault);
    try {
      this.#inner = new PrivateClient(read.url);
    } catch (error) {
      // A parser's error quotes what it could not read, which may be a password.
      const quotes = error instanceof Error && 'connectionString' in error;
      throw new InvalidStoreUrlError(quotes ? 'it is not of that shape' : (error as Error).message);
    }
    this.client = this.#inner.client;
    this.#outage = new Outage({
      probe: () => again(() => this.#probe()),
      drop: (reason) => this.#inner.dropChannel(reason),
      probeLimitMs: answerLimitMs / 2,
      pauseMs: PROBE_PAUSE_MS,
    });
  }

  /** A call for many appends. @param prepare is given it before anything can happen to it */
  async batchAppend<Answer>(
    decode: (response: Buffer) => Answer,
    prepare: (call: BatchAppendCall<Answer>) => void,
  ): Promise<BatchAppendCall<Answer>> {
    return this.within(this.#inner.batchAppend(this.callOptions, decode, prepare));
  }

  /** @throws StoreUnavailableError for whatever goes wrong, and when it takes too long */
  async within<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(noAnswer(this.answerLimitMs)), this.answerLimitMs);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      throw storeFailure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Asks once more when the first try did nothing, as with another node that leads than the one that was asked: with its
   * answer the client goes there, which it has begun a moment later.
   * @throws StoreUnavailableError at once while the server is known to be away
   */
  async led<T>(ask: () => Promise<T>): Promise<T> {
    this.#outage.check();
    try {
      return await again(ask);
    } catch (error) {
      this.#outage.suspect(error);
      throw error;
    }
  }

  /** The release that the server says it is; `unknown` where it does not say. @throws StoreUnavailableError */
  serverVersion(): Promise<string> {
    return this.within(this.#inner.serverVersion());
  }

  /** The smallest question, to the node that leads where only that one counts. */
  async #probe(): Promise<void> {
    const newest = { direction: 'backwards', fromRevision: 'end', maxCount: 1, ...this.callOptions } as const;
    const reading = this.client.readStream(CHECKPOINT_STREAM, newest);
    await new Promise<void>((resolve, reject) => {
      reading.on('error', (error) => (isNotFound(error) ? resolve() : reject(storeFailure(error))));
      reading.on('end', resolve).resume();
    });
  }

  /** The client waits for calls that never end, and leaves its channel open. */
  async close(): Promise<void> {
    this.#outage.close();
    const limit = delay(CLOSE_MS, undefined, { ref: false });
    await Promise.race([this.client.dispose(), limit]).catch(() => undefined);
    await Promise.race([this.#inner.closeChannel(), limit]).catch(() => undefined);
  }
}

async function again<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!didNothing(error)) throw error;
    await delay(GOES_THERE_MS);
    return ask();
  }
}
