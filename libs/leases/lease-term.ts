import { setTimeout as sleep } from 'node:timers/promises';
import { asError } from '#domain';
import type { Leases, Term } from './lease.js';
import type { HolderHealth, LeasedWork, HeldTerm } from './leased-work.js';

/** A lease is renewed every ttl/4; a failed renewal is retried every ttl/15. */
const RENEW_FRACTION = 1 / 4;
const RETRY_FRACTION = 1 / 15;
/** Safety margin: the work stops ttl/6 before the lease ends, because clocks drift and stopping takes a moment. */
const MARGIN_FRACTION = 1 / 6;
/** Releasing on shutdown is best effort and takes at most this long. */
const RELEASE_MS = 1_000;

/** One term of a lease: renews it while the work runs, and ends the work when the term is over. */
export class LeaseTerm implements HeldTerm {
  readonly #lost = new AbortController();
  readonly #done = new AbortController();
  /** End of the term by this process' clock. Counted from before each renewal was sent, so that the term ends here first. */
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
   * @param begun called when the work has started
   * @returns why the term ended; undefined when it was released because of the signal
   * @throws the error that the work failed with
   */
  async run(
    begin: (lease: HeldTerm) => Promise<LeasedWork>,
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

  /** Releases the lease, even when only this process' clock ended the term. Errors are ignored: the lease then expires. */
  async #release(): Promise<void> {
    const released = this.leases.release(this.term).catch(() => undefined);
    await Promise.race([released, sleep(RELEASE_MS, undefined, { ref: false })]);
  }

  /** Stops the work and resolves when it has ended. */
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
    for (let waitMs = leaseMs * RENEW_FRACTION; ;) {
      await sleep(waitMs, undefined, { signal: done }).catch(() => undefined);
      if (done.aborted) return;
      const since = performance.now();
      try {
        if (!(await this.leases.renew(this.term, leaseMs))) return this.lost();
        this.#until = this.#endOf(since);
        this.#trouble = undefined;
        this.#watchClock();
        waitMs = leaseMs * RENEW_FRACTION;
      } catch (error) {
        this.#trouble = asError(error).message;
        waitMs = leaseMs * RETRY_FRACTION;
      }
    }
  }

  /** Ends the term by the clock, because a renewal that is never answered must not keep it alive. */
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
    return since + this.leaseMs * (1 - MARGIN_FRACTION);
  }

  #lose(reason: string): void {
    clearTimeout(this.#watch);
    this.#lost.abort(reason);
  }
}
