import { promisify } from 'node:util';
import type { Empty as EmptyMessage } from '@eventstore/db-client/generated/shared_pb.js';
import type { ClusterInfo as ClusterAnswer } from '@eventstore/db-client/generated/gossip_pb.js';
import type { SupportedMethods as Methods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import type { Elsewhere, Users } from './gate.js';
import { gateOf } from './gate.js';
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
import type { Certificate } from './self-signed.js';
import { serveBatchAppends, serveUnaryAppend } from './serve-appends.js';
import { serveReads } from './serve-reads.js';
import { StoredLog } from './stored-log.js';

export type Member = { port: number; state: 'LEADER' | 'FOLLOWER' | 'UNKNOWN'; isAlive: boolean };

/** What a member knows of the others. */
export type Cluster = {
  gossip(): readonly Member[];
  /** Who leads, asked by the one at a port; nobody when it does itself, or when nobody does. */
  elsewhere(port: number): ReturnType<Elsewhere>;
};

export type DoubleOptions = {
  tls?: Certificate;
  /** Without any, everybody may do everything. */
  users?: Users;
  /** Of the other members, whose it is, too. */
  log?: StoredLog;
  cluster?: Cluster;
  /** That the server says it is; default 24.10.5. */
  release?: string;
  /** The address it listens on; default 127.0.0.1. */
  host?: string;
};

/**
 * A server that speaks EventStoreDB's protocol by the definitions that the client ships, keeps streams in memory and
 * answers as real servers were observed to (observed-answers.json; the spec beside it asks). No disk, no deleting. It can
 * be made to fail in ways that a real one does once a year. With TLS, with users, and as a member of a cluster it answers
 * by the server's own source: that has not been held against real ones.
 */
export class EventStoreDbDouble {
  readonly log: StoredLog;
  /** May be changed at any time. */
  readonly faults: Faults = {};
  /** What it was asked so far: appends, reads, the events that reads gave, and where each subscription was to begin. */
  readonly calls = { append: 0, read: 0, eventsRead: 0, eventsFollowed: 0, followedFrom: [] as bigint[] };
  #server: Server | undefined;
  #port: number;

  /** @param port a free one if it is not given */
  static async start(port = 0, options: DoubleOptions = {}): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(port, options);
    await double.start();
    return double;
  }

  private constructor(
    port: number,
    private readonly options: DoubleOptions,
  ) {
    this.#port = port;
    this.log = options.log ?? new StoredLog();
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return this.urlFor('esdb');
  }

  /** The same server by asking a member of the cluster who leads it. */
  get discoveredUrl(): string {
    return this.urlFor('esdb+discover');
  }

  /** @param user `name:password` */
  urlFor(scheme: 'esdb' | 'esdb+discover', user?: string): string {
    const { tls } = this.options;
    const query = tls ? `tlsCAFile=${tls.certificateFile}` : 'tls=false';
    return `${scheme}://${user === undefined ? '' : `${user}@`}127.0.0.1:${this.#port}?${query}`;
  }

  get #address(): string {
    return `${this.options.host ?? '127.0.0.1'}:${this.#port}`;
  }

  /** Serves at the same port as before, with the same streams. */
  async start(): Promise<void> {
    const server = new Server();
    const { users, cluster } = this.options;
    const gate = gateOf(users, () => cluster?.elsewhere(this.#port));
    const unused = (_: unknown, respond: sendUnaryData<never>): void =>
      respond(Object.assign(new Error('the double does not delete'), { code: 12 }));
    server.addService(StreamsService, {
      read: serveReads(this.log, this.faults, gate, this.calls),
      append: serveUnaryAppend(this.log, this.faults, gate, this.calls),
      batchAppend: serveBatchAppends(this.log, this.faults, gate, this.calls),
      delete: unused,
      tombstone: unused,
    });
    server.addService(ServerFeaturesService, {
      getSupportedMethods: supportedMethods(this.options.release ?? '24.10.5'),
    });
    server.addService(GossipService, { read: this.#members });
    const { tls } = this.options;
    const credentials = tls
      ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }])
      : ServerCredentials.createInsecure();
    this.#port = await promisify(server.bindAsync.bind(server))(this.#address, credentials);
    this.#server = server;
  }

  /** As `kill -9` looks from outside: every connection ends at once, and the port is closed. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Ends every connection and takes new ones. */
  dropConnections(): void {
    this.#server?.drain(this.#address, 0);
  }

  readonly #members = (
    _: ServerUnaryCall<EmptyMessage, ClusterAnswer>,
    respond: sendUnaryData<ClusterAnswer>,
  ): void => {
    if (this.faults.isHung) return;
    const { cluster } = this.options;
    const members = cluster?.gossip() ?? [{ port: this.#port, state: 'LEADER', isAlive: true }];
    const info = new ClusterInfo();
    for (const member of members) info.addMembers(memberInfo(member));
    respond(null, info);
  };
}

function memberInfo({ port, state, isAlive }: Member): InstanceType<typeof MemberInfo> {
  const member = new MemberInfo();
  member.setState(MemberInfo.VNodeState[state]);
  member.setIsAlive(isAlive);
  member.setTimeStamp('0');
  const endPoint = new EndPoint();
  endPoint.setAddress('127.0.0.1');
  endPoint.setPort(port);
  return member.setHttpEndPoint(endPoint);
}

const supportedMethods =
  (release: string) =>
  (_: ServerUnaryCall<EmptyMessage, Methods>, respond: sendUnaryData<Methods>): void => {
    const supported = new SupportedMethods();
    supported.setEventStoreServerVersion(release);
    for (const name of ['append', 'batchappend', 'read']) {
      const method = new SupportedMethod();
      method.setServiceName('event_store.client.streams.streams');
      method.setMethodName(name);
      supported.addMethods(method);
    }
    respond(null, supported);
  };
