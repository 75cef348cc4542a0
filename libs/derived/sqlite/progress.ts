import type { Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { PositionLostError } from '../errors.js';
import type { Bookmark } from '../log-follower.js';
import type { Db } from './database.js';

/** The tables of a place in the log: one row. */
export const progressTable = (table: string): string => `
  CREATE TABLE ${table} (
    id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL,
    stream TEXT, revision INTEGER, event_id TEXT
  );
  INSERT INTO ${table} (id, position) VALUES (1, 0);
`;

/** A place in the log as a row of safe integers. */
export type PlaceRow = {
  position: bigint;
  stream: string | null;
  revision: bigint | null;
  event_id: string | null;
};

/** What a stretch of the log does to the rows, within the transaction that moves the place. */
export type RowWriter = {
  /** @param applied the position that the rows have */
  begin: (applied: Position) => void;
  write: (event: RecordedEvent) => void;
  /** @param position that of the last event */
  end: (position: Position) => void;
};

/** Moves rows and the place in the log forward together, once. */
export class Progress {
  readonly #read;
  readonly #bookmark;
  readonly #apply: (events: Iterable<RecordedEvent>, position: Position, after: Position) => void;

  /** @param writer what one event does to the rows, or more than that */
  constructor(db: Db, table: string, writer: RowWriter | ((event: RecordedEvent) => void)) {
    const { begin, write, end } = typeof writer === 'function' ? perEvent(writer) : writer;
    this.#read = db.prepare<[], bigint>(`SELECT position FROM ${table}`).pluck().safeIntegers();
    this.#bookmark = readBookmark(db, table);
    const advance = db.prepare(`UPDATE ${table} SET position = ?`);
    const remember = db.prepare(`UPDATE ${table} SET stream = ?, revision = ?, event_id = ?`);
    const apply = db.transaction((events: Iterable<RecordedEvent>, position: Position, after: Position) => {
      // Read inside the transaction: another process may have applied the same stretch meanwhile.
      const applied = this.#read.get()!;
      if (applied < after) throw new PositionLostError(db.name, applied, after);
      let last: RecordedEvent | undefined;
      begin(applied);
      for (const event of events) {
        if (event.position <= applied) continue;
        write(event);
        last = event;
      }
      if (last) {
        end(last.position);
        remember.run(last.stream, last.revision, last.id);
      }
      if (position > applied) advance.run(position);
    });
    this.#apply = (events, position, after) => apply.immediate(events, position, after);
  }

  /** See {@link LogTarget.apply}. */
  apply(events: Iterable<RecordedEvent>, position: Position, after: Position = LOG_START): void {
    this.#apply(events, position, after);
  }

  bookmark(): Bookmark {
    return this.#bookmark();
  }
}

/** The place and the event that was applied last, for those who only look. */
export function readBookmark(db: Db, table: string): () => Bookmark {
  const read = db
    .prepare<[], PlaceRow>(`SELECT position, stream, revision, event_id FROM ${table}`)
    .safeIntegers();
  return () => toBookmark(read.get()!);
}

export const toBookmark = ({ position, stream, revision, event_id: id }: PlaceRow): Bookmark =>
  stream === null || revision === null || id === null
    ? { position }
    : { position, event: { stream, revision: Number(revision), id } };

const nothing = (): void => undefined;
const perEvent = (write: RowWriter['write']): RowWriter => ({ begin: nothing, write, end: nothing });
