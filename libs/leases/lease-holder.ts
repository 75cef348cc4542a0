import { setTimeout as sleep } from 'node:timers/promises';
import { asError } from '#domain';
import type { Leases, Term } from './lease.js';
import type { HolderHealth, LeasedWork, HeldTerm } from './leased-work.js';
import { LeaseTerm } from './lease-term.js';

/** Callbacks for logs and metrics; they must not throw. */
export type HolderObserver = {
  /** Called once each time the process starts to wait for another holder. */
  waiting?(heldBy: string): void;
  gained?(term: Term): void;
  /** @param reason undefined when the lease was released in order */
  ended?(term: Term, reason?: string): void;
  failed?(error: Error, retryInMs: number): void;
};

export type LeaseHolderOptions = {
  leases: Leases;
  role: string;
  /** The name of this process. */
  holder: string;
  begin: (lease: HeldTerm) => Promise<LeasedWork>;
  observer?: HolderObserver;
};

type Answer = Awaited<ReturnType<Leases['acquire']>>;

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 1_000;
/** A standby polls every ttl/12, which bounds the failover time after a clean release. */
const POLL_FRACTION = 1 / 12;
/**
 * After each lost lease the next one is asked for twice as long, up to 2 ** 4 times the usual length. On a starved machine the start
 * of the work can take longer than a lease, and would never finish with the usual length.
 */
const MAX_DOUBLINGS = 4;
/** After a term of at least this length the next lease has the usual length again. */
const STEADY_MS = 60_000;

/**
 * Waits for a lease, runs the work while it holds it, and waits again when the lease is lost. While the database does not answer it
 * retries: no other process can take the role meanwhile.
 */
export class LeaseHolder {
  readonly #options: LeaseHolderOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #tenancy: LeaseTerm | undefined;
  #heldBy: string | undefined;
  /** Number of leases lost in a row. */
  #losses = 0;
  #trouble: string | undefined = 'the lease has not been asked for yet';
  #settled: () => void = () => undefined;

  constructor(options: LeaseHolderOptions) {
    this.#options = options;
  }

  /** The current term of this process; undefined while it waits. */
  get term(): Term | undefined {
    return this.#tenancy?.term;
  }

  /** Resolves once the holder is known (with the work started, if it is this process), or after `patienceMs`. */
  async start(patienceMs: number): Promise<void> {
    const settled = new Promise<void>((resolve) => (this.#settled = resolve));
    this.#running = this.#run();
    await Promise.race([settled, sleep(patienceMs, undefined, { ref: false })]);
  }

  /** Finishes the work, then releases the lease. */
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
      let waitMs = leases.leaseMs * POLL_FRACTION;
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
        const error = asError(thrown);
        waitMs = Math.min(FIRST_RETRY_MS * 2 ** failures++, MAX_RETRY_MS);
        this.#trouble = `waiting for the lease: ${error.message}`;
        observer?.failed?.(error, waitMs);
      }
      this.#settled();
      // Rejects when the signal is aborted, which the loop's condition checks.
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Asks the database without waiting for it when this object stops; a lease that arrives too late is released.
   * @returns undefined when stopped before the answer
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

  /** @throws the error that the work failed with */
  async #hold(term: Term, since: number, leaseMs: number): Promise<void> {
    const { leases, begin, observer } = this.#options;
    this.#heldBy = undefined;
    const tenancy = (this.#tenancy = new LeaseTerm(leases, term, since, leaseMs));
    observer?.gained?.(term);
    try {
      const reason = await tenancy.run(begin, this.#stopping.signal, () => this.#settled());
      this.#count(reason !== undefined, since);
      observer?.ended?.(term, reason);
    } catch (error) {
      this.#count(!tenancy.isHeld(), since);
      observer?.ended?.(term, asError(error).message);
      throw error;
    } finally {
      this.#tenancy = undefined;
    }
  }
}
