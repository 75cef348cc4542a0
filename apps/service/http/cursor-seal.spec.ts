import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidCursorError } from '#read-models';
import { CursorSeal } from './cursor-seal.js';

const directory = mkdtempSync(join(tmpdir(), 'support-access-cursors-'));
afterAll(() => rmSync(directory, { recursive: true }));

function keyFile(name: string): string {
  const file = join(directory, name);
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return file;
}
const [first, second] = [keyFile('first.pem'), keyFile('second.pem')];
const open = (...signingKeyFiles: string[]) =>
  CursorSeal.open({ signingKeyFiles, keysDir: directory, audience: 'support-sessions' });

const question = { workspaceId: 'acme', asAuditor: false, type: 'SupportLogin' };

it('gives back what it sealed, in another process too', async () => {
  const sealed = (await open(first)).seal('abc', question);
  expect((await open(first)).unseal(sealed, { ...question })).toBe('abc');
});

it('refuses every cursor with one bit changed, or written otherwise', async () => {
  const seal = await open(first);
  const bytes = Buffer.from(seal.seal('MTc2MzgwMzgwMDAwMCA0Mg', question), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => seal.unseal(changed.toString('base64url'), question)).toThrow(InvalidCursorError);
  }
  for (const other of [
    '',
    'abc',
    `${bytes.toString('base64url')}=`,
    bytes.subarray(0, 16).toString('base64url'),
  ])
    expect(() => seal.unseal(other, question)).toThrow(InvalidCursorError);
});

it.each([
  { ...question, workspaceId: 'globex' },
  { ...question, asAuditor: true },
  { workspaceId: 'acme', asAuditor: false },
  { ...question, from: 1 },
])('refuses it for another question: %j', async (other) => {
  const seal = await open(first);
  expect(() => seal.unseal(seal.seal('abc', question), other)).toThrow(InvalidCursorError);
});

it('takes those of a key that was rotated out of first place, and none of a key that is gone', async () => {
  const old = (await open(first)).seal('abc', question);
  expect((await open(second, first)).unseal(old, question)).toBe('abc');
  const gone = await open(second);
  expect(() => gone.unseal(old, question)).toThrow(InvalidCursorError);
});

it('makes a key where none is configured, for good', async () => {
  const sealed = (await open()).seal('abc', question);
  expect((await open()).unseal(sealed, question)).toBe('abc');
});
