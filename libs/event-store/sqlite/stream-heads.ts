import type { Database, Statement } from 'better-sqlite3';
import { LruMap } from '../lru-map.js';
import type { StoredHead } from './append-group.js';

/** `id` is 0 until its first append is about to be stored. */
type Stream = { readonly name: string; id: number; head: StoredHead };

/** Bounds the memory; some 150 bytes each. */
const MAX_STREAMS = 50_000;

/**
 * The streams that were written to lately and where they end. True without asking the file because this is its only
 * writer; to be forgotten when a transaction fails.
 */
export class StreamHeads {
  readonly #streams = new LruMap<string, Stream>(MAX_STREAMS);
  readonly #find: Statement;
  readonly #head: Statement;
  readonly #insert: Statement;

  constructor(db: Database) {
    this.#find = db.prepare('SELECT stream_id FROM streams WHERE name = ?').pluck();
    // `+?`: not planned anew at each run, see log-reader.ts.
    this.#head = db.prepare('SELECT max(revision) FROM events WHERE stream_id = +?').pluck();
    this.#insert = db.prepare('INSERT INTO streams (name) VALUES (?)');
  }

  of(name: string): Stream {
    let stream = this.#streams.get(name);
    if (stream === undefined) this.#streams.set(name, (stream = this.#load(name)));
    return stream;
  }

  /** Within the transaction that stores its first events. */
  idOf(stream: Stream): number {
    if (stream.id === 0) stream.id = Number(this.#insert.run(stream.name).lastInsertRowid);
    return stream.id;
  }

  forget(): void {
    this.#streams.clear();
  }

  #load(name: string): Stream {
    const id = this.#find.get(name) as number | undefined;
    if (id === undefined) return { name, id: 0, head: -1 };
    return { name, id, head: (this.#head.get(id) as number | null) ?? -1 };
  }
}
