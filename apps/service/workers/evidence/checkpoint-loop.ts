import { setTimeout as sleep } from 'node:timers/promises';
import type { EventReader, RecordedCheckpoint } from '#event-store';
import type { CheckpointMaker, FoldedTree } from '#evidence';
import { InconsistentLogError } from '#evidence';
import { asError } from '#domain';

export type CheckpointLoopOptions = {
  maker: Pick<CheckpointMaker, 'make'>;
  reader: Pick<EventReader, 'head'>;
  tree: Pick<FoldedTree, 'position'>;
  intervalMs: number;
  made: (checkpoint: Omit<RecordedCheckpoint, 'id'>) => void;
  failed: (error: Error, retryInMs: number) => void;
  /** Told once, when no checkpoint may be signed any more. */
  broken: (error: InconsistentLogError) => void;
};

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
const FOLD_POLL_MS = 10;
/** The first one waits a little for what is folded since the last stop, or an interval would pass without it. */
const START_FOLD_MS = 2_000;

/** Makes a checkpoint at once, at every interval, and in the end, when there is anything new. */
export class CheckpointLoop {
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(private readonly options: CheckpointLoopOptions) {}

  start(): void {
    this.#running = this.#run();
  }

  /** The last one covers all of the log, unless folding it takes longer than that. */
  async stop(withinMs: number): Promise<void> {
    this.#stopping.abort();
    if (this.#running === undefined) return;
    await this.#running;
    await this.#folded(withinMs);
    await this.#round(0);
  }

  /** Without a last one. */
  async abandon(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Resolves when the tree has all of the log, or when that takes longer. */
  async #folded(withinMs: number, signal?: AbortSignal): Promise<void> {
    const { reader, tree } = this.options;
    const isFolded = async (): Promise<boolean> => (await tree.position()) >= (await reader.head());
    for (const until = performance.now() + withinMs; performance.now() < until; await sleep(FOLD_POLL_MS))
      if (signal?.aborted === true || (await isFolded().catch(() => false))) return;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    await this.#folded(Math.min(this.options.intervalMs, START_FOLD_MS), signal);
    for (let failures = 0; !signal.aborted;) {
      const retryInMs = await this.#round(failures);
      failures = retryInMs === undefined ? 0 : failures + 1;
      const waitMs = retryInMs ?? this.options.intervalMs;
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** @returns when to try again, undefined when it went well */
  async #round(failures: number): Promise<number | undefined> {
    const { maker, intervalMs, made, failed, broken } = this.options;
    try {
      const checkpoint = await maker.make();
      if (checkpoint) made(checkpoint);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof InconsistentLogError) {
        this.#stopping.abort();
        this.#running = undefined;
        broken(thrown);
        return undefined;
      }
      const error = asError(thrown);
      const retryInMs = Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS, intervalMs);
      failed(error, retryInMs);
      return retryInMs;
    }
  }
}
