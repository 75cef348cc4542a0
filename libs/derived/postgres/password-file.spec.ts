import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passwordFor } from './password-file.js';

const login = { host: 'db.example', port: 5432, database: 'support', user: 'me' };
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'support-access-pgpass-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(text: string, mode = 0o600): string {
  const path = join(directory, 'pgpass');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

it.each([
  [
    'the first line that fits',
    'other:5432:support:me:no\ndb.example:5432:support:me:yes\n*:*:*:*:late\n',
    'yes',
  ],
  ['any host, port, database and user', '*:*:*:*:any\n', 'any'],
  ['another port', 'db.example:5433:support:me:no\n', undefined],
  ['another database', 'db.example:5432:other:me:no\n', undefined],
  ['another user', 'db.example:5432:support:you:no\n', undefined],
  ['a comment and an empty line', '# db.example:5432:support:me:no\n\ndb.example:5432:support:me:yes', 'yes'],
  ['escaped colons and backslashes', 'db.example:5432:support:me:a\\:b\\\\c\n', 'a:b\\c'],
  ['colons in the password, as PostgreSQL takes them', 'db.example:5432:support:me:a:b\n', 'a:b'],
  ['a line that is cut short', 'db.example:5432:support:me\n', undefined],
  ['lines of Windows', 'db.example:5432:support:me:yes\r\n', 'yes'],
  ['characters beyond the first plane', 'db.example:5432:support:me:pass🔑ö\n', 'pass🔑ö'],
])('%s', async (_, text, password) => expect(await passwordFor(login, file(text))).toBe(password));

it('is none where there is no file, or what is there is none', async () => {
  expect(await passwordFor(login, join(directory, 'none'))).toBeUndefined();
  expect(await passwordFor(login, '/dev/null')).toBeUndefined();
});

it.each([0o640, 0o604, 0o660])('is refused when others may read it: %o', async (mode) =>
  expect(passwordFor(login, file('*:*:*:*:x\n', mode))).rejects.toThrow(
    'may be read by others than its owner: chmod 600',
  ),
);
