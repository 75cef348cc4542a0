import { isIP } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BaseOptions } from '@eventstore/db-client';
import type { CallOptions, ClientDuplexStream, Metadata } from '@grpc/grpc-js';
import { credentials } from '@grpc/grpc-js';
import { convertToCommandError, EventStoreDBClient, UnavailableError } from '@eventstore/db-client';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

export { default as shared } from '@eventstore/db-client/generated/shared_pb.js';
export { default as messages } from '@eventstore/db-client/generated/streams_pb.js';

type Call = {
  emit: (event: string, ...args: unknown[]) => boolean;
  destroy: (error: Error) => unknown;
  cancel: () => void;
};

/** What the client offers to its subclasses and keeps for itself. Its factory for connection strings makes no subclass. */
type Private = {
  GRPCStreamCreator: <T extends object>(
    Client: typeof StreamsClient,
    name: string,
    create: (client: StreamsClient) => T,
  ) => () => Promise<T>;
  callArguments: (options: BaseOptions, callOptions: { deadline: number }) => [Metadata, CallOptions];
  getChannel: () => Promise<{ close(): void }>;
  getGRPCClient: (Client: typeof StreamsClient, name: string) => Promise<StreamsClient>;
  handleError: (client: StreamsClient, error: Error) => Promise<void>;
  readonly capabilities: Promise<{ serverVersion: string }>;
  readonly disposableStreams: ReadonlySet<Call>;
};

/** The status of gRPC. */
const UNAVAILABLE = 14;

/** Takes requests that are encoded already. */
export type BatchAppendCall<Answer> = ClientDuplexStream<Uint8Array, Answer>;

const BATCH_APPEND = '/event_store.client.streams.Streams/BatchAppend';
/** The same bytes as gRPC takes them. */
const encoded = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/**
 * Everything of `@eventstore/db-client` 6.2.1 that is used here and is not in its documented interface, and the places where
 * that release ends the process instead of failing a call.
 */
export class PrivateClient {
  readonly client: EventStoreDBClient;
  readonly #private: Private;

  /** @throws what the client throws for a connection string that it does not read */
  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(url);
    this.#private = this.client as unknown as Private;
    contain(this.#private);
    if (!/[?&]tls=false(&|$)/.test(url)) nameNoAddress();
  }

  /** A call for many appends. @param prepare gets the call before anything can happen to it */
  batchAppend<Answer>(
    options: BaseOptions,
    decode: (response: Buffer) => Answer,
    prepare: (call: BatchAppendCall<Answer>) => void,
  ): Promise<BatchAppendCall<Answer>> {
    const { GRPCStreamCreator: creator, callArguments } = this.#private;
    return creator(streams.StreamsClient, 'appendToStream', (client) => {
      const [metadata, callOptions] = callArguments(options, { deadline: Infinity });
      const call = client.makeBidiStreamRequest(BATCH_APPEND, encoded, decode, metadata, callOptions);
      prepare(call);
      return call;
    })();
  }

  /** The release that the server says it is, such as `24.10.5`; `unknown` where it does not say. */
  async serverVersion(): Promise<string> {
    return (await this.#private.capabilities).serverVersion;
  }

  /**
   * Lets go of the connection to a node that does not answer: what is in flight fails as unavailable, and the next call
   * connects anew, to another node where there is one. Does nothing while a node is still looked for.
   */
  async dropChannel(reason: string): Promise<void> {
    const connected = this.#private.getGRPCClient(streams.StreamsClient, 'appendToStream');
    const client = await Promise.race([connected.catch(() => undefined), nextTurn(undefined)]);
    if (client === undefined) return;
    const calls = [...this.#private.disposableStreams];
    await this.#private.handleError(client, unavailable(reason));
    for (const call of calls) {
      call.destroy(unavailable(reason));
      call.cancel();
    }
  }

  /** Without a channel, asking makes one. */
  async closeChannel(): Promise<void> {
    (await this.#private.getChannel()).close();
  }
}

/**
 * Faults of the client that nobody who calls it can catch:
 * - its error handling runs beside the call that failed and awaits the next connection, which rejects when no node is found;
 * - it converts errors in event handlers, where a trailer that is not complete (`not-leader` without an address, as of a node
 *   that has just lost its leader) makes the conversion throw;
 * - it converts events in event handlers, where an event without an id or a stream makes the conversion throw.
 */
function contain(client: Private): void {
  const { handleError, GRPCStreamCreator } = client;
  // What it would tell is known to the call that failed, and to the next one.
  client.handleError = (...args) => handleError(...args).catch(() => undefined);
  client.GRPCStreamCreator = (Client, name, create) =>
    GRPCStreamCreator(Client, name, (grpc) => {
      const made = create(grpc);
      const call = made as unknown as Call;
      const { emit } = call;
      call.emit = (event, ...args) => {
        if (event === 'error') return emit.call(call, event, ...args.map(convertible));
        if (event !== 'data' || isReadable(args[0])) return emit.call(call, event, ...args);
        return call.destroy(unavailable('the server sent an event without an id or a stream')) !== undefined;
      };
      return made;
    });
}

/** The error itself where the client can convert it: by gRPC's own it recognizes what it cancelled itself. */
function convertible(error: unknown): unknown {
  try {
    convertToCommandError(error as Error);
    return error;
  } catch {
    return unavailable((error as Error).message);
  }
}

function isReadable(message: unknown): boolean {
  const record = (message as Partial<ReadResp>).getEvent?.()?.getEvent();
  return record === undefined || (record.hasId() && record.hasStreamIdentifier());
}

/** @param message copied by the constructor, as is the code, and nothing else */
const unavailable = (message: string): UnavailableError =>
  new UnavailableError({ code: UNAVAILABLE, message } as never);

type Secured = { connectionOptions?: { servername?: string } };
type ChannelCredentials = { _createSecureConnector: (this: unknown, ...args: unknown[]) => Secured };

let namesNoAddress = false;

/**
 * Over TLS a host is told its name, for which RFC 6066 allows no address: Node.js warns of one (DEP0123), and gRPC gives one all
 * the same. Without it the certificate is still held against the address. For all connections of gRPC in the process, since
 * the client makes its own in three places.
 */
function nameNoAddress(): void {
  if (namesNoAddress) return;
  namesNoAddress = true;
  const secured = Object.getPrototypeOf(credentials.createSsl()) as ChannelCredentials;
  const { _createSecureConnector: create } = secured;
  // oxlint-disable-next-line eslint/no-underscore-dangle -- gRPC's name
  secured._createSecureConnector = function (...args) {
    const connector = create.apply(this, args);
    if (isIP(connector.connectionOptions?.servername ?? '') !== 0)
      delete connector.connectionOptions!.servername;
    return connector;
  };
}
