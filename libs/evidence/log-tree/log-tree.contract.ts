import { createHash } from 'node:crypto';
import { LogReplacedError, RecordedEvent } from '#event-store';
import { ReadModelUnavailableError } from '#derived';
import { consistencyProof, inclusionProof, rootAt } from '../merkle/proofs.js';
import { isConsistent, isIncluded } from '../merkle/check-proofs.js';
import { MemoryTree } from '../merkle/spec/memory-tree.js';
import type { LogTree, LogTreeQueries } from './log-tree.js';

export type LogTreePlace = {
  open(): Promise<LogTree>;
  openQueries(): Promise<LogTreeQueries>;
  remove(): Promise<void>;
};

/** As the log has it at a place: positions have holes. */
const eventAt = (index: number, chain = chainAt(index)): RecordedEvent =>
  new RecordedEvent(
    positionOf(index),
    `supportAccess-w${index % 7}`,
    Math.floor(index / 7),
    idOf(index),
    'SupportLogin',
    '{}',
    '{}',
    chain,
  );

const positionOf = (index: number): bigint => BigInt(3 * (index + 1));
const idOf = (index: number): string => `0192f0c0-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
const chainAt = (index: number): string => createHash('sha256').update(`event ${index}`).digest('hex');
const leafAt = (index: number): Buffer => Buffer.from(chainAt(index), 'hex');

const stretch = (from: number, to: number): RecordedEvent[] =>
  Array.from({ length: to - from }, (_, i) => eventAt(from + i));

/** Stretches of many lengths, as a follower that is now behind and now not gives them. */
async function fold(tree: LogTree, from: number, to: number): Promise<void> {
  for (let at = from, length = 1; at < to; at += length, length = (length * 7) % 1_009) {
    const end = Math.min(at + length, to);
    await tree.apply(stretch(at, end), positionOf(end - 1));
  }
}

/** What every keeper of the log's tree promises; see the port for the words. */
export function logTreeContract(newPlace: () => Promise<LogTreePlace>): void {
  let place: LogTreePlace;
  let tree: LogTree;

  beforeEach(async () => {
    place = await newPlace();
    tree = await place.open();
  });

  afterEach(async () => {
    await tree.close();
    await place.remove();
  });

  it('is empty at first', async () => {
    expect([await tree.size(), await tree.position(), await tree.bookmark()]).toEqual([
      0,
      0n,
      { position: 0n },
    ]);
    expect(await rootAt(tree, 0)).toEqual(await rootAt(new MemoryTree(), 0));
    expect(await tree.indexOf(idOf(0))).toBeUndefined();
    await expect(rootAt(tree, 1)).rejects.toThrow(RangeError);
    await expect(tree.leaf(0)).rejects.toThrow(RangeError);
  });

  it('has the root of every size that it had, whatever the stretches, over three levels of tiles', async () => {
    const memory = new MemoryTree();
    const size = 66_000;
    await fold(tree, 0, size);
    for (let index = 0; index < size; index++) memory.append(leafAt(index));
    expect(await tree.size()).toBe(size);
    const border = [255, 256, 257, 511, 512, 65_279, 65_280, 65_535, 65_536, 65_537, 65_792];
    for (const at of [...Array(20).keys(), ...border, 12_345, 44_444, size - 1, size])
      expect((await rootAt(tree, at)).equals(await rootAt(memory, at))).toBe(true);
    for (const at of [size + 1, 2 * size, 2 ** 40])
      await expect(rootAt(tree, at)).rejects.toThrow(RangeError);
  });

  it('proves that an event is in it, and that it only grew', async () => {
    const size = 1_300;
    await fold(tree, 0, size);
    for (const to of [1, 2, 255, 256, 257, 1_024, size]) {
      const toRoot = await rootAt(tree, to);
      for (const index of [0, 1, 254, 255, 256, 700, to - 1].filter((each) => each < to)) {
        const hashes = await inclusionProof(tree, index, to);
        const leaf = await tree.leaf(index);
        expect(leaf.equals(leafAt(index))).toBe(true);
        expect(isIncluded({ index, size: to, root: toRoot, leaf, hashes })).toBe(true);
        expect(isIncluded({ index, size: to, root: toRoot, leaf: leafAt(index + 1), hashes })).toBe(false);
      }
      for (const from of [0, 1, 100, 256, to].filter((each) => each <= to)) {
        const hashes = await consistencyProof(tree, from, to);
        expect(isConsistent({ from, fromRoot: await rootAt(tree, from), to, toRoot, hashes })).toBe(true);
      }
    }
  });

  it('knows the place of every event, whatever its id is', async () => {
    await fold(tree, 0, 600);
    const named = new RecordedEvent(
      9_000n,
      'supportAccess-w1',
      99,
      'no-uuid',
      'SupportLogin',
      '{}',
      '{}',
      chainAt(600),
    );
    await tree.apply([named], 9_000n);
    for (const index of [0, 1, 255, 256, 599]) expect(await tree.indexOf(idOf(index))).toBe(index);
    expect(await tree.indexOf('no-uuid')).toBe(600);
    expect(await tree.indexOf(idOf(600))).toBeUndefined();
  });

  it('changes nothing when a stretch comes twice, or reaches back', async () => {
    await tree.apply(stretch(0, 300), positionOf(299));
    const root = await rootAt(tree, 300);
    await tree.apply(stretch(0, 300), positionOf(299));
    await tree.apply(stretch(10, 20), positionOf(19));
    await tree.apply([], positionOf(299));
    expect([await tree.size(), await tree.position()]).toEqual([300, positionOf(299)]);
    await tree.apply(stretch(200, 301), positionOf(300));
    expect(await tree.size()).toBe(301);
    expect((await rootAt(tree, 300)).equals(root)).toBe(true);
    expect((await tree.leaf(300)).equals(leafAt(300))).toBe(true);
  });

  it('gives no leaf to an event without a chain, and goes on', async () => {
    await tree.apply(stretch(0, 250), positionOf(249));
    await tree.apply([eventAt(250, ''), eventAt(251, 'f00')], positionOf(251));
    await tree.apply([eventAt(252, 'x'.repeat(64)), ...stretch(253, 600)], positionOf(599));
    expect([await tree.size(), await tree.position()]).toEqual([597, positionOf(599)]);
    expect([await tree.indexOf(idOf(251)), await tree.indexOf(idOf(253))]).toEqual([undefined, 250]);
    const ours = [...stretch(0, 250), ...stretch(253, 600)].map(({ chain }) => Buffer.from(chain, 'hex'));
    const memory = new MemoryTree(ours);
    for (const at of [250, 256, 271, 512, 597])
      expect((await rootAt(tree, at)).equals(await rootAt(memory, at))).toBe(true);
  });

  // A tool that copies streams may keep the ids of their events.
  it('gives a leaf to an event with the id of another one, and that id leads to the first', async () => {
    const copied = (index: number, of: number): RecordedEvent =>
      Object.assign(eventAt(index), { id: idOf(of) });
    await tree.apply(stretch(0, 20), positionOf(19));
    await tree.apply([copied(20, 3), eventAt(21), copied(22, 21), eventAt(23)], positionOf(23));
    await tree.apply(stretch(24, 30), positionOf(29));
    expect(await tree.size()).toBe(30);
    for (const [id, leaf] of [
      [3, 3],
      [21, 21],
      [23, 23],
      [29, 29],
    ] as const)
      expect(await tree.indexOf(idOf(id))).toBe(leaf);
    const memory = new MemoryTree(Array.from({ length: 30 }, (_, index) => leafAt(index)));
    expect((await rootAt(tree, 30)).equals(await rootAt(memory, 30))).toBe(true);
  });

  it('goes on over a restart, and beside another that folds the same', async () => {
    await fold(tree, 0, 400);
    await tree.close();
    tree = await place.open();
    const event = { stream: 'supportAccess-w0', revision: 57, id: idOf(399) };
    expect(await tree.bookmark()).toEqual({ position: positionOf(399), event });
    const other = await place.open();
    await fold(tree, 400, 520);
    await other.apply(stretch(400, 530), positionOf(529));
    await tree.apply(stretch(520, 700), positionOf(699));
    await other.apply(stretch(690, 701), positionOf(700));
    const memory = new MemoryTree(Array.from({ length: 701 }, (_, index) => leafAt(index)));
    expect(await other.size()).toBe(701);
    for (const at of [399, 400, 512, 530, 701])
      expect((await rootAt(other, at)).equals(await rootAt(memory, at))).toBe(true);
    await other.close();
  });

  it('refuses to forget the log that it has seen', async () => {
    await fold(tree, 0, 10);
    const refused = await tree.reset().then(undefined, (error: unknown) => error);
    expect(refused).toBeInstanceOf(LogReplacedError);
    expect(refused).toMatchObject({
      code: 'LOG_REPLACED',
      what: expect.stringContaining(`at position ${positionOf(9)}.`),
    });
    expect(await tree.size()).toBe(10);
  });

  it('can be asked from elsewhere, while it is folded and before it is there', async () => {
    const elsewhere = await newPlace();
    const queries = await elsewhere.openQueries();
    await expect(queries.size()).rejects.toThrow(ReadModelUnavailableError);
    const keeper = await elsewhere.open();
    await fold(keeper, 0, 300);
    expect([await queries.size(), await queries.position()]).toEqual([300, positionOf(299)]);
    const [before, root] = [await rootAt(queries, 300), await rootAt(keeper, 300)];
    await fold(keeper, 300, 700);
    expect((await rootAt(queries, 300)).equals(before)).toBe(true);
    expect(before.equals(root)).toBe(true);
    expect(await queries.indexOf(idOf(699))).toBe(699);
    await queries.close();
    await queries.close();
    await keeper.close();
    await elsewhere.remove();
  });
}
