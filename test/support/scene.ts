import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Admin, Kafka } from 'kafkajs';
import { topicNames } from '#kafka';
import type { TopicNames } from '#kafka';
import { openReadModelQueries } from '#read-models';
import { checkDecisions } from './check-decisions.js';
import { checkEventsTopic } from './check-events-topic.js';
import { checkEffects, checkLog, checkOrder } from './check-log.js';
import { checkReadModels } from './check-read-models.js';
import { checkResults, ResultBook } from './check-results.js';
import type { CommandPlanner, PlannedCommand } from './command-planner.js';
import { nameOf } from './command-planner.js';
import { eventually } from './eventually.js';
import { removeMembers } from './group-members.js';
import { HttpLoad } from './http-load.js';
import { kafkaClient, TopicWriter, topicPrefix } from './kafka-client.js';
import { KafkaLoad } from './kafka-load.js';
import { LogCopy } from './log-copy.js';
import type { Random } from './random.js';
import { eventStoreUrl, filesIn, freePort, readModelUrl, ServiceUnderTest } from './service-under-test.js';
import type { TopicRecord } from './topic-reader.js';
import { header, TopicReader } from './topic-reader.js';

export type SceneOptions = {
  env?: Record<string, string>;
  /** See ServiceSettings. */
  through?: readonly string[];
  /** One that is there already; removed in the end. */
  directory?: string;
};

export type Load = {
  /** Commands by Kafka. */
  perSecond: number;
  /** By HTTP, each with one command under way. */
  clients: number;
  /** Whether some commands go both ways. */
  shared?: boolean;
};

export type Loads = { kafka: KafkaLoad; http: HttpLoad };

export const temporaryDirectory = (suite: string): Promise<string> =>
  mkdtemp(join(tmpdir(), `support-access-${suite}-`));

/** Enough for a service that starts on a busy machine with all that two hundred kills have left it to do. */
const CATCH_UP_MS = 120_000;

/** A service on files and topics of its own, everything that comes out of it, and what must be true of that in the end. */
export class Scene {
  /** What the results topic said. */
  readonly results = new ResultBook();
  /** What came by the events topic, repetitions included. */
  readonly published: TopicRecord[] = [];
  readonly #publishedIds = new Set<string>();
  readonly #readers: TopicReader[] = [];
  readonly #loads: { abandon(): void }[] = [];
  #commands: TopicWriter | undefined;

  private constructor(
    readonly kafka: Kafka,
    readonly admin: Admin,
    readonly topics: TopicNames,
    readonly groupId: string,
    readonly directory: string,
    readonly service: ServiceUnderTest,
    private readonly brokers: string,
  ) {}

  /** Nothing is started yet: see {@link begin}. */
  static async prepare(suite: string, brokers: string, options: SceneOptions = {}): Promise<Scene> {
    const kafka = kafkaClient(brokers);
    const admin = kafka.admin();
    await admin.connect();
    const prefix = topicPrefix(suite);
    const groupId = `${prefix}commands`;
    const { directory = await temporaryDirectory(suite), env, through = [] } = options;
    const service = await ServiceUnderTest.prepare({
      directory,
      port: await freePort(),
      env: { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix, KAFKA_GROUP_ID: groupId, ...env },
      through,
    });
    return new Scene(kafka, admin, topicNames({ topicPrefix: prefix }), groupId, directory, service, brokers);
  }

  /** Starts the service, which makes the topics, and begins to read what comes out of it. */
  async begin(): Promise<void> {
    await this.service.start();
    await this.read(this.topics.results, (record) => this.results.add(record));
    await this.read(this.topics.events, (record) => {
      this.published.push(record);
      this.#publishedIds.add(header(record, 'ce_id') ?? '');
    });
    this.#commands = await TopicWriter.open(this.kafka, this.topics.commands);
  }

