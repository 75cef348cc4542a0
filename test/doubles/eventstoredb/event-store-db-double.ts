import { promisify } from 'node:util';
import type { Empty as EmptyMessage } from '@eventstore/db-client/generated/shared_pb.js';
import type { ClusterInfo as Cluster } from '@eventstore/db-client/generated/gossip_pb.js';
import type { SupportedMethods as Methods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import {
  ClusterInfo,
  EndPoint,
  GossipService,
  MemberInfo,
  ServerFeaturesService,
  StreamsService,
  SupportedMethod,
  SupportedMethods,
} from './protocol.js';
import { serveBatchAppends, serveUnaryAppend } from './serve-appends.js';
import { serveReads } from './serve-reads.js';
import { StoredLog } from './stored-log.js';

/**
 * A server that speaks EventStoreDB's protocol by the definitions that the client ships, keeps streams in memory and
 * answers as real servers were observed to (observed-answers.json; the spec beside it asks). No disk, no cluster, no
 * users; no deleting either. It can be made to fail in ways that a real one does once a year.
 */
export class EventStoreDbDouble {
  readonly log = new StoredLog();
  /** May be changed at any time. */
  readonly faults: Faults = {};
  #server: Server | undefined;
  #port = 0;

  /** @param port a free one if it is not given; on loopback */
  static async start(
    port = 0,
    credentials = ServerCredentials.createInsecure(),
  ): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(credentials);
    double.#port = port;
    await double.start();
    return double;
  }

  private constructor(private readonly credentials: ServerCredentials) {}

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.#port}?tls=false`;
  }

  /** The same server by asking a member of the cluster who leads it. */
  get discoveredUrl(): string {
    return `esdb+discover://127.0.0.1:${this.#port}?tls=false`;
  }

  /** Serves at the same port as before, with the same streams. */
  async start(): Promise<void> {
    const server = new Server();
    const unused = (_: unknown, respond: sendUnaryData<never>): void =>
      respond(Object.assign(new Error('the double does not delete'), { code: 12 }));
    server.addService(StreamsService, {
      read: serveReads(this.log, this.faults),
      append: serveUnaryAppend(this.log, this.faults),
      batchAppend: serveBatchAppends(this.log, this.faults),
      delete: unused,
      tombstone: unused,
    });
    server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods });
    server.addService(GossipService, { read: this.#members });
    this.#port = await promisify(server.bindAsync.bind(server))(`127.0.0.1:${this.#port}`, this.credentials);
    this.#server = server;
  }

  /** As `kill -9` looks from outside: every connection ends at once, and the port is closed. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Ends every connection and takes new ones. */
  dropConnections(): void {
    this.#server?.drain(`127.0.0.1:${this.#port}`, 0);
  }

  readonly #members = (_: ServerUnaryCall<EmptyMessage, Cluster>, respond: sendUnaryData<Cluster>): void => {
    const member = new MemberInfo();
    member.setState(MemberInfo.VNodeState.LEADER);
    member.setIsAlive(true);
    member.setTimeStamp('0');
    const endPoint = new EndPoint();
    endPoint.setAddress('127.0.0.1');
    endPoint.setPort(this.#port);
    member.setHttpEndPoint(endPoint);
    const info = new ClusterInfo();
    info.addMembers(member);
    respond(null, info);
  };
}

function supportedMethods(_: ServerUnaryCall<EmptyMessage, Methods>, respond: sendUnaryData<Methods>): void {
  const supported = new SupportedMethods();
  supported.setEventStoreServerVersion('24.6.0-double');
  for (const name of ['append', 'batchappend', 'read']) {
    const method = new SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    supported.addMethods(method);
  }
  respond(null, supported);
}
