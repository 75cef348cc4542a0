import { generateKeyPairSync } from 'node:crypto';
import { streamOrigin, signCheckpoint } from '../notes/checkpoint.js';
import { NoteSigner } from '../notes/note.js';
import { CheckpointKeys } from './checkpoint-keys.js';
import { newestCheckpoints } from './newest-checkpoint.js';

const ORIGIN = 'support.example.com/log';
const newKey = () => generateKeyPairSync('ed25519').privateKey;
const ownKey = newKey();
const keys = new CheckpointKeys(ORIGIN, [ownKey]);
const other = new NoteSigner(ORIGIN, newKey());

const root = (n: number): Buffer => Buffer.alloc(32, n);
const note = (size: number, { origin = ORIGIN, signer = keys.signer, of = 1 } = {}): string =>
  signCheckpoint({ origin, size, root: root(of) }, [signer]);
/** Names our key, and is not signed by it. */
const forged = (size: number): string => note(1).replace('\n1\n', `\n${size}\n`);

const search = (records: readonly string[]) =>
  newestCheckpoints(keys, async (visit) => records.forEach((record) => visit(record)));

it('is none where there are no records', async () =>
  expect(await search([])).toEqual({ newest: [], passedBy: 0 }));

// Only the last 64 records were read: a log that was restored from a backup began a fork unseen.
it('is found below old notes that were sent again', async () => {
  const old = Array.from({ length: 70 }, (_, i) => note(i + 1));
  expect(await search([...old, note(500), ...old])).toEqual({ newest: [note(500)], passedBy: 0 });
});

it('is every one of its size that differs, so that a fork of the same size is seen', async () => {
  const [a, b] = [note(9, { of: 1 }), note(9, { of: 2 })];
  expect(await search([a, note(3), b, a])).toEqual({ newest: [a, b], passedBy: 0 });
});

// One such record kept every process from starting.
it.each([
  ['nothing', ''],
  ['text', 'hello'],
  ['bytes that are no text', '\u0000\ufffd'],
  ['a note that is too long', `${ORIGIN}\n${'9'.repeat(2 ** 20)}`],
  ['a note without a signature', `${ORIGIN}\n900\n${root(1).toString('base64')}\n`],
  ['a note of another key', note(900, { signer: other })],
  ['a note that names our key and is not signed by it', forged(900)],
  ['a checkpoint of one workspace', note(900, { origin: streamOrigin(ORIGIN, 'supportAccess-w1') })],
  ['a note of a size that is none', note(900).replace('\n900\n', '\n1e9\n')],
])('is not %s, which is passed by and counted', async (_, record) => {
  expect(await search([note(7), record, note(8)])).toEqual({ newest: [note(8)], passedBy: 1 });
});

it('is found below any number of forged notes that claim more', async () => {
  const many = Array.from({ length: 2_500 }, (_, i) => forged(10_000 + i));
  const found = await search([note(8), ...many, note(7)]);
  expect(found).toEqual({ newest: [note(8)], passedBy: 2_500 });
});

it('is found by every key that is known', async () => {
  const rotated = new CheckpointKeys(ORIGIN, [newKey(), ownKey]);
  const records = [note(7), signCheckpoint({ origin: ORIGIN, size: 8, root: root(1) }, [rotated.signer])];
  const found = await newestCheckpoints(rotated, async (visit) => records.forEach((each) => visit(each)));
  expect(found).toEqual({ newest: [records[1]], passedBy: 0 });
});
