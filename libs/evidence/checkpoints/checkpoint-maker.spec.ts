import { generateKeyPairSync } from 'node:crypto';
import { consistencyProof, rootAt } from '../merkle/proofs.js';
import { isConsistent } from '../merkle/check-proofs.js';
import { CheckpointKeys } from './checkpoint-keys.js';
import { CheckpointMaker } from './checkpoint-maker.js';
import { firstPast, sizeOfNote } from './signed-log.js';
import { MemoryFold, MemoryLog } from './spec/signed-log.js';

const keys = new CheckpointKeys('support.example.com/log', [generateKeyPairSync('ed25519').privateKey]);
let log: MemoryLog;
let maker: CheckpointMaker;
beforeEach(() => {
  log = new MemoryLog();
  maker = new CheckpointMaker(log, log.tree, keys);
});

it('signs what is folded, when there is anything new', async () => {
  expect(await maker.make()).toBeUndefined();
  log.append(5);
  expect(await maker.make()).toBeUndefined();
  log.tree.fold(3);
  expect(await maker.make()).toMatchObject({ revision: 0 });
  expect(await maker.make()).toBeUndefined();
  log.tree.fold();
  await maker.make();
  const [first, second] = log.checkpoints.map(({ note }) => keys.read(note, 'the log'));
  expect([first!.size, second!.size]).toEqual([3, 5]);
  const hashes = await consistencyProof(log.tree, 3, 5);
  expect(isConsistent({ from: 3, fromRoot: first!.root, to: 5, toRoot: second!.root, hashes })).toBe(true);
});

it('signs nothing that does not continue what it signed last', async () => {
  log.append(4).tree.fold();
  await maker.make();
  const forked = new MemoryLog().append(3).append(4, 'b');
  forked.checkpoints.push(...log.checkpoints);
  const other = new CheckpointMaker(forked, new MemoryFold(forked).fold(), keys);
  await expect(other.make()).rejects.toMatchObject({ code: 'INCONSISTENT_LOG', fault: 'OTHER_LOG' });
  expect(forked.checkpoints).toHaveLength(1);
});

it('waits for a tree that has less than was signed for', async () => {
  log.append(4).tree.fold();
  await maker.make();
  log.tree = new MemoryFold(log).fold(2);
  expect(await new CheckpointMaker(log, log.tree, keys).make()).toBeUndefined();
});

it('loses against another maker without harm', async () => {
  log.append(4).tree.fold();
  const made = await Promise.all([maker.make(), new CheckpointMaker(log, log.tree, keys).make()]);
  expect(made.filter((one) => one !== undefined)).toHaveLength(1);
  expect(log.checkpoints).toHaveLength(1);
});

it('finds the first checkpoint past a size', async () => {
  expect(await firstPast(log, 0)).toBeUndefined();
  for (let i = 1; i <= 9; i++) {
    log.append(i).tree.fold();
    await maker.make();
  }
  const sizes = log.checkpoints.map(({ note }) => sizeOfNote(note));
  expect(sizes).toEqual([1, 3, 6, 10, 15, 21, 28, 36, 45]);
  for (let size = 0; size <= 46; size++) {
    const past = sizes.findIndex((each) => each > size);
    expect((await firstPast(log, size))?.revision).toBe(past < 0 ? undefined : past);
  }
  expect((await rootAt(log.tree, 45)).equals(keys.read(log.checkpoints[8]!.note, 'the log').root)).toBe(true);
});

it('finds the first one past a size also where the beginning of the stream is gone', async () => {
  for (let count = 1; count < 10; count++) {
    log.append(count).tree.fold();
    await maker.make();
  }
  const kept = log.checkpoints.slice(7);
  const cut = {
    lastCheckpoint: () => log.lastCheckpoint(),
    readCheckpoints: async function* (from = 0) {
      const page = kept.filter(({ revision }) => revision >= from);
      if (page.length > 0) yield page;
    },
  };
  expect((await firstPast(cut, 0))?.revision).toBe(7);
  expect((await firstPast(cut, 36))?.revision).toBe(8);
});
