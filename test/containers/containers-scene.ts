import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openReadModelQueries } from '#read-models';
import type { PlannedCommand } from '../support/command-planner.js';
import { CommandPlanner } from '../support/command-planner.js';
import { cloudEvent } from '../support/command-message.js';
import { eventually } from '../support/eventually.js';
import { LogCopy } from '../support/log-copy.js';
import { Random } from '../support/random.js';
import { eventStoreUrl, readModelUrl } from '../support/service-under-test.js';
import type { Loads, Target } from '../support/topics-scene.js';
import { CATCH_UP_MS, TopicsScene } from '../support/topics-scene.js';
import { temporaryDirectory } from '../support/scene.js';
import type { ComposeProject } from './compose-project.js';

/** Where the log and the read models are, seen from this machine. */
export type Stores = { eventStoreUrl: string; readModelUrl: string };

export type ContainersOptions = {
  /** What is sent comes of this. */
  seed: number;
  project: ComposeProject;
  /** Published on loopback. */
  httpPort: number;
  kafkaPort: number;
  /** The services of our own that write to the stores. */
  roles: readonly string[];
  /** While they run. */
  stores: () => Promise<Stores>;
  /** The volume that has both, where they are files: of one that is stopped a copy is looked at, so that root touches none of them. */
  files?: string;
};

/** Not more: what is tried is whether anything is lost, not how much goes through. */
const LOAD = { perSecond: 40, clients: 3, shared: true };
const WORKSPACES = 100;
/** No grant ends while it is looked at. */
const DURATION = { least: 60, most: 10_080 };

/** A compose project as what takes commands, all that comes out of it, and what must be true of what it leaves behind. */
export class ContainersScene extends TopicsScene {
  readonly directory: string;
  protected readonly target: Target;
  protected readModelUrl = '';
  readonly #loads: Loads[] = [];
  readonly #random: Random;
  readonly #planner: CommandPlanner;

  private constructor(
    private readonly options: ContainersOptions,
    directory: string,
    private readonly token: string,
  ) {
    super(`localhost:${options.kafkaPort}`, '');
    this.directory = directory;
    this.#random = new Random(options.seed);
    this.#planner = new CommandPlanner(this.#random, { workspaces: WORKSPACES, durationMinutes: DURATION });
    this.target = { command: (event) => this.#command(event), output: 'docker compose logs' };
  }

  /** Of a project that is up. */
  static async prepare(options: ContainersOptions): Promise<ContainersScene> {
    const token = await options.project.run('run', '--rm', '-T', 'token', 'service', 'load');
    return new ContainersScene(options, await temporaryDirectory('containers'), token);
  }

  async begin(): Promise<void> {
    await this.admin.connect();
    await this.observe();
  }

  get url(): string {
    return `http://127.0.0.1:${this.options.httpPort}`;
  }

  /** Sends commands both ways while something is done, and waits until each has its answer. */
  async underLoad(work: () => Promise<void>): Promise<void> {
    const loads = this.startLoad(this.#planner, this.#random, LOAD);
    this.#loads.push(loads);
    await work();
    await loads.kafka.stop();
    await loads.http.stop();
    await this.answered(this.#loads.flatMap(({ kafka }) => kafka.sent));
  }

  /** One command, which has to be accepted at once. */
  async accepted(planned: PlannedCommand): Promise<void> {
    const { status, body } = await this.#command(cloudEvent(planned, this.#random));
    if (status !== 200) throw new Error(`${planned.commandId}: ${status} ${JSON.stringify(body)}`);
  }

  /** Commands that were acknowledged. */
  get acknowledged(): { kafka: number; http: number } {
    const sum = (counts: number[]): number => counts.reduce((all, count) => all + count, 0);
    return {
      kafka: sum(this.#loads.map(({ kafka }) => kafka.sent.length)),
      http: sum(this.#loads.map(({ http }) => http.answers.size)),
    };
  }

  /** Lets everything catch up with the log, stops what writes, and reads the log. */
  async settle(): Promise<LogCopy> {
    const { project, roles, files } = this.options;
    let stores = await this.options.stores();
    const log = await LogCopy.read(stores.eventStoreUrl);
    await this.#upTo(log, stores);
    await project.run('stop', ...roles);
    if (files !== undefined) {
      const copy = join(this.directory, 'stopped');
      await rm(copy, { recursive: true, force: true });
      await mkdir(copy);
      await cp(files, copy, { recursive: true });
      stores = { eventStoreUrl: eventStoreUrl(copy), readModelUrl: readModelUrl(copy) };
    }
    this.readModelUrl = stores.readModelUrl;
    const { length } = (await LogCopy.read(stores.eventStoreUrl)).events;
    if (length !== log.events.length) throw new Error(`the log grew by ${length - log.events.length} events`);
    await this.readToEnd();
    return log;
  }

  /** What is wrong with what is there after all loads. Nothing runs of our own then. @param others sent by HTTP besides */
  async allViolations(others: readonly PlannedCommand[] = []): Promise<string[]> {
    const log = await this.settle();
    const [first, ...more] = this.#loads as [Loads, ...Loads[]];
    for (const { kafka, http } of more) {
      first.kafka.sent.push(...kafka.sent);
      first.http.sent.push(...http.sent);
      for (const [name, answer] of http.answers) first.http.answers.set(name, answer);
    }
    return this.violationsOfLoads(log, first, others);
  }

  async close(): Promise<void> {
    this.abandonLoads();
    await this.closeTopics();
    await rm(this.directory, { recursive: true, force: true });
  }

  async #command(event: object): Promise<Awaited<ReturnType<Target['command']>>> {
    const response = await fetch(`${this.url}/v1/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(15_000),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  async #upTo(log: LogCopy, stores: Stores): Promise<void> {
    const head = log.events.at(-1)?.position ?? 0n;
    const queries = await openReadModelQueries(stores.readModelUrl);
    try {
      const isDone = async (): Promise<boolean> =>
        this.publishedEvents >= log.events.length && (await queries.position()) >= head;
      await eventually('the events topic and the read models have all of the log', isDone, {
        timeoutMs: CATCH_UP_MS,
        everyMs: 200,
        progress: () => this.publishedEvents,
        instead: () => `${this.publishedEvents} of ${log.events.length} published`,
      });
    } finally {
      await queries.close();
    }
  }
}
