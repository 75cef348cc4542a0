import { rm } from 'node:fs/promises';
import { openEventReader } from '#event-store';
import { LIST_START, openDueListQueries } from '#expiry';
import { openReadModelQueries } from '#read-models';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { eventually } from '../support/eventually.js';
import { removeMembers } from '../support/group-members.js';
import { topicPrefix } from '../support/kafka-client.js';
import { LogCopy } from '../support/log-copy.js';
import { Random } from '../support/random.js';
import { temporaryDirectory } from '../support/scene.js';
import { filesIn, readModelUrl as fileIn } from '../support/service-under-test.js';
import type { SentCommands, Target } from '../support/topics-scene.js';
import { CATCH_UP_MS, topicSettings, TopicsScene } from '../support/topics-scene.js';
import { checkCheckpoints } from './check-checkpoints.js';
import { Cluster } from './cluster.js';
import type { Layout } from './layout.js';
import type { Member } from './member.js';

export type ClusterSceneOptions = {
  brokers: string;
  /** An empty database; without one the read models are in files. */
  readModelUrl?: string;
  /** Instead of a double in a process of its own. */
  store?: Store;
  layout: Layout;
  env?: Record<string, string>;
};

const ORIGIN = 'support.example.com/log';

/** What the log is on, and its end. */
export type Store = { url: string; close(): Promise<void> };

/** A cluster on topics, a database and an EventStoreDB of its own, and what must be true of what it leaves behind. */
export class ClusterScene extends TopicsScene {
  protected readonly target: Target;
  /** How many there are, when they have been looked at. */
  checkpoints = 0;

  private constructor(
    brokers: string,
    prefix: string,
    readonly directory: string,
    readonly store: Store,
    protected readonly readModelUrl: string,
    readonly cluster: Cluster,
  ) {
    super(brokers, prefix);
    this.target = cluster.target(new Random(1));
  }

  /** Nothing is started yet but the store: see {@link begin}. */
  static async prepare(suite: string, options: ClusterSceneOptions): Promise<ClusterScene> {
    const { brokers, layout, env } = options;
    const prefix = topicPrefix(suite);
    const directory = await temporaryDirectory(suite);
    const { readModelUrl = fileIn(directory), store = await startDoubleProcess() } = options;
    const cluster = await Cluster.prepare({
      layout,
      directory,
      eventStoreUrl: store.url,
      readModelUrl,
      env: {
        ...topicSettings(brokers, prefix),
        EVIDENCE_ORIGIN: ORIGIN,
        CHECKPOINT_SECONDS: '2',
        ...env,
      },
    });
    const scene = new ClusterScene(brokers, prefix, directory, store, readModelUrl, cluster);
    await scene.admin.connect();
    return scene;
  }

  async begin(): Promise<void> {
    await this.cluster.start();
    await this.observe();
  }

  /** As when its machine is gone; and the group of the command consumers knows it at once. */
  async kill(member: Member): Promise<void> {
    await member.service.stop('SIGKILL');
    if (member.has('commands')) await this.expel(member);
  }

  /** Takes a member out of the group, as its session timeout would. */
  async expel({ name }: Member): Promise<void> {
    await removeMembers(this.admin, this.brokers.split(',')[0]!, this.groupId, name);
  }

  /**
   * Stops what appends, lets the others bring the events topic, the read models and the due-list up to the log, and stops
   * them. No grant may end meanwhile that has not ended yet.
   * @returns the log, to which nothing is added any more
   */
  async settle(): Promise<LogCopy> {
    const { cluster } = this;
    await cluster.ready();
    const appending = cluster.with('api', 'commands');
    // Where all is one process, it is what brings the others up to the log, too.
    const after = cluster.members.filter((member) => !appending.includes(member));
    if (after.length > 0) await cluster.stopInOrder(appending);
    await this.#nothingDue();
    const log = await LogCopy.read(this.store.url);
    await this.#upTo(log);
    await cluster.stopInOrder();
    const { length } = (await LogCopy.read(this.store.url)).events;
    if (length !== log.events.length) throw new Error(`the log grew by ${length - log.events.length} events`);
    await this.readToEnd();
    return log;
  }

  /** Waits until a checkpoint is made: a process that takes over checks streams before it signs, which short lives do not end. */
  async signed(): Promise<void> {
    const reader = await openEventReader(this.store.url);
    const isDone = async (): Promise<boolean> => (await reader.lastCheckpoint()) !== undefined;
    try {
      await eventually('a checkpoint is made', isDone, {
        timeoutMs: 300_000,
        everyMs: 100,
        instead: () => this.cluster.output,
      });
    } finally {
      await reader.close();
    }
  }

  /** What has ended is recorded by now. */
  async #nothingDue(): Promise<void> {
    const reader = await openEventReader(this.store.url);
    const dueList = await openDueListQueries(this.readModelUrl);
    const isDone = async (): Promise<boolean> =>
      (await dueList.position()) >= (await reader.head()) &&
      (await dueList.due(Date.now(), LIST_START, 1)).length === 0;
    try {
      await eventually('every grant that has ended is recorded as expired', isDone, {
        timeoutMs: CATCH_UP_MS,
        everyMs: 100,
        instead: () => this.cluster.output,
      });
    } finally {
      await Promise.all([reader.close(), dueList.close()]);
    }
  }

  async #upTo(log: LogCopy): Promise<void> {
    const head = log.events.at(-1)?.position ?? 0n;
    const followers = [
      await openReadModelQueries(this.readModelUrl),
      await openDueListQueries(this.readModelUrl),
    ];
    const positions = (): Promise<bigint[]> => Promise.all(followers.map((follower) => follower.position()));
    let reached: bigint[] = [];
    const isDone = async (): Promise<boolean> => {
      reached = await positions();
      return this.publishedEvents >= log.events.length && reached.every((position) => position >= head);
    };
    try {
      await eventually('the events topic, the read models and the due-list have all of the log', isDone, {
        timeoutMs: CATCH_UP_MS,
        everyMs: 100,
        instead: () =>
          `${this.publishedEvents} of ${log.events.length} published, at ${reached.join()} of ${head}\n${this.cluster.output}`,
      });
    } finally {
      await Promise.all(followers.map((follower) => follower.close()));
    }
  }

  override async violations(log: LogCopy, sent: SentCommands): Promise<string[]> {
    const keysDir = filesIn(this.directory)['DEV_KEYS_DIR']!;
    const checkpoints = await checkCheckpoints(this.store.url, log, { origin: ORIGIN, keysDir });
    this.checkpoints = checkpoints.signed;
    return [...(await super.violations(log, sent)), ...checkpoints.violations];
  }

  async close(): Promise<void> {
    this.abandonLoads();
    await this.cluster.kill();
    await this.closeTopics();
    await this.store.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}
