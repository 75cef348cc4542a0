import { setTimeout as delay } from 'node:timers/promises';
import type { BaseOptions } from '@eventstore/db-client';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { InvalidStoreUrlError, StoreUnavailableError } from '../errors.js';
import { isElsewhere, storeFailure } from './failures.js';

/** What the client offers to its subclasses; its factory for connection strings makes no subclass. */
type Protected = {
  GRPCStreamCreator<T>(
    Client: typeof StreamsClient,
    name: string,
    create: (client: StreamsClient) => T,
  ): () => Promise<T>;
  callArguments(
    options: BaseOptions,
    callOptions: { deadline: number },
  ): Parameters<StreamsClient['batchAppend']>;
  getChannel(): Promise<{ close(): void }>;
};

type BatchAppendCall = ReturnType<StreamsClient['batchAppend']>;

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
  readonly #inner: Protected;

  /** Connects when first asked. @throws InvalidStoreUrlError */
  constructor(
    private readonly url: string,
    { answerLimitMs = ANSWER_LIMIT_MS, namespace = '', requiresLeader = false }: ConnectionOptions = {},
  ) {
    this.answerLimitMs = answerLimitMs;
    this.namespace = namespace;
    this.callOptions = { requiresLeader };
    try {
      this.client = EventStoreDBClient.connectionString(url);
    } catch (error) {
      // A parser's error quotes what it could not read, which may be a password.
      const quotes = error instanceof Error && 'connectionString' in error;
      throw new InvalidStoreUrlError(quotes ? 'it is not of that shape' : (error as Error).message);
    }
    this.#inner = this.client as unknown as Protected;
  }

  /** A call for many appends. @param prepare is given it before anything can happen to it */
  async batchAppend(prepare: (call: BatchAppendCall) => void): Promise<BatchAppendCall> {
    const open = this.#inner.GRPCStreamCreator(streams.StreamsClient, 'appendToStream', (client) => {
      const call = client.batchAppend(...this.#inner.callArguments(this.callOptions, { deadline: Infinity }));
      prepare(call);
      return call;
    });
    return this.within(open());
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

  /** The client waits for calls that never end, and leaves its channel open; without one, asking makes one. */
  async close(): Promise<void> {
    const limit = delay(CLOSE_MS, undefined, { ref: false });
    await Promise.race([this.client.dispose(), limit]).catch(() => undefined);
    const channel = await Promise.race([this.#inner.getChannel(), limit]).catch(() => undefined);
    channel?.close();
  }
}

export const noAnswer = (limitMs: number): StoreUnavailableError =>
  new StoreUnavailableError(`no answer within ${limitMs} ms`);
