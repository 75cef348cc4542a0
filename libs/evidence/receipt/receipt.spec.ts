import { generateKeyPairSync } from 'node:crypto';
import { InvalidNoteError } from '../notes/errors.js';
import { openCheckpoint, signCheckpoint } from '../notes/checkpoint.js';
import { NoteSigner, openNote, signNote } from '../notes/note.js';
import type { ReplayReceipt } from './receipt.js';
import { isReceipt, openReceipt, signReceipt } from './receipt.js';

const newSigner = (name: string): NoteSigner =>
  new NoteSigner(name, generateKeyPairSync('ed25519').privateKey);
const signer = newSigner('log.example');
const keys = [signer.verifierKey];
const receipt: ReplayReceipt = {
  origin: 'log.example',
  position: '1234',
  size: 56,
  root: Buffer.alloc(32, 7),
  state: 'ab'.repeat(32),
  code: 'support-access 0.1.0',
  outcome: 'equal',
  madeAt: '2026-11-22T09:30:00.000Z',
};
const reasonOf = (read: () => unknown): string => {
  try {
    read();
    return 'none';
  } catch (error) {
    return error instanceof InvalidNoteError ? error.reason : String(error);
  }
};

it('is a signed note that reads back as it was', () => {
  const note = signReceipt(receipt, [signer]);
  expect(note).toMatch(
    /^support-access replay receipt v1\norigin log\.example\nposition 1234\nsize 56\nroot \S+\nstate (ab)+\n/,
  );
  expect(openReceipt(note, keys)).toEqual(receipt);
  expect(openNote(note, keys).signedBy).toEqual(keys);
  expect(isReceipt(note)).toBe(true);
  for (const outcome of ['different', 'not-compared'] as const)
    expect(openReceipt(signReceipt({ ...receipt, outcome }, [signer]), keys).outcome).toBe(outcome);
});

it('any change of it is found', () => {
  const note = signReceipt(receipt, [signer]);
  const textEnd = note.indexOf('\n\n') + 1;
  for (let at = 0; at < textEnd; at++) {
    const other = note[at] === '1' ? '2' : '1';
    expect(reasonOf(() => openReceipt(note.slice(0, at) + other + note.slice(at + 1), keys))).not.toBe(
      'none',
    );
  }
  expect(reasonOf(() => openReceipt(note.replace('outcome equal', 'outcome different'), keys))).toBe(
    'BAD_SIGNATURE',
  );
});

it('of another key, or of a key of another name, it says nothing', () => {
  const other = newSigner('log.example');
  expect(reasonOf(() => openReceipt(signReceipt(receipt, [signer]), [other.verifierKey]))).toBe(
    'UNKNOWN_KEY',
  );
  const text = signReceipt(receipt, [signer]).split('\n\n')[0];
  const stranger = newSigner('other.example');
  const note = signNote(`${text}\n`, [stranger]);
  expect(reasonOf(() => openReceipt(note, [stranger.verifierKey]))).toBe('FOREIGN_ORIGIN');
  expect(() => signReceipt(receipt, [stranger])).toThrow(TypeError);
});

it('never passes for a checkpoint, nor a checkpoint for it', () => {
  const note = signReceipt(receipt, [signer]);
  expect(reasonOf(() => openCheckpoint(note, keys))).toBe('MALFORMED_CHECKPOINT');
  const checkpoint = signCheckpoint({ origin: 'log.example', size: 1, root: Buffer.alloc(32) }, [signer]);
  expect(reasonOf(() => openReceipt(checkpoint, keys))).toBe('MALFORMED_RECEIPT');
  expect(isReceipt(checkpoint)).toBe(false);
});

it.each([
  { origin: 'a b' },
  { position: '-1' },
  { size: 1.5 },
  { root: Buffer.alloc(31) },
  { state: 'AB'.repeat(32) },
  { code: 'two\nlines' },
  { madeAt: 'now' },
])('%j cannot be signed', (wrong) =>
  expect(() => signReceipt({ ...receipt, ...wrong }, [signer])).toThrow(TypeError),
);
