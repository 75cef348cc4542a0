import type { Position } from '#event-store';
import { LOG_START } from '#event-store';
import type { FollowerPosition } from '../follower-position.js';
import type { Bookmark } from '../log-follower.js';
import type { WriteGuard } from './database.js';
import { PostgresDatabase } from './database.js';
import type { PlaceRow } from './progress.js';
import { toBookmark } from './progress.js';
import type { Schema } from './schema.js';
import { prepareSchema, SchemaReader, withTables } from './schema.js';

const SCHEMA: Schema = {
  name: 'support_access_positions',
  version: 1,
  owns: /^(about|followers|last_events)$/,
  tables: 'CREATE TABLE support_access_positions.followers (name text PRIMARY KEY, position bigint NOT NULL)',
  // A release before saved positions alone, and may do so again: an event counts while its position is the saved one.
  added: `CREATE TABLE IF NOT EXISTS support_access_positions.last_events (
    name text PRIMARY KEY, position bigint NOT NULL, stream text NOT NULL, revision integer NOT NULL, event_id text NOT NULL
  )`,
};

/** A row in a table of its own: its writer must never wait for the projector's transactions. */
export class PostgresFollowerPosition implements FollowerPosition {
  readonly #database: PostgresDatabase;
  #prepared: Promise<void> | undefined;

  constructor(
    url: string,
    private readonly name: string,
    guard?: WriteGuard,
  ) {
    this.#database = new PostgresDatabase(url, { connections: 1, guard });
  }

  async load(): Promise<Bookmark> {
    await this.#prepare();
    const [row] = await withTables(this.#database, SCHEMA, () =>
      this.#database.ask<PlaceRow>({
        text: `SELECT position::text AS position, stream, revision, event_id AS id
               FROM ${SCHEMA.name}.followers LEFT JOIN ${SCHEMA.name}.last_events USING (name, position) WHERE name = $1`,
        values: [this.name],
      }),
    );
    return row ? toBookmark(row) : { position: LOG_START };
  }

  async save({ position, event }: Bookmark): Promise<void> {
    await this.#prepare();
    const save = () =>
      this.#database.transaction(async (transaction) => {
        await transaction.ask({
          text: `INSERT INTO ${SCHEMA.name}.followers VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET position = excluded.position`,
          values: [this.name, position],
        });
        if (event === undefined) return;
        await transaction.ask({
          text: `INSERT INTO ${SCHEMA.name}.last_events VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (name) DO UPDATE SET position = excluded.position, stream = excluded.stream,
                   revision = excluded.revision, event_id = excluded.event_id`,
          values: [this.name, position, event.stream, event.revision, event.id],
        });
      });
    await withTables(this.#database, SCHEMA, save);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #prepare(): Promise<void> {
    this.#prepared ??= prepareSchema(this.#database, SCHEMA);
    try {
      await this.#prepared;
    } catch (error) {
      this.#prepared = undefined;
      throw error;
    }
  }
}

/** Looks at a follower's place from another process. @throws ReadModelUnavailableError while no follower has been there */
export async function readPosition(url: string, name: string): Promise<Position> {
  const database = new PostgresDatabase(url, { connections: 1 });
  try {
    const [row] = await new SchemaReader(database, SCHEMA).ask<{ position: string }>({
      text: `SELECT position::text AS position FROM ${SCHEMA.name}.followers WHERE name = $1`,
      values: [name],
    });
    return row ? BigInt(row.position) : LOG_START;
  } finally {
    await database.close();
  }
}
