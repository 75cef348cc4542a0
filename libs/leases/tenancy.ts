import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases, Term } from './lease.js';
import type { HolderHealth, LeasedWork, Tenure } from './leased-work.js';

/** Parts of a lease's time: how often it is renewed, how soon a renewal that failed is tried again. */
const RENEWALS = 4;
const RETRIES = 15;
/** So much of its time a lease is not used: this process' clock may be slower than the database's, and stopping takes a moment. */
const MARGIN = 6;
/** Giving a lease up is a kindness to the next holder; who stops does not wait for a database that is away. */
const RELEASE_MS = 1_000;

/** One term from its beginning to its end: renewed for as long as the work lasts, and told when it is over. */
export class Tenancy implements Tenure {
  readonly #lost = new AbortController();
  readonly #done = new AbortController();
  /** By this process' own clock, counted from before each question, so that it is over here first. */
  #until: number;
  #watch: NodeJS.Timeout | undefined;
  #work: LeasedWork | undefined;
  #trouble: string | undefined;

  constructor(
    private readonly leases: Leases,
    readonly term: Term,
    since: number,
    private readonly leaseMs: number = leases.leaseMs,
  ) {
    this.#until = this.#endOf(since);
  }

  isHeld(): boolean {
    return !this.#lost.signal.aborted && performance.now() < this.#until;
  }

  lost(): void {
    this.#lose('another process has it');
  }

  health(): HolderHealth {
    return this.#work?.health() ?? { status: 'down', reason: 'starting' };
  }

  /**
   * @param begun called when the work has begun
   * @returns why the term was over; undefined when it was given up because of the signal
   * @throws what the work failed with
   */
  async run(
    begin: (tenure: Tenure) => Promise<LeasedWork>,
    stopping: AbortSignal,
    begun: () => void,
  ): Promise<string | undefined> {
    this.#watchClock();
    void this.#renew();
    try {
      this.#work = await begin(this);
      begun();
      await this.#end(this.#work, stopping);
      const { aborted, reason } = this.#lost.signal;
      return aborted ? String(reason) : undefined;
    } finally {
      this.#done.abort();
      clearTimeout(this.#watch);
      await this.#release();
    }
  }

  /** Also a term that was over by this process' clock alone: its work has ended. Where it fails, time does the same. */
  async #release(): Promise<void> {
    const released = this.leases.release(this.term).catch(() => undefined);
    await Promise.race([released, sleep(RELEASE_MS, undefined, { ref: false })]);
  }

  /** Resolves when the work has ended, for whatever reason. */
  async #end(work: LeasedWork, stopping: AbortSignal): Promise<void> {
    const over = AbortSignal.any([stopping, this.#lost.signal]);
    const ended = new Promise<void>((resolve) => {
      if (over.aborted) resolve();
      over.addEventListener('abort', () => resolve(), { once: true });
    });
    const failure = await Promise.race([ended, ...(work.failed ? [work.failed] : [])]);
    await work.stop(failure === undefined && !this.#lost.signal.aborted ? 'finish' : 'abandon');
    if (failure !== undefined) throw failure;
  }

  async #renew(): Promise<void> {
    const { leaseMs } = this;
    const done = AbortSignal.any([this.#done.signal, this.#lost.signal]);
    for (let waitMs = leaseMs / RENEWALS; ;) {
      await sleep(waitMs, undefined, { signal: done }).catch(() => undefined);
      if (done.aborted) return;
      const since = performance.now();
      try {
        if (!(await this.leases.renew(this.term, leaseMs))) return this.lost();
        this.#until = this.#endOf(since);
        this.#trouble = undefined;
        this.#watchClock();
        waitMs = leaseMs / RENEWALS;
      } catch (error) {
        this.#trouble = error instanceof Error ? error.message : String(error);
        waitMs = leaseMs / RETRIES;
      }
    }
  }

  /** A question that is never answered must not keep the term alive, so the clock is watched beside it. */
  #watchClock(): void {
    clearTimeout(this.#watch);
    if (this.#done.signal.aborted || this.#lost.signal.aborted) return;
    this.#watch = setTimeout(
      () =>
        this.#lose(`it was not renewed in time${this.#trouble === undefined ? '' : `: ${this.#trouble}`}`),
      Math.max(this.#until - performance.now(), 0),
    );
  }

  #endOf(since: number): number {
    return since + this.leaseMs * (1 - 1 / MARGIN);
  }

  #lose(reason: string): void {
    clearTimeout(this.#watch);
    this.#lost.abort(reason);
  }
}
