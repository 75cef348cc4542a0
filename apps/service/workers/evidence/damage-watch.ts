import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Registry } from '@prometheus-io/client';
import type { Config } from '#config';
import type { FoldObserver, FoldSource } from '#commands';
import { streamOf } from '#domain';
import type { EventReader } from '#event-store';
import { LogReplacedError } from '#event-store';
import { LogDamagedError } from '#evidence';
import type { ReadModelQueries, WorkspaceDamage } from '#read-models';
import { openReadModelQueries } from '#read-models';
import type { ShutdownStack } from '../../shutdown-stack.js';
import type { ComponentHealth, HealthRegistry } from '../../operations/health/health-registry.js';
import { LOG, LOG_IDENTITY } from '../../operations/health/health-registry.js';
import { gauge } from '../../operations/metrics/registry.js';

const POLL_MS = 2_000;
/** How often the log is asked whether it is still the same, while nothing else gives reason to ask. */
const SAME_LOG_MS = 60_000;
/** That many damaged workspaces are counted, and each is logged once. */
const MAX_COUNTED = 1_000;
/** How long a checkpoint waits for the read models to have checked what the tree of the log has. */
const FOLD_MS = 2_000;

export type DamageWatchParts = {
  config: Config;
  logger: Logger;
  metrics: Registry;
  health: HealthRegistry;
  shutdown: ShutdownStack;
};

type DamageFacts = { stream: string; revision: number; position?: bigint | string | undefined; what: string };

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
  /** Found by this process when it read a stream, until it reads it and finds it sound; those that follow the log may not see it. */
  readonly #found = new Map<string, LogDamagedError>();
  #gone: string | undefined;
  #replaced: LogReplacedError | undefined;
  readonly #replacing = new AbortController();

  constructor(
    private readonly queries: Pick<ReadModelQueries, 'damages' | 'position' | 'waitFor'>,
    private readonly logger: Pick<Logger, 'error'>,
  ) {
    this.checked = new Promise((resolve) => (this.#checkIsDone = resolve));
  }

  static async open({ config, logger, metrics, health, shutdown }: DamageWatchParts): Promise<DamageWatch> {
    const queries = await openReadModelQueries(config.readModelUrl);
    const watch = new DamageWatch(queries, logger);
    // Who does not fold has nobody to wait for.
    if (!config.roles.has('projections')) watch.checkDone();
    health.register(LOG, () => watch.health());
    health.register(LOG_IDENTITY, () => watch.identity());
    gauge(
      metrics,
      'support_access_damaged_workspaces',
      `Workspaces whose log is damaged, up to ${MAX_COUNTED}`,
      () => (watch.#count === undefined ? undefined : Math.max(watch.#count, watch.#found.size)),
    );
    gauge(
      metrics,
      'support_access_log_replaced',
      '1 once the log was found not to hold what was read from it before; nothing is written or signed then',
      () => (watch.#replaced === undefined ? 0 : 1),
    );
    const stopping = new AbortController();
    const polling = watch.#poll(stopping.signal);
    shutdown.add('the watch for damage', async () => {
      stopping.abort();
      await polling;
      await queries.close();
    });
    return watch;
  }

  health(): ComponentHealth {
    const reason = this.degraded() ?? this.#gone;
    return reason === undefined ? { status: 'up' } : { status: 'down', reason };
  }

  /** Called by the part that folds the log when its check at the start is over. */
  checkDone(): void {
    this.#checkIsDone();
  }

  /** Whether the log is the one that it was. */
  identity(): ComponentHealth {
    return this.#replaced === undefined
      ? { status: 'up' }
      : { status: 'down', reason: this.#replaced.message };
  }

  /**
   * Called by whoever finds that the log does not hold what was read from it before. For the life of this process nothing is
   * decided from it any more: what the log was is known to no one but this process, and a new one asks the evidence.
   */
  replaced(reason: LogReplacedError): void {
    if (this.#replaced !== undefined) return;
    this.#replaced = reason;
    this.logger.error(
      { code: reason.code, what: reason.what },
      'the log was replaced: nothing is written or signed and every check is denied until this process is started anew; ' +
        'see "A replaced log" in docs/operations.md',
    );
    this.#replacing.abort(reason);
  }

  /** Aborts, with a {@link LogReplacedError} as its reason, once the log was found to be another one. */
  get logReplaced(): AbortSignal {
    return this.#replacing.signal;
  }

  /** Called with what has to forget what it knows then. */
  onReplaced(tell: (reason: LogReplacedError) => void): void {
    this.logReplaced.addEventListener('abort', () => tell(this.logReplaced.reason as LogReplacedError));
  }

  /** Told by folds what they find. */
  readonly folds: FoldObserver = {
    damaged: (error) => {
      if (this.#found.has(error.stream) || this.#found.size >= MAX_COUNTED) return;
      this.#found.set(error.stream, error);
      if (!this.#known.has(error.stream)) this.#say(error);
    },
    sound: (stream) => void this.#found.delete(stream),
    replaced: (error) => this.replaced(error),
  };

  /** Asks the log now and every minute whether it is the same, until the signal aborts. */
  async watchLog(reader: Pick<EventReader, 'requireSameLog'>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#replaced === undefined) {
      await reader.requireSameLog().catch((error: unknown) => this.notice(error));
      await sleep(SAME_LOG_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Called with an error of the log: takes note when it says that the log was replaced. */
  notice(error: unknown): void {
    if (error instanceof LogReplacedError) this.replaced(error);
  }

  /** What is wrong, as a sentence for operators; undefined as far as nothing is known to be. */
  degraded(): string | undefined {
    const [found] = this.#found.values();
    return this.#noted() ?? found?.message;
  }

  /** Told by who signs which recorded checkpoints are gone; undefined when none are. */
  checkpointsGone(what: string | undefined): void {
    if (what !== undefined && what !== this.#gone)
      this.logger.error({ what }, 'recorded checkpoints are gone');
    this.#gone = what;
  }

  /** What the read models say. */
  #noted(): string | undefined {
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
    if (this.#replaced !== undefined) return this.#replaced.message;
    if (!(await this.queries.waitFor(position, FOLD_MS))) return 'the newest events are not checked yet';
    await this.look();
    return this.degraded();
  }

  /**
   * Called before anything is decided from a stream: a fold does not see that the end of its stream was removed.
   * @throws LogDamagedError, LogReplacedError
   */
  refuse(stream: string): void {
    if (this.#replaced !== undefined) throw this.#replaced;
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
      requireSameLog: () => store.requireSameLog(),
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
      if (!this.#found.has(stream)) this.#say({ stream, revision, position, what });
    }
  }

  #say({ stream, revision, position, what }: DamageFacts): void {
    this.logger.error(
      { stream, revision, position: position === undefined ? undefined : `${position}`, what },
      'the log of a workspace is damaged: access to it is denied and nothing is signed; ' +
        'see "A damaged log" in docs/operations.md',
    );
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Other components report read models that do not answer.
      await this.look().catch(() => undefined);
      await sleep(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
