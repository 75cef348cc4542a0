import { readPostgresUrl } from './postgres-url.js';

it.each([
  'postgres://u:p@h/d',
  'postgres://u@h:5433/d?sslmode=verify-full&sslrootcert=/ca.pem',
  'postgresql:///d?host=/run/postgresql',
])('takes %s as it is', (url) => expect(readPostgresUrl(url)).toEqual({ url }));

it('takes a user before a socket', () =>
  expect(readPostgresUrl('postgres://u:p@/d?host=/run/postgresql')).toEqual({
    url: 'postgres://u:p@localhost/d?host=/run/postgresql',
  }));

it.each([
  ['postgres://u:secret@h/d?sslmod=verify-full', 'has the parameter sslmod, which is not one of host, '],
  ['postgres://u:secret@h/d?target_session_attrs=read-write', 'has the parameter target_session_attrs, '],
  ['postgres://u:secret@h/d?sslmode=verify_full', 'has an sslmode that is not one of disable, '],
  ['postgres://u:secret@a:5432,b:5432/d', 'must name one host: '],
  ['postgres://u:secret@/d?host=a,b', 'must name one host: '],
  ['postgres://u:secret@h', 'must be sqlite:'],
])('refuses %s in one sentence', (url, sentence) => {
  const read = readPostgresUrl(url);
  expect(read).toEqual({ fault: expect.stringContaining(sentence) });
  expect(JSON.stringify(read)).not.toContain('secret');
});
