import type { RecordedEvent } from '#event-store';
import { HASH_BYTES } from '#evidence';
import { BrokenHistoryError } from '../errors.js';
import type { TileId } from '../tiles.js';
import { entryOf, lastTile, rootOf, TILE_BYTES, TILE_WIDTH } from '../tiles.js';
import type { Db } from './database.js';
import { eventKeys } from './event-key.js';
import { findTiles, putTiles } from './log-tree-tiles.js';
import type { RowWriter } from './progress.js';

/**
 * Appends leaves. In memory is the last tile of each level, 8 KiB each; a complete one is written once, with its root as an
 * entry of the level above, and those that are not complete are written at the end of each stretch.
 */
export class LogTreeWriter implements RowWriter {
  readonly #findTile;
  readonly #putTile;
  readonly #readSize;
  readonly #saveSize;
  readonly #addId;
  readonly #keyOf = eventKeys();
  #size = 0;
  #last: Buffer[] = [];
  #changed = 0;

  constructor(db: Db) {
    this.#findTile = findTiles(db);
    this.#putTile = putTiles(db);
    this.#readSize = db.prepare<[], number>('SELECT size FROM tree').pluck();
    this.#saveSize = db.prepare('UPDATE tree SET size = ?');
    this.#addId = db.prepare('INSERT INTO leaves VALUES (?, ?)');
  }

  /** What was saved counts: a stretch may have been rolled back since, or another process may have gone on. */
  readonly begin = (): void => {
    const size = this.#readSize.get()!;
    if (size !== this.#size || this.#last.length === 0) this.#load(size);
    this.#changed = 0;
  };

  readonly write = ({ id, chain, position }: RecordedEvent): void => {
    const at = this.#size % TILE_WIDTH;
    if (chain.length !== 2 * HASH_BYTES || this.#last[0]!.write(chain, at * HASH_BYTES, 'hex') !== HASH_BYTES)
      throw new BrokenHistoryError(position, 'has no chain value');
    this.#addId.run(this.#keyOf(id), this.#size);
    this.#size += 1;
    if (at === TILE_WIDTH - 1) this.#complete(0);
  };

  readonly end = (): void => {
    for (let level = 0; level <= this.#changed; level++) {
      const { number, filled } = lastTile(this.#size, level);
      if (filled > 0) this.#putTile({ level, number }, this.#last[level]!.subarray(0, filled * HASH_BYTES));
    }
    this.#saveSize.run(this.#size);
  };

  #complete(level: number): void {
    const tile: TileId = { level, number: lastTile(this.#size, level).number - 1 };
    const entries = this.#last[level]!;
    this.#putTile(tile, entries);
    const root = rootOf(entries, { tile, first: 0, count: TILE_WIDTH });
    const above = (this.#last[level + 1] ??= Buffer.alloc(TILE_BYTES));
    const at = tile.number % TILE_WIDTH;
    root.copy(entryOf(above, at));
    this.#changed = Math.max(this.#changed, level + 1);
    if (at === TILE_WIDTH - 1) this.#complete(level + 1);
  }

  #load(size: number): void {
    this.#size = size;
    this.#last = [Buffer.alloc(TILE_BYTES)];
    for (let level = 0; level === 0 || size >= TILE_WIDTH ** level; level++) {
      const { number, filled } = lastTile(size, level);
      const saved = filled === 0 ? undefined : this.#findTile({ level, number });
      if (filled > 0 && (saved === undefined || saved.length < filled * HASH_BYTES))
        throw new Error(`the tree of the log has lost tile ${number} of level ${level}`);
      const entries = (this.#last[level] = Buffer.alloc(TILE_BYTES));
      saved?.copy(entries);
    }
  }
}
