import type { NodeId } from '../merkle/nodes.js';
import { HASH_BYTES } from '../merkle/hashing.js';
import type { TileId } from './tiles.js';
import { entriesUnder, entryOf, rootOf, TILE_WIDTH } from './tiles.js';

/** A tile's entries so far, undefined if it has none. */
type FindTile = (tile: TileId) => Buffer | undefined;

/** The tiles that nodes are computed from, each once. */
export const tilesUnder = (ids: readonly NodeId[]): TileId[] => {
  const tiles = new Map<string, TileId>();
  for (const id of ids) {
    const { tile } = entriesUnder(id);
    tiles.set(`${tile.level}/${tile.number}`, tile);
  }
  return [...tiles.values()];
};

/** @throws RangeError if the tree has no such node */
export function nodesFrom(find: FindTile, ids: readonly NodeId[]): Buffer[] {
  const tiles = new Map<string, Buffer>();
  return ids.map((id) => {
    const part = entriesUnder(id);
    const key = `${part.tile.level}/${part.tile.number}`;
    let entries = tiles.get(key);
    if (entries === undefined || entries.length < (part.first + part.count) * HASH_BYTES)
      tiles.set(key, (entries = entriesOf(find, part.tile, part.first + part.count)));
    return rootOf(entries, part);
  });
}

export const tileOfLeaf = (index: number): TileId => ({ level: 0, number: Math.floor(index / TILE_WIDTH) });

/** @throws RangeError if the tree has no such leaf */
export function leafFrom(find: FindTile, index: number): Buffer {
  const at = index % TILE_WIDTH;
  return entryOf(entriesOf(find, tileOfLeaf(index), at + 1), at);
}

function entriesOf(find: FindTile, tile: TileId, least: number): Buffer {
  const entries = find(tile);
  if (entries === undefined || entries.length < least * HASH_BYTES)
    throw new RangeError(`the tree of the log has no such leaf or node: tile ${tile.level}/${tile.number}`);
  return entries;
}
