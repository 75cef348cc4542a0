import type { Admin, Kafka } from 'kafkajs';
import type { SupportAccessEvent } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import { topicNames } from '#kafka';
import type { TopicNames } from '#kafka';
import { checkDecisions } from './check-decisions.js';
import { checkEventsTopic } from './check-events-topic.js';
import { checkEffects, checkEnds, checkLog, checkOrder } from './check-log.js';
import { checkReadModels } from './check-read-models.js';
import { checkResult, checkResults, ResultBook } from './check-results.js';
import type { CommandPlanner, PlannedCommand } from './command-planner.js';
import { nameOf } from './command-planner.js';
import { eventually } from './eventually.js';
import { HttpLoad } from './http-load.js';
import { kafkaClient, TopicWriter } from './kafka-client.js';
import { KafkaLoad } from './kafka-load.js';
import type { LogCopy } from './log-copy.js';
import type { Random } from './random.js';
import type { ServiceUnderTest } from './service-under-test.js';
import type { TopicRecord } from './topic-reader.js';
import { header, TopicReader } from './topic-reader.js';

export type Load = {
  /** Commands by Kafka. */
  perSecond: number;
  /** By HTTP, each with one command under way. */
  clients: number;
  /** Whether some commands go both ways. */
  shared?: boolean;
};

export type Loads = { kafka: KafkaLoad; http: HttpLoad };

/** In the order of their first delivery. */
export type SentCommands = { byKafka: readonly PlannedCommand[]; byHttp: readonly PlannedCommand[] };

/** What takes commands by HTTP, and what it said. */
export type Target = Pick<ServiceUnderTest, 'command' | 'output'>;

/** Enough for a service that starts on a busy machine with all that two hundred kills have left it to do. */
export const CATCH_UP_MS = 120_000;

/** Topics of a suite's own, the load that goes in, everything that comes out, and what must be true of that in the end. */
export abstract class TopicsScene {
  /** What the results topic said. */
  readonly results = new ResultBook();
  /** What came by the events topic, repetitions included. */
  readonly published: TopicRecord[] = [];
  readonly #publishedIds = new Set<string>();
  #planner: CommandPlanner | undefined;
  readonly #readers: TopicReader[] = [];
  readonly #loads: { abandon(): void }[] = [];
  #commands: TopicWriter | undefined;
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly topics: TopicNames;
  readonly groupId: string;
  /** Of the services, where it is not the default. */
  policy = DEFAULT_POLICY;
  /** Where its files are. */
  abstract readonly directory: string;
  /** Who is given commands by HTTP. */
  protected abstract get target(): Target;
  protected abstract readonly readModelUrl: string;

  protected constructor(
    protected readonly brokers: string,
    topicPrefix: string,
  ) {
    this.kafka = kafkaClient(brokers);
    this.admin = this.kafka.admin();
    this.topics = topicNames({ topicPrefix });
    this.groupId = groupOf(topicPrefix);
  }

  /** Starts what takes commands, and begins to read what comes out of it. */
  abstract begin(): Promise<void>;

  /** Lets everything come to rest, and stops it. @returns the log, to which nothing is added any more */
  abstract settle(): Promise<LogCopy>;

  abstract close(): Promise<void>;

  /** The newest of what the service said. */
  get output(): string {
    return this.target.output;
  }

  /** How many events of the log were published. */
  protected get publishedEvents(): number {
    return this.#publishedIds.size;
  }

  /** Begins to read what comes out of the topics, which are there by now. */
  protected async observe(): Promise<void> {
    await this.read(this.topics.results, (record) => this.results.add(record));
    await this.read(this.topics.events, (record) => {
      this.published.push(record);
      const id = header(record, 'ce_id') ?? '';
      if (!this.#publishedIds.has(id)) this.#planner?.note(eventOf(record));
      this.#publishedIds.add(id);
    });
    this.#commands = await TopicWriter.open(this.kafka, this.topics.commands);
  }

  /** Writes to the commands topic. */
  get commands(): TopicWriter {
    if (this.#commands === undefined) throw new Error('begin first');
    return this.#commands;
  }

  /** Lets a planner name what its commands opened, as it is published from now on. */
  tell(planner: CommandPlanner): void {
    this.#planner = planner;
  }

  /** Sends commands both ways until they are stopped, or this is closed. */
  startLoad(planner: CommandPlanner, random: Random, { perSecond, clients, shared }: Load): Loads {
    this.tell(planner);
    const kafka = new KafkaLoad(this.commands, planner, random, perSecond, () => this.results.first.size);
    const http = new HttpLoad(this.target, planner, random, shared === true ? kafka.sent : []);
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
      progress: () => this.results.first.size,
      instead: () =>
        `${missing().length} have none, such as ${missing().slice(0, 5).join()}\n${this.target.output}`,
    });
  }

  /** Resolves when everything that is in the topics has been read. */
  protected async readToEnd(): Promise<void> {
    for (const reader of this.#readers) await reader.caughtUp();
  }

  /** Everything that must hold of what was left behind; the empty list when it does. */
  async violations(log: LogCopy, sent: SentCommands): Promise<string[]> {
    const all = new Map([...sent.byKafka, ...sent.byHttp].map((planned) => [nameOf(planned), planned]));
    return [
      ...checkLog(log),
      ...checkEffects(log, all),
      ...checkEnds(log),
      ...checkDecisions(log, all, this.policy),
      ...checkOrder(log, sent.byKafka),
      ...checkResults(this.results, log, sent.byKafka),
      ...checkEventsTopic(this.published, log),
      ...(await checkReadModels(this.directory, log, this.readModelUrl)),
    ];
  }

  /** The same after loads, whose answers by HTTP must be those of the log, too. @param others sent by HTTP besides */
  async violationsOfLoads(
    log: LogCopy,
    { kafka, http }: Loads,
    others: readonly PlannedCommand[] = [],
  ): Promise<string[]> {
    const violations = await this.violations(log, { byKafka: kafka.sent, byHttp: [...http.sent, ...others] });
    for (const [name, result] of http.answers) violations.push(...checkResult(name, result, log));
    return violations;
  }

  /** Sends no more, at once: what is under way is not waited for. */
  protected abandonLoads(): void {
    for (const load of this.#loads) load.abandon();
  }

  protected async closeTopics(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await this.#commands?.close();
    await this.admin.disconnect();
  }
}

const eventOf = (record: TopicRecord): SupportAccessEvent =>
  ({
    type: header(record, 'ce_type'),
    data: JSON.parse(String(record.value)) as unknown,
  }) as SupportAccessEvent;

export const groupOf = (prefix: string): string => `${prefix}commands`;

/** What makes a service use the topics of a prefix. */
export const topicSettings = (brokers: string, prefix: string): Record<string, string> => ({
  KAFKA_BROKERS: brokers,
  KAFKA_TOPIC_PREFIX: prefix,
  KAFKA_GROUP_ID: groupOf(prefix),
});
