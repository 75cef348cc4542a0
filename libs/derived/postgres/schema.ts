import { ReadModelUnavailableError, UnsuitableDatabaseError } from '../errors.js';
import { tablesAreMissing } from './answering.js';
import type { PostgresOptions, Statement, Transaction } from './database.js';
import { PostgresDatabase } from './database.js';

/** A group of tables that are made, emptied and made anew together; PostgreSQL's name for it is the same. */
export type Schema = {
  name: string;
  /**
   * Kept beside the tables. Raise it with any change to a table or to what an event does to one: tables of another version
   * are dropped on opening, and filled again from the log.
   */
  version: number;
  /** Makes the tables; the schema is there, and none of ours is in it. */
  tables: string;
  /** Run at each opening by a writer: tables that a release of this version did not have yet, made unless they are there. */
  added?: string;
  /** Names that tables and views of ours have, or had in a release before. Anything else in the schema is left alone. */
  owns: RegExp;
};

/** Advisory lock held while tables are created, because many processes may start at once. */
const MIGRATION_LOCK = 7_306_868_110;
const MIGRATION_MS = 60_000;

/** A database for those who write, with the tables of a schema in it. @throws ReadModelUnavailableError */
export async function openSchema(
  url: string,
  schema: Schema,
  options: PostgresOptions,
): Promise<PostgresDatabase> {
  const database = new PostgresDatabase(url, options);
  try {
    await prepareSchema(database, schema);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Called at start by those who write. @throws ReadModelUnavailableError */
export async function prepareSchema(database: PostgresDatabase, schema: Schema): Promise<void> {
  await database.transaction(
    async (transaction) => {
      await transaction.ask({ text: 'SELECT pg_advisory_xact_lock($1)', values: [MIGRATION_LOCK] });
      await requireUtf8(transaction, database.location);
      if ((await versionOf(transaction, schema.name)) !== schema.version)
        await startOver(transaction, schema, database.location);
      if (schema.added) await transaction.ask(schema.added);
    },
    { statementMs: MIGRATION_MS },
  );
}

/** Other encodings cannot hold every name and reason that a log may have. */
async function requireUtf8(where: Pick<Transaction, 'ask'>, location: string): Promise<void> {
  const [row] = await where.ask<{ encoding: string }>(
    `SELECT current_setting('server_encoding') AS encoding`,
  );
  if (row!.encoding === 'UTF8') return;
  throw new UnsuitableDatabaseError(
    location,
    `its encoding is ${row!.encoding}: make a database with ENCODING 'UTF8' TEMPLATE template0`,
  );
}

/** @throws UnsuitableDatabaseError; says nothing of a server that does not answer */
export async function refuseOtherEncoding(url: string): Promise<void> {
  const database = new PostgresDatabase(url, { connections: 1 });
  try {
    await requireUtf8(database, database.location);
  } catch (error) {
    if (error instanceof UnsuitableDatabaseError) throw error;
  } finally {
    await database.close();
  }
}

async function startOver(
  transaction: Transaction,
  { name, version, tables, owns }: Schema,
  location: string,
): Promise<void> {
  // The schema itself stays: an administrator may have made it for a user who may not.
  const [{ exists } = { exists: false }] = await transaction.ask<{ exists: boolean }>({
    text: 'SELECT to_regnamespace($1) IS NOT NULL AS exists',
    values: [name],
  });
  if (!exists) await transaction.ask(`CREATE SCHEMA ${name}`);
  const things = await transaction.ask<{ kind: string; thing: string }>({
    text: `SELECT relkind AS kind, relname AS thing FROM pg_class
           WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'v', 'p', 'm', 'f') ORDER BY relkind DESC`,
    values: [name],
  });
  const isOurs = ({ kind, thing }: { kind: string; thing: string }): boolean =>
    (kind === 'r' || kind === 'v') && owns.test(thing);
  const foreign = things.filter((each) => !isOurs(each)).map(({ thing }) => thing);
  if (foreign.length > 0)
    throw new UnsuitableDatabaseError(
      location,
      `its schema ${name} holds ${foreign.join(', ')}, which this service did not make: move that to another schema`,
    );
  for (const { kind, thing } of things)
    await transaction.ask(`DROP ${kind === 'v' ? 'VIEW' : 'TABLE'} ${name}."${thing}"`);
  await transaction.ask(
    `CREATE TABLE ${name}.about (version integer NOT NULL); INSERT INTO ${name}.about VALUES (${version}); ${tables}`,
  );
}

/**
 * Does something with the tables, and makes them first when somebody has dropped them: a schema, or the whole database, may be
 * made anew while the service runs.
 */
export async function withTables<T>(
  database: PostgresDatabase,
  schema: Schema,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!tablesAreMissing(error)) throw error;
    await prepareSchema(database, schema);
    return work();
  }
}

/** Undefined when there is none. */
async function versionOf(where: PostgresDatabase | Transaction, name: string): Promise<number | undefined> {
  const [{ exists } = { exists: false }] = await where.ask<{ exists: boolean }>({
    text: 'SELECT to_regclass($1) IS NOT NULL AS exists',
    values: [`${name}.about`],
  });
  if (!exists) return undefined;
  const [about] = await where.ask<{ version: number }>(`SELECT version FROM ${name}.about`);
  return about?.version;
}

/** The tables for those who only ask. They need not be there yet: until then questions fail. */
export class SchemaReader {
  #checked: Promise<void> | undefined;

  constructor(
    private readonly database: PostgresDatabase,
    private readonly schema: Schema,
  ) {}

  /** @throws ReadModelUnavailableError also while the tables are not there, or are those of another release */
  async ask<Row extends object>(statement: Statement | string): Promise<Row[]> {
    try {
      await (this.#checked ??= this.#check());
      return await this.database.ask<Row>(statement);
    } catch (error) {
      this.#checked = undefined;
      // Made anew by another release since: the reason is better told by that.
      if (tablesAreMissing(error)) await this.#check();
      throw error;
    }
  }

  async #check(): Promise<void> {
    const { location } = this.database;
    const version = await versionOf(this.database, this.schema.name);
    if (version === undefined) throw new ReadModelUnavailableError(location, 'its tables are not there yet');
    if (version !== this.schema.version)
      throw new ReadModelUnavailableError(
        location,
        `its tables are of version ${version}; this release reads version ${this.schema.version}`,
      );
  }
}
