import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_ROOT } from '../merkle/hashing.js';
import { openCheckpoint, signCheckpoint, streamOrigin } from '../notes/checkpoint.js';
import { parseVkeys } from '../notes/verifier-key.js';
import { CheckpointKeys } from './checkpoint-keys.js';

const ORIGIN = 'support.example.com/log';
const [older, newer, strange] = [1, 2, 3].map(() => generateKeyPairSync('ed25519').privateKey);
const before = new CheckpointKeys(ORIGIN, [older!]);
const after = new CheckpointKeys(ORIGIN, [newer!, older!]);
const noteBy = (keys: CheckpointKeys, last?: string, origin = ORIGIN): string =>
  signCheckpoint({ origin, size: 0, root: EMPTY_ROOT }, keys.signersAfter(last));

it('publishes every key, newest first', () => {
  const keys = parseVkeys(after.vkeyDocument);
  expect(keys.map(({ vkey }) => vkey)).toEqual([
    new CheckpointKeys(ORIGIN, [newer!]).signer.vkey,
    before.signer.vkey,
  ]);
  expect(keys.every(({ name }) => name === ORIGIN)).toBe(true);
});

it('signs one checkpoint after a rotation with both keys, and then with the new one', () => {
  const first = noteBy(before);
  const rotated = noteBy(after, first);
  const next = noteBy(after, rotated);
  const readers = { old: [before.signer.verifierKey], new: [after.signer.verifierKey] };
  const readBy = (note: string): string[] =>
    Object.entries(readers).flatMap(([name, keys]) => {
      try {
        openCheckpoint(note, keys);
        return [name];
      } catch {
        return [];
      }
    });
  expect([first, rotated, next].map(readBy)).toEqual([['old'], ['old', 'new'], ['new']]);
});

it('reads what it has signed, and refuses the checkpoints of others', () => {
  const where = 'the topic';
  expect(after.read(noteBy(before), where)).toEqual({ origin: ORIGIN, size: 0, root: EMPTY_ROOT });
  const stranger = new CheckpointKeys(ORIGIN, [strange!]);
  expect(() => before.read(noteBy(stranger), where)).toThrow(
    expect.objectContaining({
      code: 'INCONSISTENT_LOG',
      fault: 'FOREIGN_KEY',
      message: expect.stringMatching(/the topic/),
    }),
  );
  // Its key was taken away before a checkpoint was signed with both.
  expect(() => new CheckpointKeys(ORIGIN, [newer!]).read(noteBy(before), where)).toThrow(
    expect.objectContaining({ fault: 'FOREIGN_KEY' }),
  );
  expect(() => before.read('no note', where)).toThrow(expect.objectContaining({ fault: 'FOREIGN_KEY' }));
  const renamed = new CheckpointKeys('other.example.com', [older!]);
  expect(() => renamed.read(noteBy(before), where)).toThrow(
    expect.objectContaining({ fault: 'FOREIGN_ORIGIN', message: expect.stringContaining(ORIGIN) }),
  );
  const ofWorkspace = noteBy(before, undefined, streamOrigin(ORIGIN, 'supportAccess-w1'));
  expect(() => before.read(ofWorkspace, where)).toThrow(expect.objectContaining({ fault: 'FOREIGN_ORIGIN' }));
});

describe('from files', () => {
  let keysDir: string;
  beforeEach(async () => {
    keysDir = await mkdtemp(join(tmpdir(), 'checkpoint-keys-'));
  });
  afterEach(() => rm(keysDir, { recursive: true }));

  it('are those configured, in their order', async () => {
    const files = ['new.pem', 'old.pem'].map((name) => join(keysDir, name));
    await writeFile(files[0]!, newer!.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(files[1]!, older!.export({ type: 'pkcs8', format: 'pem' }));
    const keys = await CheckpointKeys.open(ORIGIN, { signingKeyFiles: files, keysDir });
    expect(keys.vkeyDocument).toBe(after.vkeyDocument);
  });

  it('are made once where none are', async () => {
    const [first, again] = await Promise.all(
      [1, 2].map(() => CheckpointKeys.open(ORIGIN, { signingKeyFiles: [], keysDir: join(keysDir, 'made') })),
    );
    expect(again!.vkeyDocument).toBe(first!.vkeyDocument);
    expect(parseVkeys(first!.vkeyDocument)).toHaveLength(1);
  });
});
