import type { Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { PositionLostError, ReadModelUnavailableError } from '../errors.js';
import type { Bookmark } from '../log-follower.js';
import type { PostgresDatabase, Transaction } from './database.js';
import type { SchemaReader } from './schema.js';

/**
 * The table of a position in the log: one row. Emptying or recreating the tables gives a new generation, by which a writer notices that
 * another process did so.
 */
export const progressTable = (table: string): string => `
  CREATE TABLE ${table} (
    generation uuid NOT NULL DEFAULT gen_random_uuid(), position bigint NOT NULL,
    stream text, revision integer, event_id text
  );
  INSERT INTO ${table} (position) VALUES (0);
`;

/** What forgets the place, in one transaction with what forgets the rows. */
export const forgetting = (table: string): string => `
  UPDATE ${table} SET generation = gen_random_uuid(), position = 0, stream = NULL, revision = NULL, event_id = NULL;
`;

/** What a stretch of the log does to the rows, made anew for each: everything is gathered first, then written. */
export type RowWriter = {
  write(event: RecordedEvent): void;
  /** @param applied the position that the rows have */
  flush(transaction: Transaction, applied: Position): Promise<void>;
};

/** A place in the log as a row, its position as text. */
export type PlaceRow = {
  position: string;
  stream: string | null;
  revision: number | null;
  id: string | null;
};

type ProgressRow = PlaceRow & { generation: string };

/** Moves rows and the place in the log forward together, once. */
export class Progress {
  #generation: string | undefined;
  #behind: { position: Position; done: Promise<void> } | undefined;

  constructor(
    private readonly database: PostgresDatabase,
    private readonly table: string,
    private readonly newWriter: () => RowWriter,
  ) {}

  /**
   * See {@link LogTarget.apply}.
   * @throws ReadModelUnavailableError also when the tables are not the ones of the last bookmark any more
   */
  async apply(
    events: Iterable<RecordedEvent>,
    position: Position,
    after: Position = LOG_START,
  ): Promise<void> {
    await this.database.transaction(async (transaction) => {
      // Locked: another process may be applying the same stretch.
      const { position: place } = await this.#lock(transaction);
      const applied = BigInt(place);
      if (applied < after)
        throw new PositionLostError(`${this.database.location} (${this.table})`, applied, after);
      const gathered = this.#gather(events, applied);
      if (gathered.last !== undefined || position > applied)
        await this.#write(transaction, gathered, applied, position);
    });
  }

  /**
   * The same for tables that nobody else knows of: resolves when the stretch before is written, so that this one is made
   * into rows, and the next one read, while the server works. What goes wrong is told by the next call, or by {@link written}.
   */
  async applyBehind(events: Iterable<RecordedEvent>, position: Position): Promise<void> {
    const applied = this.#behind?.position ?? LOG_START;
    const gathered = this.#gather(events, applied);
    await this.written();
    const done = this.database.transaction((transaction) =>
      this.#write(transaction, gathered, applied, position),
    );
    done.catch(() => undefined);
    this.#behind = { position: position > applied ? position : applied, done };
  }

  /** All that was applied behind is there. */
  async written(): Promise<void> {
    await this.#behind?.done;
  }

  /** Called after a failure of what was applied behind. @returns the position that was written */
  async restart(): Promise<Position> {
    await this.written().catch(() => undefined);
    const { position } = await this.bookmark();
    this.#behind = { position, done: Promise.resolve() };
    return position;
  }

  /** Whose tables they are from now on is noted with it. */
  async bookmark(): Promise<Bookmark> {
    const [row] = await this.database.ask<ProgressRow>({
      text: SELECT(this.table),
    });
    this.#generation = row!.generation;
    return toBookmark(row!);
  }

  /** Called by others who change the tables as a whole. @throws as {@link apply} */
  async hold(transaction: Transaction): Promise<void> {
    await this.#lock(transaction);
  }

  async #lock(transaction: Transaction): Promise<ProgressRow> {
    const [row] = await transaction.ask<ProgressRow>({
      text: `${SELECT(this.table)} FOR UPDATE`,
    });
    this.#generation ??= row!.generation;
    if (this.#generation !== row!.generation) throw this.#replaced();
    return row!;
  }

  #gather(events: Iterable<RecordedEvent>, applied: Position): Gathered {
    const writer = this.newWriter();
    let last: RecordedEvent | undefined;
    for (const event of events) {
      if (event.position <= applied) continue;
      writer.write(event);
      last = event;
    }
    return { writer, last };
  }

  async #write(
    transaction: Transaction,
    { writer, last }: Gathered,
    applied: Position,
    position: Position,
  ): Promise<void> {
    const reached = position > applied ? position : applied;
    // First: what a writer knows of the rows from before holds for the same tables alone.
    const moved = await transaction.ask({
      text: `UPDATE ${this.table} SET position = $1, stream = coalesce($2, stream),
               revision = coalesce($3, revision), event_id = coalesce($4, event_id)
             WHERE generation = $5 AND position = $6 RETURNING position`,
      values: [reached, last?.stream, last?.revision, last?.id, this.#generation, applied],
    });
    if (moved.length === 0) throw this.#replaced();
    if (last) await writer.flush(transaction, applied);
  }

  #replaced(): ReadModelUnavailableError {
    return new ReadModelUnavailableError(this.database.location, 'another process has made its tables anew');
  }
}

type Gathered = { writer: RowWriter; last: RecordedEvent | undefined };

const SELECT = (table: string): string =>
  `SELECT generation, position::text AS position, stream, revision, event_id AS id FROM ${table}`;

/** The place and the event that was applied last, for those who only look. */
export async function readBookmark(tables: SchemaReader, table: string): Promise<Bookmark> {
  const [row] = await tables.ask<ProgressRow>({ text: SELECT(table) });
  return toBookmark(row!);
}

export function toBookmark({ position: place, stream, revision, id }: PlaceRow): Bookmark {
  const position = BigInt(place);
  return stream === null || revision === null || id === null
    ? { position }
    : { position, event: { stream, revision, id } };
}
