import type { NodeId } from '../merkle/nodes.js';
import { HASH_BYTES, inPlace } from '../merkle/hashing.js';

/** Levels of the tree in one tile: it is as wide as a byte counts. */
const TILE_LEVELS = 8;
export const TILE_WIDTH = 2 ** TILE_LEVELS;
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/**
 * 256 neighbours on one level of the tree: on tile level 0 the data of leaves, on level n the nodes of the tree's level 8n.
 * The nodes between are computed. So a tree of five million leaves is 20,000 tiles, and a proof reads a few of them.
 */
export type TileId = { level: number; number: number };

/** Entries of one tile. */
export type TilePart = { tile: TileId; first: number; count: number };

/** The entries that a node of the tree is computed from. */
export function entriesUnder({ level, index }: NodeId): TilePart {
  const above = level % TILE_LEVELS;
  const count = 2 ** above;
  const begin = index * count;
  return {
    tile: { level: (level - above) / TILE_LEVELS, number: Math.floor(begin / TILE_WIDTH) },
    first: begin % TILE_WIDTH,
    count,
  };
}

/** How a tree of some size fills its last tile on a level; `filled` 0: there is none, or it is complete. */
export function lastTile(size: number, level: number): { number: number; filled: number } {
  const entries = Math.floor(size / TILE_WIDTH ** level);
  return { number: Math.floor(entries / TILE_WIDTH), filled: entries % TILE_WIDTH };
}

/** One entry, sharing its memory. */
export const entryOf = (tile: Buffer, at: number): Buffer =>
  tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);

/** The root over some entries of a tile; their count is a power of two. */
export function rootOf(tile: Buffer, { tile: { level }, first, count }: TilePart): Buffer {
  tile.copy(scratch, 0, first * HASH_BYTES, (first + count) * HASH_BYTES);
  if (level === 0) for (let i = 0; i < count; i++) inPlace.hashLeaf(scratch, i);
  // Each round leaves half as many at the front.
  for (let width = count / 2; width >= 1; width /= 2)
    for (let i = 0; i < width; i++) inPlace.hashPair(scratch, 2 * i, i);
  return Buffer.from(entryOf(scratch, 0));
}

/** Written over by every root: computing one is synchronous. */
const scratch = Buffer.alloc(TILE_BYTES);
