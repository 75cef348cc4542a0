import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldLease, Leases, Term } from '../lease.js';

/** Leases of one role without a database, which answer as they are told. */
export class ScriptedLeases implements Leases {
  answers: 'at once' | 'fails' | 'never' | 'when told' = 'at once';
  /** How long the answer to a renewal takes, as on a machine that is starved. */
  renewalMs = 0;
  questions = 0;
  renewals = 0;
  /** When the last question was asked that was answered with the lease. */
  lastGrantedAt = 0;
  /** Answers the questions that were asked meanwhile, and from then on at once. */
  tell: () => void = () => undefined;
  #token = 0;
  #holder: string | undefined;

  constructor(readonly leaseMs: number) {}

  get isFree(): boolean {
    return this.#holder === undefined;
  }

  /** Another process takes it, as after a pause of the holder. */
  giveTo(holder: string): void {
    this.#token += 1;
    this.#holder = holder;
  }

  free(): void {
    this.#holder = undefined;
  }

  async acquire(role: string, holder: string): Promise<{ term: Term } | { heldBy: string }> {
    const askedAt = await this.#answer();
    if (this.#holder !== undefined) return { heldBy: this.#holder };
    this.giveTo(holder);
    this.lastGrantedAt = askedAt;
    return { term: { role, holder, token: this.#token } };
  }

  async renew(term: Term): Promise<boolean> {
    const askedAt = await this.#answer();
    if (this.renewalMs > 0) await sleep(this.renewalMs);
    if (!this.#isOf(term)) return false;
    this.renewals += 1;
    this.lastGrantedAt = askedAt;
    return true;
  }

  async release(term: Term): Promise<void> {
    await this.#answer();
    if (this.#isOf(term)) this.free();
  }

  all(): Promise<readonly HeldLease[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #isOf({ holder, token }: Term): boolean {
    return this.#holder === holder && this.#token === token;
  }

  async #answer(): Promise<number> {
    this.questions += 1;
    const askedAt = performance.now();
    if (this.answers === 'fails') throw new Error('nobody answers');
    if (this.answers === 'when told') {
      await new Promise<void>((resolve) => (this.tell = resolve));
      this.answers = 'at once';
    }
    if (this.answers === 'never') await new Promise(() => undefined);
    return askedAt;
  }
}
