import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from '#derived/postgres';
import { PostgresDatabase, prepareSchema } from '#derived/postgres';
import type { HeldLease, Leases, Term } from '../lease.js';
import { LEASES, OF_TERM, SCHEMA, termValues } from './lease-table.js';

/** Two for each of three roles: one for a takeover, one that ends sessions in its way. Idle connections are closed. */
const CONNECTIONS = 6;
/** A renewal is given up after this fraction of a lease. */
const RENEW_LIMIT_FRACTION = 0.4;
const TAKE_MS = 3_000;
/** How long a takeover waits for a transaction of the former term before it ends that session. */
const PATIENCE_MS = 100;
const CLEAR_AGAIN_MS = 50;

/** Leases in a table of one database, by that database's clock. */
export class PostgresLeases implements Leases {
  readonly #database: PostgresDatabase;
  #prepared: Promise<void> | undefined;

  constructor(
    url: string,
    readonly leaseMs: number,
  ) {
    this.#database = new PostgresDatabase(url, { connections: CONNECTIONS });
  }

  async acquire(
    role: string,
    holder: string,
    leaseMs = this.leaseMs,
  ): Promise<{ term: Term } | { heldBy: string }> {
    try {
      await (this.#prepared ??= prepareSchema(this.#database, SCHEMA));
      const [held] = await this.#database.ask<{ holder: string }>({
        text: `SELECT holder FROM ${LEASES} WHERE role = $1 AND expires_at > clock_timestamp()`,
        values: [role],
      });
      if (held) return { heldBy: held.holder };
      const token = await this.#take(role, holder, leaseMs);
      return token === undefined
        ? { heldBy: 'a process that was faster' }
        : { term: { role, holder, token } };
    } catch (error) {
      // The tables may be gone with the database: prepare them again.
      this.#prepared = undefined;
      throw error;
    }
  }

  async renew(term: Term, leaseMs = this.leaseMs): Promise<boolean> {
    const renewed = await this.#database.transaction(
      (transaction) =>
        transaction.ask({
          text: `UPDATE ${LEASES} SET expires_at = ${inMs('$4')}
                 WHERE ${OF_TERM} AND expires_at > clock_timestamp() RETURNING role`,
          values: [...termValues(term), leaseMs],
        }),
      { statementMs: RENEW_LIMIT_FRACTION * leaseMs },
    );
    return renewed.length === 1;
  }

  async release(term: Term): Promise<void> {
    await this.#database.transaction(
      (transaction) =>
        transaction.ask({
          text: `UPDATE ${LEASES} SET expires_at = clock_timestamp() WHERE ${OF_TERM}`,
          values: termValues(term),
        }),
      { statementMs: RENEW_LIMIT_FRACTION * this.leaseMs },
    );
  }

  all(): Promise<readonly HeldLease[]> {
    return this.#database.ask<HeldLease>(
      `SELECT role, token, holder,
              round(extract(epoch FROM expires_at - clock_timestamp()) * 1000)::float8 AS "leftMs"
       FROM ${LEASES} ORDER BY role`,
    );
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** @returns the new token; undefined when another process was faster */
  async #take(role: string, holder: string, leaseMs: number): Promise<number | undefined> {
    return this.#database.transaction(
      async (transaction) => {
        const pid = await turnOf(transaction, role);
        if (pid === undefined) return undefined;
        const taken = new AbortController();
        void this.#clearWay(pid, taken.signal);
        try {
          const [lease] = await transaction.ask<{ token: number }>({
            text: `INSERT INTO ${LEASES} AS held VALUES ($1, 1, $2, ${inMs('$3')})
                   ON CONFLICT (role) DO UPDATE
                   SET token = held.token + 1, holder = excluded.holder, expires_at = ${inMs('$3')}
                   WHERE held.expires_at <= clock_timestamp() RETURNING token`,
            values: [role, holder, leaseMs],
          });
          return lease?.token;
        } finally {
          taken.abort();
        }
      },
      { statementMs: TAKE_MS },
    );
  }

  /**
   * Ends the sessions that lock the row's key: they write under a term that is over. A session whose process is paused within a
   * transaction, or whose machine is gone, would otherwise block the takeover until a timeout.
   */
  async #clearWay(pid: number, taken: AbortSignal): Promise<void> {
    const ending = {
      text: 'SELECT pg_terminate_backend(blocking) FROM unnest(pg_blocking_pids($1)) AS blocking',
      values: [pid],
    };
    try {
      await sleep(PATIENCE_MS, undefined, { signal: taken });
      for (; !taken.aborted; await sleep(CLEAR_AGAIN_MS, undefined, { signal: taken }))
        await this.#database.ask(ending);
    } catch {
      // The lease was taken, or this user may not end sessions: then timeouts end them.
    }
  }
}

/** Now plus so many milliseconds by the database's clock: the clocks of processes may differ by minutes. */
const inMs = (parameter: string): string =>
  `clock_timestamp() + ${parameter}::float8 * interval '1 millisecond'`;

/**
 * Lets one process at a time take a role; others return at once. A takeover is flushed to disk before it counts, so that a power cut
 * cannot make a token be issued twice.
 * @returns the server's process id of this session; undefined when another process has the turn
 */
async function turnOf(transaction: Transaction, role: string): Promise<number | undefined> {
  const [turn] = await transaction.ask<{ ours: boolean; pid: number }>({
    text: `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS ours, pg_backend_pid() AS pid,
                  set_config('synchronous_commit', 'on', true)`,
    values: [`${LEASES} ${role}`],
  });
  return turn!.ours ? turn!.pid : undefined;
}
