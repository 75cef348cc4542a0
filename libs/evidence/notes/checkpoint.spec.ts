import { hash } from 'node:crypto';
import { signerOf } from '../spec/keys.js';
import { openCheckpoint, signCheckpoint, streamOrigin } from './checkpoint.js';
import { signNote } from './note.js';

const signer = signerOf('log.example/acme');
const rotated = signerOf('log.example/acme', 2);
const keys = [signer.verifierKey];
const root = hash('sha256', 'root', 'buffer');
const checkpoint = { origin: 'log.example/acme', size: 20_852_163, root };

it('has the lines of C2SP tlog-checkpoint', () => {
  const [origin, size, base64, blank, line, end] = signCheckpoint(checkpoint, [signer]).split('\n');
  expect([origin, size, base64]).toEqual(['log.example/acme', '20852163', root.toString('base64')]);
  expect([blank, end]).toEqual(['', '']);
  expect(line).toMatch(/^— log\.example\/acme [A-Za-z0-9+/]{91}=$/);
});

it.each([
  ['a log', checkpoint],
  ['an empty log', { ...checkpoint, size: 0 }],
  ['one workspace', { ...checkpoint, origin: streamOrigin(checkpoint.origin, 'supportAccess-w1') }],
])('is opened again: that of %s', (_, each) => {
  expect(openCheckpoint(signCheckpoint(each, [signer]), keys)).toEqual(each);
  expect(openCheckpoint(signCheckpoint(each, [rotated, signer]), keys)).toEqual(each);
});

// The specification has them, although we make none.
it('passes over extension lines', () => {
  const text = `${checkpoint.origin}\n3\n${root.toString('base64')}\nmore\n`;
  expect(openCheckpoint(signNote(text, [signer]), keys)).toEqual({ ...checkpoint, size: 3 });
});

const base64 = root.toString('base64');
it.each([
  ['a size with a leading zero', `log.example/acme\n03\n${base64}\n`, 'MALFORMED_CHECKPOINT'],
  ['a negative size', `log.example/acme\n-3\n${base64}\n`, 'MALFORMED_CHECKPOINT'],
  ['a size in other digits', `log.example/acme\n٣\n${base64}\n`, 'MALFORMED_CHECKPOINT'],
  ['a size beyond counting', `log.example/acme\n9007199254740993\n${base64}\n`, 'MALFORMED_CHECKPOINT'],
  ['a short root', `log.example/acme\n3\n${base64.slice(4)}\n`, 'MALFORMED_CHECKPOINT'],
  ['no root', 'log.example/acme\n3\n', 'MALFORMED_CHECKPOINT'],
  ['no origin', `\n3\n${base64}\n`, 'MALFORMED_CHECKPOINT'],
  ['an empty extension', `log.example/acme\n3\n${base64}\n\nmore\n`, 'MALFORMED_CHECKPOINT'],
  ['another origin', `log.example/other\n3\n${base64}\n`, 'FOREIGN_ORIGIN'],
  ['an origin that begins alike', `log.example/acme2\n3\n${base64}\n`, 'FOREIGN_ORIGIN'],
])('refuses %s, signed as it is', (_, text, reason) => {
  expect(() => openCheckpoint(signNote(text, [signer]), keys)).toThrow(
    expect.objectContaining({ code: 'INVALID_NOTE', reason }),
  );
});

it.each([
  ['half an event', { ...checkpoint, size: 0.5 }],
  ['a short root', { ...checkpoint, root: root.subarray(1) }],
  ['somebody else’s origin', { ...checkpoint, origin: 'log.example' }],
  ['two lines of origin', { ...checkpoint, origin: 'log.example/acme/\n' }],
])('does not sign %s', (_, each) => {
  expect(() => signCheckpoint(each, [signer])).toThrow(TypeError);
});
