import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Registry } from '@prometheus-io/client';
import type { Config } from '#config';
import type { FoldSource } from '#commands';
import { streamOf } from '#domain';
import { LogDamagedError } from '#evidence';
import type { ReadModelQueries, WorkspaceDamage } from '#read-models';
import { openReadModelQueries } from '#read-models';
import type { Closers } from '../closers.js';
import type { ComponentHealth, HealthRegistry } from '../health/health-registry.js';
import { LOG } from '../health/health-registry.js';
import { gauge } from '../metrics/registry.js';

const POLL_MS = 2_000;
/** That many damaged workspaces are counted, and each is logged once. */
const MAX_COUNTED = 1_000;
/** How long a checkpoint waits for the read models to have checked what the tree of the log has. */
const FOLD_MS = 2_000;

export type DamageWatchParts = {
  config: Config;
  logger: Logger;
  metrics: Registry;
  health: HealthRegistry;
  closers: Closers;
};

/**
 * What is known of damage to the log, from the read models, where folding and verification note it: told to operators by
 * health, a gauge and one log line for each workspace, and asked before a checkpoint is signed.
 */
export class DamageWatch {
  /** Resolves when the streams that matter most were checked since this process started. */
  readonly checked: Promise<void>;
  #checkIsDone: () => void = () => undefined;
  #count: number | undefined;
  #first: WorkspaceDamage | undefined;
  /** By stream. */
  readonly #known = new Map<string, WorkspaceDamage>();

  constructor(
    private readonly queries: Pick<ReadModelQueries, 'damages' | 'position' | 'waitFor'>,
    private readonly logger: Pick<Logger, 'error'>,
  ) {
    this.checked = new Promise((resolve) => (this.#checkIsDone = resolve));
  }

  static async open({ config, logger, metrics, health, closers }: DamageWatchParts): Promise<DamageWatch> {
    const queries = await openReadModelQueries(config.readModelUrl);
    const watch = new DamageWatch(queries, logger);
    // Who does not fold has nobody to wait for.
    if (!config.roles.has('projections')) watch.checkDone();
    health.register(LOG, () => watch.health());
    gauge(
      metrics,
      'support_access_damaged_workspaces',
      `Workspaces whose log is damaged, up to ${MAX_COUNTED}`,
      () => watch.#count,
    );
    const stopping = new AbortController();
    const polling = watch.#poll(stopping.signal);
    closers.add('the watch for damage', async () => {
      stopping.abort();
      await polling;
      await queries.close();
    });
    return watch;
  }

  health(): ComponentHealth {
    const reason = this.degraded();
    return reason === undefined ? { status: 'up' } : { status: 'down', reason };
  }

  /** Called by whoever folds the log, when its check at the start is over. */
  checkDone(): void {
    this.#checkIsDone();
  }

  /** What is wrong, as a sentence for operators; undefined as far as nothing is known to be. */
  degraded(): string | undefined {
    if (this.#first === undefined || this.#count === undefined) return undefined;
    const { workspaceId, revision, what } = this.#first;
    const others = this.#count > 1 ? ` and ${this.#count - 1} more` : '';
    return `the log of workspace ${workspaceId}${others} is damaged from revision ${revision} on: ${what}`;
  }

  /**
   * Called before a checkpoint is signed, since a signature says that the log is whole.
   * @param position how far the tree is that would be signed
   * @returns why nothing may be signed
   * @throws ReadModelUnavailableError
   */
  async obstacle(position: bigint): Promise<string | undefined> {
    if (!(await this.queries.waitFor(position, FOLD_MS))) return 'the newest events are not checked yet';
    await this.look();
    return this.degraded();
  }

  /**
   * Called before anything is decided from a stream: a fold does not see that the end of its stream was removed.
   * @throws LogDamagedError
   */
  refuse(stream: string): void {
    const damage = this.#known.get(stream);
    if (damage === undefined) return;
    const { revision, position, what } = damage;
    throw new LogDamagedError(stream, revision, position === undefined ? undefined : BigInt(position), what);
  }

  /** The store for folds: a stream that is known to be damaged is not read. */
  guard(store: FoldSource): FoldSource {
    const refuse = (stream: string): void => this.refuse(stream);
    return {
      ...(store.isSoleWriter && { isSoleWriter: store.isSoleWriter }),
      snapshots: store.snapshots,
      async *readStream(stream, fromRevision) {
        refuse(stream);
        yield* store.readStream(stream, fromRevision);
      },
    };
  }

  async look(): Promise<void> {
    const damages = await this.queries.damages(MAX_COUNTED);
    this.#count = damages.length;
    this.#first = damages[0];
    const before = new Set(this.#known.keys());
    this.#known.clear();
    for (const damage of damages) {
      const { workspaceId, revision, position, what } = damage;
      const stream = streamOf(workspaceId);
      this.#known.set(stream, damage);
      if (before.has(stream)) continue;
      this.logger.error(
        { stream, revision, position, what },
        'the log of a workspace is damaged: access to it is denied and nothing is signed; ' +
          'see "A damaged log" in docs/operations.md',
      );
    }
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Read models that do not answer are told of by others.
      await this.look().catch(() => undefined);
      await sleep(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
