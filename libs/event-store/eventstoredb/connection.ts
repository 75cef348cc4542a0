import type { BaseOptions } from '@eventstore/db-client';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { InvalidStoreUrlError, StoreUnavailableError } from '../errors.js';
import { storeFailure } from './failures.js';

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

/** How long a call may go without an answer, in milliseconds. */
export const ANSWER_LIMIT_MS = 5_000;

/** The client with what it leaves open: limits in time, and an end. */
export class Connection {
  readonly client: EventStoreDBClient;
  readonly #inner: Protected;

  /** Connects when first asked. @throws InvalidStoreUrlError */
  constructor(
    url: string,
    readonly answerLimitMs = ANSWER_LIMIT_MS,
    readonly namespace = '',
  ) {
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
      const call = client.batchAppend(...this.#inner.callArguments({}, { deadline: Infinity }));
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

  /** The client waits for calls that never end, and leaves its channel open. */
  async close(): Promise<void> {
    await this.within(this.client.dispose()).catch(() => undefined);
    const channel = await this.within(this.#inner.getChannel()).catch(() => undefined);
    channel?.close();
  }
}

export const noAnswer = (limitMs: number): StoreUnavailableError =>
  new StoreUnavailableError(`no answer within ${limitMs} ms`);
