import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadModelQueries } from '#read-models';
import { eventually } from './eventually.js';
import { removeMembers } from './group-members.js';
import { topicPrefix } from './kafka-client.js';
import { LogCopy } from './log-copy.js';
import { eventStoreUrl, filesIn, freePort, readModelUrl, ServiceUnderTest } from './service-under-test.js';
import { CATCH_UP_MS, topicSettings, TopicsScene } from './topics-scene.js';

export type SceneOptions = {
  env?: Record<string, string>;
  /** See ServiceSettings. */
  through?: readonly string[];
  /** One that is there already; removed in the end. */
  directory?: string;
};

export const temporaryDirectory = (suite: string): Promise<string> =>
  mkdtemp(join(tmpdir(), `support-access-${suite}-`));

/** A service on files and topics of its own, everything that comes out of it, and what must be true of that in the end. */
export class Scene extends TopicsScene {
  private constructor(
    brokers: string,
    prefix: string,
    readonly directory: string,
    readonly service: ServiceUnderTest,
  ) {
    super(brokers, prefix);
  }

  /** Nothing is started yet: see {@link begin}. */
  static async prepare(suite: string, brokers: string, options: SceneOptions = {}): Promise<Scene> {
    const prefix = topicPrefix(suite);
    const { directory = await temporaryDirectory(suite), env, through = [] } = options;
    const service = await ServiceUnderTest.prepare({
      directory,
      port: await freePort(),
      env: { ...topicSettings(brokers, prefix), ...env },
      through,
    });
    const scene = new Scene(brokers, prefix, directory, service);
    await scene.admin.connect();
    return scene;
  }

  protected get target(): ServiceUnderTest {
    return this.service;
  }

  protected get readModelUrl(): string {
    return readModelUrl(this.directory);
  }

  /** Starts the service, which makes the topics, and begins to read what comes out of it. */
  async begin(): Promise<void> {
    await this.service.start();
    await this.observe();
  }

  /** As a crash of the machine's power would, but for the disk's cache; and the group knows at once that it is gone. */
  async kill(): Promise<void> {
    await this.service.stop('SIGKILL');
    await removeMembers(this.admin, this.brokers.split(',')[0]!, this.groupId);
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
    const queries = await openReadModelQueries(this.readModelUrl);
    try {
      const isDone = async (): Promise<boolean> =>
        this.publishedEvents >= log.events.length && (await queries.position()) >= head;
      await eventually('the events topic and the read models have all of the log', isDone, {
        timeoutMs: CATCH_UP_MS,
        instead: () => `${this.publishedEvents} of ${log.events.length} published\n${this.service.output}`,
      });
    } finally {
      await queries.close();
    }
    await this.stopInOrder();
    await this.readToEnd();
    return log;
  }

  async stopInOrder(): Promise<void> {
    const code = await this.service.stop('SIGTERM');
    if (code !== 0) throw new Error(`the service ended with ${code} after SIGTERM:\n${this.service.output}`);
  }

  async close(): Promise<void> {
    this.abandonLoads();
    await this.service.stop('SIGKILL');
    await this.closeTopics();
    await rm(this.directory, { recursive: true, force: true });
  }
}
