import { signerOf } from '../spec/keys.js';
import { InvalidVkeyError } from './errors.js';
import { parseVkeys, verifierKeyOf } from './verifier-key.js';

const [newest, older] = [signerOf('log.example/a', 2), signerOf('log.example/a', 1)];
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

it('reads one key a line, newest first', () => {
  const keys = parseVkeys(`${newest.vkey}\n\n${older.vkey}\r\n`);
  expect(keys.map(({ vkey }) => vkey)).toEqual([newest.vkey, older.vkey]);
  expect(keys[0]).toMatchObject({ name: 'log.example/a', keyId: newest.verifierKey.keyId });
  expect(keys[0]!.publicKey.equals(newest.verifierKey.publicKey)).toBe(true);
});

it('writes what it reads', () => {
  const [key] = parseVkeys(PETER);
  expect(verifierKeyOf(key!.name, key!.publicKey).vkey).toBe(PETER);
});

it.each([
  ['nothing', '\n', 'NO_KEY'],
  ['a word', 'key', 'MALFORMED_VKEY'],
  ['a private key', PETER.replace('Peter', 'PRIVATE+KEY+Peter'), 'MALFORMED_VKEY'],
  ['a name with a space', PETER.replace('Peter', 'Peter '), 'MALFORMED_VKEY'],
  ['no name', PETER.replace('PeterNeumann', ''), 'MALFORMED_VKEY'],
  ['another name', PETER.replace('Peter', 'Paul'), 'WRONG_KEY_ID'],
  ['another key id', PETER.replace('c74f20a3', 'c74f20a4'), 'WRONG_KEY_ID'],
  ['a key id in capitals', PETER.replace('c74f20a3', 'C74F20A3'), 'MALFORMED_VKEY'],
  ['another key', PETER.replace('ARpc', 'ARpd'), 'WRONG_KEY_ID'],
  ['base64 that is none', PETER.replace('ARpc', 'AR!c'), 'MALFORMED_VKEY'],
  // SHA-256("a\n" and the bytes), as `sha256sum` gives it.
  ['a timestamped cosigner', 'a+c78e62dc+BAE=', 'UNKNOWN_ALGORITHM'],
  ['a short key', 'a+c78a5913+AQE=', 'MALFORMED_VKEY'],
])('refuses %s', (_, text, reason) => {
  expect(() => parseVkeys(text)).toThrow(expect.objectContaining({ code: 'INVALID_VKEY', reason }));
  expect(() => parseVkeys(text)).toThrow(InvalidVkeyError);
});
