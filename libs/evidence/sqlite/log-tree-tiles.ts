import type { Db } from '#derived/sqlite';
import type { TileId } from '../log-tree/tiles.js';

// A tile is found by one number. SQLite's integers leave room for more levels than there can be.
export const TILES_TABLE = `
  CREATE TABLE tiles (place INTEGER PRIMARY KEY, entries BLOB NOT NULL);
`;
const LEVEL_PLACES = 2 ** 40;
const placeOf = ({ level, number }: TileId): number => level * LEVEL_PLACES + number;

/** @returns the tile's entries so far, undefined if it has none */
export function findTiles(db: Db): (tile: TileId) => Buffer | undefined {
  const find = db.prepare<[number], Buffer>('SELECT entries FROM tiles WHERE place = ?').pluck();
  return (tile) => find.get(placeOf(tile));
}

export function putTiles(db: Db): (tile: TileId, entries: Buffer) => void {
  const put = db.prepare('INSERT OR REPLACE INTO tiles VALUES (?, ?)');
  return (tile, entries) => put.run(placeOf(tile), entries);
}
