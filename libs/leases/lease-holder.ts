import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases, Term } from './lease.js';
import type { HolderHealth, LeasedWork, Tenure } from './leased-work.js';
import { Tenancy } from './tenancy.js';

/** For logs and metrics; what it does must not throw. */
export type HolderObserver = {
  /** Told once for each stretch of waiting. */
  waiting?(heldBy: string): void;
  gained?(term: Term): void;
  /** @param reason absent when it was given up in order */
  ended?(term: Term, reason?: string): void;
  failed?(error: Error, retryInMs: number): void;
};

export type LeaseHolderOptions = {
  leases: Leases;
  role: string;
  /** This process. */
  holder: string;
  begin: (tenure: Tenure) => Promise<LeasedWork>;
  observer?: HolderObserver;
};

type Answer = Awaited<ReturnType<Leases['acquire']>>;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 1_000;
/** Parts of a lease's time. How often a standby asks is how long a role that was given up stays empty. */
const POLLS = 12;
/**
 * After each lease that was lost the next one is asked for twice as long, up to 2 ** 4 times. On a starved machine the work's
 * start alone can take longer than a lease, and with the usual length it would begin again and again for ever.
 */
const MAX_DOUBLINGS = 4;
/** A term that lasted this long was well: the next one has the usual length. */
const STEADY_MS = 60_000;

/**
 * Waits for a lease, does the work while it has it, and waits again when it has lost it. A database that does not answer is
 * waited for, too: nobody can take the role over meanwhile.
 */
export class LeaseHolder {
  readonly #options: LeaseHolderOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #tenancy: Tenancy | undefined;
  #heldBy: string | undefined;
  /** Leases that were lost in a row. */
  #losses = 0;
  #trouble: string | undefined = 'the lease has not been asked for yet';
  #settled: () => void = () => undefined;

  constructor(options: LeaseHolderOptions) {
    this.#options = options;
  }

  /** The term that this process has now. */
  get term(): Term | undefined {
    return this.#tenancy?.term;
  }

  /** Resolves when it is known who has the lease, with the work begun if it is this process, or after a while without. */
  async start(patienceMs: number): Promise<void> {
    const settled = new Promise<void>((resolve) => (this.#settled = resolve));
    this.#running = this.#run();
    await Promise.race([settled, sleep(patienceMs, undefined, { ref: false })]);
  }

  /** Finishes the work, then gives the lease up. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  health(): HolderHealth {
    if (this.#tenancy) return this.#tenancy.health();
    return this.#trouble === undefined
      ? { status: 'up', standby: true }
      : { status: 'down', reason: this.#trouble };
  }

  async #run(): Promise<void> {
    const { leases, role, holder, observer } = this.#options;
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted;) {
      let waitMs = leases.leaseMs / POLLS;
      try {
        const since = performance.now();
        const leaseMs = leases.leaseMs * 2 ** Math.min(this.#losses, MAX_DOUBLINGS);
        const answer = await this.#asked(leases.acquire(role, holder, leaseMs));
        if (answer === undefined) return;
        if ('term' in answer) {
          this.#trouble = undefined;
          await this.#hold(answer.term, since, leaseMs);
          waitMs = 0;
        } else this.#wait(answer.heldBy);
        failures = 0;
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        waitMs = Math.min(FIRST_RETRY_MS * 2 ** failures++, LAST_RETRY_MS);
        this.#trouble = `waiting for the lease: ${error.message}`;
        observer?.failed?.(error, waitMs);
      }
      this.#settled();
      // Rejects when the signal aborts; the loop's condition sees that.
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * A database that is silent is not waited for when this stops, and what it gives too late is given back.
   * @returns undefined then
   */
  #asked(question: Promise<Answer>): Promise<Answer | undefined> {
    const { signal } = this.#stopping;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        resolve(undefined);
        question.then((late) => this.#giveBack(late)).catch(() => undefined);
      };
      signal.addEventListener('abort', stop, { once: true });
      question.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  async #giveBack(answer: Answer): Promise<void> {
    if ('term' in answer) await this.#options.leases.release(answer.term);
  }

  #wait(heldBy: string): void {
    this.#trouble = undefined;
    if (this.#heldBy !== heldBy) this.#options.observer?.waiting?.(heldBy);
    this.#heldBy = heldBy;
  }

  #count(wasLost: boolean, since: number): void {
    this.#losses = wasLost && performance.now() - since < STEADY_MS ? this.#losses + 1 : 0;
  }

  /** @throws what the work failed with */
  async #hold(term: Term, since: number, leaseMs: number): Promise<void> {
    const { leases, begin, observer } = this.#options;
    this.#heldBy = undefined;
    const tenancy = (this.#tenancy = new Tenancy(leases, term, since, leaseMs));
    observer?.gained?.(term);
    try {
      const reason = await tenancy.run(begin, this.#stopping.signal, () => this.#settled());
      this.#count(reason !== undefined, since);
      observer?.ended?.(term, reason);
    } catch (error) {
      this.#count(!tenancy.isHeld(), since);
      observer?.ended?.(term, error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      this.#tenancy = undefined;
    }
  }
}
