import type { ClientConfig, PoolClient } from 'pg';
import { Client, Pool, types } from 'pg';
import { UnsupportedReadModelUrlError } from '../errors.js';
import { sqlState, translated } from './answering.js';
import { CopyIn } from './copy-in.js';
import type { Login } from './password-file.js';
import { passwordFor } from './password-file.js';

/** How long a connection may take, and how long a question may wait for a free one, in milliseconds. */
const CONNECT_MS = 5_000;
const STATEMENT_MS = 10_000;
/** The driver waits this much longer than the server: who hears nothing by then has lost it. */
const GRACE_MS = 1_000;
/** A writer that was paused within a transaction must not hold its locks for long: another one may have taken over. */
const IDLE_IN_TRANSACTION_MS = 3_000;

/** One statement. None has a name: a pooler in transaction mode gives the next one to another connection. */
export type Statement = { text: string; values?: readonly unknown[] };

/** What may be done within a transaction. */
export type Transaction = {
  ask<Row extends object>(statement: Statement | string): Promise<Row[]>;
  /** @param target a table with its columns; @param lines of {@link copyLine} */
  copy(target: string, lines: string): Promise<void>;
};

/**
 * Runs first in every transaction that writes, and ends it by throwing: how the holder of a lease proves that it still
 * holds it, in the same transaction as its rows and its place.
 */
export type WriteGuard = (transaction: Transaction) => Promise<void>;

export type PostgresOptions = {
  /** The most connections that are held at once. Default 10. */
  connections?: number;
  guard?: WriteGuard | undefined;
};

export type Limits = {
  statementMs?: number;
  /** How long to wait for a lock. Default: as long as the statement may take. */
  lockMs?: number;
  /** Reads alone, all of one state. */
  snapshot?: boolean;
};

/** A few connections to one database, made when they are needed and again when they were lost. */
export class PostgresDatabase {
  /** The server, without credentials. */
  readonly location: string;
  readonly #pool: Pool;
  readonly #guard: WriteGuard | undefined;
  #closed: Promise<void> | undefined;

  /** Connects to nobody yet. @throws UnsupportedReadModelUrlError */
  constructor(url: string, { connections = 10, guard }: PostgresOptions = {}) {
    this.location = locationOf(url);
    this.#guard = guard;
    this.#pool = newPool(url, connections);
    // Without listeners an idle connection that is lost would end the process. The next question makes a new one.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** One statement on a connection that is free. @throws ReadModelUnavailableError when nobody answers in time */
  async ask<Row extends object>(statement: Statement | string): Promise<Row[]> {
    try {
      const { rows } = await this.#pool.query<Row>(driverQuery(statement, STATEMENT_MS));
      return rows;
    } catch (error) {
      throw translated(this.location, error);
    }
  }

  /**
   * All or nothing. Acknowledged before it is on the disk: a power cut may take the last transactions, never half of one,
   * and the position goes back with the rows.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>, limits: Limits = {}): Promise<T> {
    const client = await this.#connect();
    const transaction = new PooledTransaction(client, this.location, limits.statementMs ?? STATEMENT_MS);
    try {
      await transaction.ask(beginning(limits));
      if (!limits.snapshot) await this.#guard?.(transaction);
      const result = await work(transaction);
      await transaction.ask('COMMIT');
      return result;
    } catch (error) {
      if (!transaction.lost) await transaction.ask('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release(transaction.lost);
    }
  }

  /** Idempotent. */
  close(): Promise<void> {
    return (this.#closed ??= this.#pool.end());
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw translated(this.location, error);
    }
  }
}

class PooledTransaction implements Transaction {
  /** The connection is of no more use. */
  lost = false;

  constructor(
    private readonly client: PoolClient,
    private readonly location: string,
    private readonly statementMs: number,
  ) {}

  async ask<Row extends object>(statement: Statement | string): Promise<Row[]> {
    const query = driverQuery(statement, this.statementMs);
    return this.#told(async () => (await this.client.query<Row>(query)).rows);
  }

  async copy(target: string, lines: string): Promise<void> {
    const copy = new CopyIn(target, lines, this.statementMs + GRACE_MS);
    await this.#told(
      () =>
        new Promise<void>((resolve, reject) => {
          copy.callback = (error) => (error ? reject(error) : resolve());
          this.client.query(copy);
        }),
    );
  }

  async #told<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      // A statement that the server refused leaves the connection well; silence does not.
      this.lost ||= sqlState(error) === undefined;
      throw translated(this.location, error);
    }
  }
}

function driverQuery(statement: Statement | string, limitMs: number) {
  const { values, ...rest }: Statement = typeof statement === 'string' ? { text: statement } : statement;
  return { ...rest, ...(values && { values: [...values] }), query_timeout: limitMs + GRACE_MS };
}

/** One round trip. Within the transaction alone, so that a pooler between may give the connection to others afterwards. */
const beginning = ({ statementMs = STATEMENT_MS, lockMs = 0, snapshot = false }: Limits): string =>
  `BEGIN ${snapshot ? 'ISOLATION LEVEL REPEATABLE READ READ ONLY' : ''}; SET LOCAL synchronous_commit = off;
   SET LOCAL statement_timeout = ${statementMs}; SET LOCAL lock_timeout = ${lockMs};
   SET LOCAL idle_in_transaction_session_timeout = ${snapshot ? statementMs : IDLE_IN_TRANSACTION_MS}`;

/** Times and counts are numbers. A position may be larger than a double holds: who wants it asks for text. */
function toInteger(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/**
 * The driver's client, but for two things. Its pool forgets a connection that failed and leaves it open: without a password each attempt
 * would keep one of the server's connections for a minute. And the password file is read here.
 */
class OurClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    const inner = this as unknown as Inner;
    inner.connection.on('error', () => inner.connection.stream.destroy());
    // Neither in the URL nor in PGPASSWORD.
    inner.password ??= passwordFor;
  }
}

/** What the driver's client has, and its types leave out. */
type Inner = {
  connection: NodeJS.EventEmitter & { stream: { destroy(): void } };
  password: string | null | ((login: Login) => Promise<string | undefined>);
};

const newPool = (url: string, connections: number): Pool =>
  new Pool({
    connectionString: url,
    application_name: 'support-access',
    Client: OurClient,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types: {
      getTypeParser: (oid, format) =>
        oid === types.builtins.INT8 ? toInteger : types.getTypeParser(oid, format),
    },
  });

/** @throws UnsupportedReadModelUrlError, which does not repeat the URL: it may hold a password */
export function locationOf(url: string): string {
  try {
    const { host, pathname, searchParams } = new URL(url);
    return `postgres://${searchParams.get('host') ?? host}${pathname}`;
  } catch {
    throw new UnsupportedReadModelUrlError('a postgres: URL that cannot be read');
  }
}
