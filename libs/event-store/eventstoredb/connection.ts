import { setTimeout as delay } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { InvalidStoreUrlError, StoreUnavailableError } from '../errors.js';
import { isElsewhere, storeFailure } from './failures.js';
import type { BatchAppendCall } from './private-client.js';
import { PrivateClient } from './private-client.js';

const ANSWER_LIMIT_MS = 5_000;
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

  /** Connects when first asked. @throws InvalidStoreUrlError */
  constructor(
    private readonly url: string,
    { answerLimitMs = ANSWER_LIMIT_MS, namespace = '', requiresLeader = false }: ConnectionOptions = {},
  ) {
    this.answerLimitMs = answerLimitMs;
    this.namespace = namespace;
    this.callOptions = { requiresLeader };
    try {
      this.#inner = new PrivateClient(url);
    } catch (error) {
      // A parser's error quotes what it could not read, which may be a password.
      const quotes = error instanceof Error && 'connectionString' in error;
      throw new InvalidStoreUrlError(quotes ? 'it is not of that shape' : (error as Error).message);
    }
    this.client = this.#inner.client;
  }

  /** A call for many appends. @param prepare is given it before anything can happen to it */
  async batchAppend(prepare: (call: BatchAppendCall) => void): Promise<BatchAppendCall> {
    return this.within(this.#inner.batchAppend(this.callOptions, prepare));
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
   * Once more when another node leads than the one that was asked, and did nothing: with its answer the client goes there,
   * which it has begun a moment later.
   */
  async led<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isElsewhere(error)) throw error;
      await delay(GOES_THERE_MS);
      return ask();
    }
  }

  /** The client waits for calls that never end, and leaves its channel open. */
  async close(): Promise<void> {
    const limit = delay(CLOSE_MS, undefined, { ref: false });
    await Promise.race([this.client.dispose(), limit]).catch(() => undefined);
    await Promise.race([this.#inner.closeChannel(), limit]).catch(() => undefined);
  }
}

export const noAnswer = (limitMs: number): StoreUnavailableError =>
  new StoreUnavailableError(`no answer within ${limitMs} ms`);
