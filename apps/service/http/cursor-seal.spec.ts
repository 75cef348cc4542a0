import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventReader, RecordedEvent } from '#event-store';
import { csvRow, InvalidCursorError } from '#read-models';
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
/** A log whose first event is there; none in an empty one. */
const logFrom = (...positions: bigint[]): Pick<EventReader, 'readAll'> => ({
  readAll: async function* () {
    if (positions.length > 0) yield positions.map((position) => ({ position }) as RecordedEvent);
  },
});
const openOn = (reader: Pick<EventReader, 'readAll'>, ...signingKeyFiles: string[]) =>
  CursorSeal.open({ signingKeyFiles, keysDir: directory }, reader);
const open = (...signingKeyFiles: string[]) => openOn(logFrom(1n, 2n), ...signingKeyFiles);

const question = { workspaceId: 'acme', asAuditor: false, type: 'SupportLogin' };

it('gives back what it sealed, in another process too', async () => {
  const sealed = await (await open(first)).seal('abc', question);
  expect(await (await open(first)).unseal(sealed, { ...question })).toBe('abc');
});

it('refuses every cursor with one bit changed, or written otherwise', async () => {
  const seal = await open(first);
  const sealed = await seal.seal('MTc2MzgwMzgwMDAwMCA0Mg', question);
  const [prefix, text] = [sealed.slice(0, 1), sealed.slice(1)];
  const bytes = Buffer.from(text, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const other = prefix + changed.toString('base64url');
    await expect(seal.unseal(other, question)).rejects.toThrow(InvalidCursorError);
  }
  for (const other of ['', 'abc', text, `${sealed}=`, prefix + bytes.subarray(0, 16).toString('base64url')])
    await expect(seal.unseal(other, question)).rejects.toThrow(InvalidCursorError);
});

it('seals positions as texts that are the same in a spreadsheet and on a command line', async () => {
  const seal = await open(first);
  for (let position = 1n; position <= 1_000n; position++) {
    const sealed = seal.sealPosition(`${position}`);
    expect(csvRow([sealed])).toBe(`${sealed}\r\n`);
    expect(sealed).toMatch(/^[a-z][\w-]+$/);
    expect(seal.unsealPosition(sealed)).toBe(position);
  }
});

it.each([
  { ...question, workspaceId: 'globex' },
  { ...question, asAuditor: true },
  { workspaceId: 'acme', asAuditor: false },
  { ...question, from: 1 },
])('refuses it for another question: %j', async (other) => {
  const seal = await open(first);
  const sealed = await seal.seal('abc', question);
  await expect(seal.unseal(sealed, other)).rejects.toThrow(InvalidCursorError);
});

it('takes those of a key that was rotated out of first place, and none of a key that is gone', async () => {
  const old = await (await open(first)).seal('abc', question);
  expect(await (await open(second, first)).unseal(old, question)).toBe('abc');
  const gone = await open(second);
  await expect(gone.unseal(old, question)).rejects.toThrow(InvalidCursorError);
});

it('makes a key where none is configured, for good', async () => {
  const sealed = await (await open()).seal('abc', question);
  expect(await (await open()).unseal(sealed, question)).toBe('abc');
});

it('knows one of the same log in another store, where its position says nothing', async () => {
  const sealed = await (await openOn(logFrom(1n), first)).seal('abc', question);
  for (const elsewhere of [logFrom(1_234n, 1_500n), logFrom()])
    await expect((await openOn(elsewhere, first)).unseal(sealed, question)).rejects.toMatchObject({
      status: 400,
      code: 'POSITION_UNKNOWN',
    });
  // Whose log has grown since is the same.
  expect(await (await openOn(logFrom(1n, 2n, 3n), first)).unseal(sealed, question)).toBe('abc');
});
