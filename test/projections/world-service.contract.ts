import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandDoor, WorkspaceFolds } from '#commands';
import type { Command } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import type { EventReader, EventStore } from '#event-store';
import { LogReplacedError } from '#event-store';
import type { DueList } from '#expiry';
import { openDueList } from '#expiry';
import type { ReadModels } from '#read-models';
import { openReadModels } from '#read-models';
import { BatchingTarget, LogFollower } from '#derived';
import type { LogTree } from '#evidence';
import { openLogTree } from '#evidence';
import { AccessCheck } from '../../apps/service/api/access/access-check.js';
import { DamageWatch } from '../../apps/service/workers/evidence/damage-watch.js';
import { verifiedLogDoor } from '../../apps/service/workers/evidence/verified-log-door.js';
import { LogVerification } from '../../apps/service/workers/projections/log-verification.js';
import { openHurriedReader, openHurriedStore } from '../../libs/event-store/eventstoredb/hurried.contract.js';

const policy = { ...DEFAULT_POLICY, sessionMinutes: 30 };

export class WorldClock {
  #now = Date.parse('2026-11-22T09:00:00.000Z');
  readonly now = (): number => this.#now;
  readonly pass = (ms: number): void => void (this.#now += ms);
}

/** A process that takes commands and answers checks. */
export class WorldDoor {
  readonly store: EventStore;
  readonly #door;
  readonly #check;

  constructor(url: string, clock: WorldClock, watch: DamageWatch) {
    this.store = openHurriedStore(url);
    const folds = new WorkspaceFolds(watch.guard(this.store), undefined, watch.folds);
    watch.onReplaced((reason) => folds.close(reason));
    this.#door = verifiedLogDoor(
      new CommandDoor(this.store, clock, { policy, folds, retryDelaysMs: [1, 5] }),
      () => undefined,
      (stream) => watch.refuse(stream),
      (error) => watch.notice(error),
    );
    this.#check = new AccessCheck(folds, this.store, clock);
  }

  /** @returns the outcome, or the error's code */
  send(commandId: string, command: Command): Promise<string> {
    return this.#door.execute({ commandId, command, source: { kind: 'http' } }).then(
      ({ result }) => result.outcome,
      (error: unknown) => (error as { code?: string }).code ?? String(error),
    );
  }

  /** @returns true, or why not: a reason, or an error's code */
  async ask(workspaceId: string, strong: boolean): Promise<true | string> {
    const request = { workspaceId, engineerId: 'erin', action: 'login' as const };
    try {
      const answer =
        this.#check.atOnce(request, { strong }) ?? (await this.#check.decide(request, { strong }));
      return answer.allowed || answer.reason;
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }
}

/** The real parts of one process, which also folds the log. */
export class WorldService {
  static readonly #silent = { error: () => undefined } as never;
  readonly watch: DamageWatch;
  readonly door: WorldDoor;
  /** What ended following that should not have. */
  failure: string | undefined;
  #followed = true;
  readonly #stopping = new AbortController();
  readonly #reader: EventReader;
  readonly #follower: LogFollower;
  readonly #gathering: BatchingTarget;
  readonly #running: Promise<void>;

  private constructor(
    url: string,
    clock: WorldClock,
    readonly models: ReadModels,
    readonly tree: LogTree,
    readonly dueList: DueList,
  ) {
    this.watch = new DamageWatch(models.queries, WorldService.#silent);
    this.door = new WorldDoor(url, clock, this.watch);
    this.#reader = openHurriedReader(url);
    this.#gathering = new BatchingTarget(tree);
    this.#follower = new LogFollower(this.#reader, [this.#gathering, models, dueList]);
    this.#running = this.#follower.run(this.#stopping.signal).catch((error: unknown) => {
      this.#followed = false;
      if (error instanceof LogReplacedError) this.watch.replaced(error);
      else this.failure = `following ended with ${String(error)}`;
    });
  }

  static async open(url: string, directory: string, clock: WorldClock): Promise<WorldService> {
    const place = `sqlite:${join(directory, 'read-models.db')}`;
    return new WorldService(
      url,
      clock,
      await openReadModels(place),
      await openLogTree(place),
      await openDueList(place),
    );
  }

  get isReplaced(): boolean {
    return this.watch.identity().status === 'down';
  }

  get isFollowing(): boolean {
    return this.#followed;
  }

  /** Whether everything is folded up to a position. */
  async isAt(position: bigint): Promise<boolean> {
    for (const each of [this.models.queries, this.tree, this.dueList])
      if ((await each.position()) !== position) return false;
    return true;
  }

  /** What runs in the background now and again. */
  async verify(): Promise<void> {
    const { models, tree } = this;
    const say = (): void => undefined;
    const verification = new LogVerification({ reader: this.#reader, models, tree, verifyHours: 24, say });
    await verification.verifyAll(this.#stopping.signal);
    await this.door.store.requireSameLog().catch((error: unknown) => this.watch.notice(error));
    await this.watch.look();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await Promise.all([this.#reader.close(), this.door.store.close()]);
    await Promise.all([this.#gathering.close(), this.models.close(), this.dueList.close()]);
  }
}

export async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'world-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}
