import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { privateKeyOf, signerOf } from '../spec/keys.js';
import { InvalidNoteError } from './errors.js';
import { NoteSigner, openNote, signNote } from './note.js';
import { parseVkeys } from './verifier-key.js';

const faultOf = (open: () => unknown): unknown => {
  try {
    open();
  } catch (error) {
    return error instanceof InvalidNoteError ? error.reason : error;
  }
  return undefined;
};

// The example of the documentation of golang.org/x/mod/sumdb/note (BSD-3-Clause).
describe('the example of the Go package', () => {
  const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
  const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const text =
    'If you think cryptography is the answer to your problem,\n' +
    "then you don't know what your problem is.\n";
  const line =
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
  const other =
    '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

  it('is signed to the same bytes', () => {
    const signer = new NoteSigner('PeterNeumann', privateKeyOf(seed));
    expect(signer.vkey).toBe(vkey);
    expect(signNote(text, [signer])).toBe(`${text}\n${line}`);
  });

  it('is opened, also with a signature of somebody unknown', () => {
    const keys = parseVkeys(vkey);
    expect(openNote(`${text}\n${line}`, keys)).toEqual({ text, signedBy: keys });
    expect(openNote(`${text}\n${line}${other}`, keys)).toEqual({ text, signedBy: keys });
    expect(openNote(`${text}\n${other}${line}`, keys)).toEqual({ text, signedBy: keys });
  });
});

const ours = signerOf('log.example');
const later = signerOf('log.example', 2);
const foreign = signerOf('witness.example', 3);
const keys = [ours.verifierKey];
const TEXT = 'one\n\nthree: è\n';
const note = signNote(TEXT, [ours]);

it('carries several signatures, and tells whose were known', () => {
  const both = signNote(TEXT, [later, ours, foreign]);
  expect(openNote(both, keys).signedBy).toEqual(keys);
  expect(openNote(both, [ours.verifierKey, later.verifierKey]).signedBy).toEqual([
    later.verifierKey,
    ours.verifierKey,
  ]);
  expect(openNote(both, [ours.verifierKey, later.verifierKey]).text).toBe(TEXT);
});

it('opens what it signed, whatever the text', () => {
  const line = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      const text = lines.map((each) => `${each}\n`).join('');
      expect(openNote(signNote(text, [ours]), keys).text).toBe(text);
    }),
  );
});

it('refuses a note of which any byte is another', () => {
  const bytes = Buffer.from(note);
  const accepted = [];
  for (let i = 0; i < bytes.length; i++)
    for (const bit of [0x01, 0x20]) {
      const damaged = Buffer.from(bytes);
      damaged[i]! ^= bit;
      if (faultOf(() => openNote(damaged.toString('utf8'), keys)) === undefined) accepted.push([i, bit]);
    }
  expect(accepted).toEqual([]);
});

const signature = ours.signatureLine(TEXT);
const raw = Buffer.from(signature.split(' ')[2]!, 'base64');
const lineOf = (bytes: Buffer): string => `— log.example ${bytes.toString('base64')}\n`;
it.each([
  ['nothing', '', 'NO_SIGNATURES'],
  ['a text without signatures', TEXT, 'MALFORMED_SIGNATURE'],
  ['no blank line', `a\n${signature}`, 'NO_SIGNATURES'],
  ['a blank line and no more', 'a\n\n', 'NO_SIGNATURES'],
  ['a last line cut', note.slice(0, -1), 'NO_SIGNATURES'],
  ['a tab', signNote('a\n', [ours]).replace('a', '\t'), 'NOT_A_TEXT'],
  ['a carriage return', note.replaceAll('\n', '\r\n'), 'NOT_A_TEXT'],
  ['half a character', `\ud800${note}`, 'NOT_A_TEXT'],
  ['a megabyte and more', `${'a'.repeat(1 << 20)}${note}`, 'NOT_A_TEXT'],
  ['a hyphen for the dash', note.replace('—', '-'), 'MALFORMED_SIGNATURE'],
  ['a text between the signatures', `${note}hello\n${signature}`, 'MALFORMED_SIGNATURE'],
  ['two spaces', note.replace('— ', '—  '), 'MALFORMED_SIGNATURE'],
  ['base64 without padding', note.replace(/=*\n$/, '\n'), 'MALFORMED_SIGNATURE'],
  ['base64 for URLs', `${TEXT}\n— log.example -_-_-_-_\n`, 'MALFORMED_SIGNATURE'],
  ['a key id alone', `${TEXT}\n${lineOf(raw.subarray(0, 4))}`, 'MALFORMED_SIGNATURE'],
  ['a name with a plus', `${note}— a+b AAAAAAA=\n`, 'MALFORMED_SIGNATURE'],
  ['101 signatures', note + signature.repeat(100), 'TOO_MANY_SIGNATURES'],
  ['a foreign signature', signNote(TEXT, [foreign, later]), 'UNKNOWN_KEY'],
  ['our key under another name', note.replace('log.example', 'log.example.org'), 'UNKNOWN_KEY'],
  ['a signature of another text', `other\n\n${signature}`, 'BAD_SIGNATURE'],
  ['a short signature', `${TEXT}\n${lineOf(raw.subarray(0, 40))}`, 'BAD_SIGNATURE'],
  [
    'one right and one wrong',
    `${note}${lineOf(Buffer.concat([raw.subarray(0, 4), Buffer.alloc(64)]))}`,
    'BAD_SIGNATURE',
  ],
])('refuses %s', (_, text, fault) => {
  expect(faultOf(() => openNote(text, keys))).toBe(fault);
});

it.each([
  ['an empty name', ''],
  ['a space', 'log example'],
  ['a no-break space', 'log\u00a0example'],
  ['a plus', 'log+example'],
  ['a newline', 'log\nexample'],
  ['a lone surrogate', '\ud800'],
])('has no key name with %s', (_, name) => {
  expect(() => signerOf(name)).toThrow(TypeError);
});

it('signs with Ed25519 alone', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(() => new NoteSigner('log.example', privateKey)).toThrow('Ed25519');
});

it.each([
  ['a text without its last newline', 'one'],
  ['a control character', 'one\u0000\n'],
])('does not sign %s', (_, text) => {
  expect(() => signNote(text, [ours])).toThrow(TypeError);
});

it('is signed by someone', () => {
  expect(() => signNote(TEXT, [])).toThrow(TypeError);
});