  /** Writes to the commands topic. */
  get commands(): TopicWriter {
    if (this.#commands === undefined) throw new Error('begin first');
    return this.#commands;
  }

  /** Sends commands both ways until they are stopped, or this is closed. */
  startLoad(planner: CommandPlanner, random: Random, { perSecond, clients, shared }: Load): Loads {
    const kafka = new KafkaLoad(this.commands, planner, random, perSecond, () => this.results.first.size);
    const http = new HttpLoad(this.service, planner, random, shared === true ? kafka.sent : []);
    this.#loads.push(kafka, http);
    kafka.start();
    http.start(clients);
    return { kafka, http };
  }

  async read(topic: string, onRecord?: (record: TopicRecord) => void): Promise<TopicReader> {
    const reader = await TopicReader.open(this.kafka, topic, onRecord);
    this.#readers.push(reader);
    return reader;
  }

  /** As a crash of the machine's power would, but for the disk's cache; and the group knows at once that it is gone. */
  async kill(): Promise<void> {
    await this.service.stop('SIGKILL');
    await removeMembers(this.admin, this.brokers.split(',')[0]!, this.groupId);
  }

  /** Messages of the commands topic that are handled and committed. */
  async committed(): Promise<bigint> {
    const topics = [this.topics.commands];
    const [topic] = await this.admin.fetchOffsets({ groupId: this.groupId, topics });
    const offsets = topic?.partitions.map(({ offset }) => BigInt(offset)) ?? [];
    return offsets.reduce((sum, offset) => (offset > 0n ? sum + offset : sum), 0n);
  }

  /** How many records a topic has been given. */
  async produced(topic: string): Promise<bigint> {
    const ends = await this.admin.fetchTopicOffsets(topic);
    return ends.reduce((sum, { high }) => sum + BigInt(high), 0n);
  }

  /** Resolves when every command that was sent by Kafka has a result. */
  async answered(sent: readonly PlannedCommand[], timeoutMs = CATCH_UP_MS): Promise<void> {
    const missing = (): string[] => sent.map(nameOf).filter((name) => !this.results.first.has(name));
    const isAnswered = (): boolean => this.results.first.size >= sent.length && missing().length === 0;
    await eventually('every command has a result', isAnswered, {
      timeoutMs,
      everyMs: 100,
      instead: () =>
        `${missing().length} have none, such as ${missing().slice(0, 5).join()}\n${this.service.output}`,
    });
  }

  /**
   * Stops the service, lets one without anything that appends bring the events topic and the read models up to the log, and
   * stops that. It works on the files of the scene's directory, wherever the service's were before.
   * @returns the log, to which nothing is added any more
   */
  async settle(): Promise<LogCopy> {
    await this.stopInOrder();
    await this.service.start({ ROLES: 'projections,publisher', ...filesIn(this.directory) });
    const log = await LogCopy.read(eventStoreUrl(this.directory));
    const head = log.events.at(-1)?.position ?? 0n;
    const queries = await openReadModelQueries(readModelUrl(this.directory));
    try {
      const isDone = async (): Promise<boolean> =>
        this.#publishedIds.size >= log.events.length && (await queries.position()) >= head;
      await eventually('the events topic and the read models have all of the log', isDone, {
        timeoutMs: CATCH_UP_MS,
        instead: () => `${this.#publishedIds.size} of ${log.events.length} published\n${this.service.output}`,
      });
    } finally {
      await queries.close();
    }
    await this.stopInOrder();
    for (const reader of this.#readers) await reader.caughtUp();
    return log;
  }

  /** Everything that must hold of what the service has left behind; the empty list when it does. */
  async violations(log: LogCopy, sent: SentCommands): Promise<string[]> {
    const all = new Map([...sent.byKafka, ...sent.byHttp].map((planned) => [nameOf(planned), planned]));
    return [
      ...checkLog(log),
      ...checkEffects(log, all),
      ...checkDecisions(log, all),
      ...checkOrder(log, sent.byKafka),
      ...checkResults(this.results, log, sent.byKafka),
      ...checkEventsTopic(this.published, log),
      ...(await checkReadModels(this.directory, log)),
    ];
  }

  async stopInOrder(): Promise<void> {
    const code = await this.service.stop('SIGTERM');
    if (code !== 0) throw new Error(`the service ended with ${code} after SIGTERM:\n${this.service.output}`);
  }

  async close(): Promise<void> {
    for (const load of this.#loads) load.abandon();
    await this.service.stop('SIGKILL');
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await this.#commands?.close();
    await this.admin.disconnect();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** In the order of their first delivery. */
export type SentCommands = { byKafka: readonly PlannedCommand[]; byHttp: readonly PlannedCommand[] };
