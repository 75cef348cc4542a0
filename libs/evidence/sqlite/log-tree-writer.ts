import type { RecordedEvent } from '#event-store';
import type { Db, RowWriter } from '#derived/sqlite';
import { GrowingTree } from '../log-tree/growing-tree.js';
import { eventKeys } from './event-key.js';
import { findTiles, putTiles } from './log-tree-tiles.js';

/** Appends leaves: a complete tile is written at once, the others at the end of each stretch. */
export class LogTreeWriter implements RowWriter {
  readonly #tree = new GrowingTree();
  readonly #findTile;
  readonly #putTile;
  readonly #readSize;
  readonly #saveSize;
  readonly #addId;
  readonly #keyOf = eventKeys();

  constructor(db: Db) {
    this.#findTile = findTiles(db);
    this.#putTile = putTiles(db);
    this.#readSize = db.prepare<[], number>('SELECT size FROM tree').pluck();
    this.#saveSize = db.prepare('UPDATE tree SET size = ?');
    // The id of an event that somebody copied into another stream leads to the first of the two.
    this.#addId = db.prepare('INSERT OR IGNORE INTO leaves VALUES (?, ?)');
  }

  readonly begin = (): void => {
    const size = this.#readSize.get()!;
    if (!this.#tree.isAt(size)) this.#tree.load(size, this.#findTile);
  };

  readonly write = ({ id, chain }: RecordedEvent): void => {
    const leaf = this.#tree.size;
    if (this.#tree.append(chain, this.#putTile)) this.#addId.run(this.#keyOf(id), leaf);
  };

  readonly end = (): void => {
    this.#tree.putIncomplete(this.#putTile);
    this.#saveSize.run(this.#tree.size);
  };
}
