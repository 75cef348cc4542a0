import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readSigningKey, signIssuerToken } from '../../apps/admin/token/issuer-token.js';
import { createVerifier } from '../../apps/service/auth/create-verifier.js';
import { MadeKeys } from './made-keys.js';

let keys: MadeKeys;
beforeEach(() => {
  keys = new MadeKeys('db:5432:app:me');
});
afterEach(() => keys.remove());

const text = (path: string): string => readFileSync(keys.path(path), 'utf8');
const everything = (): string[] =>
  ['/keys', '/issuer', '/secrets', '/cookies'].flatMap((dir) =>
    readdirSync(keys.path(dir))
      .sort()
      .map((name) => `${dir}/${name}`),
  );

it('are all there, for their owner alone', () => {
  expect(everything()).toEqual([
    '/keys/evidence-signing-key.pem',
    '/keys/jwks.json',
    '/keys/session-signing-key.pem',
    '/issuer/token-signing-key.pem',
    '/secrets/pgpass',
    '/secrets/postgres-password',
    '/cookies/cookie-key',
  ]);
  for (const path of everything())
    expect([path, statSync(keys.path(path)).mode & 0o777]).toEqual([path, 0o600]);
});

it('are three different ones', () => {
  const made = everything().filter((path) => path.endsWith('.pem'));
  expect(new Set(made.map(text)).size).toBe(3);
  const typeOf = (path: string) => createPrivateKey(text(path)).asymmetricKeyType;
  expect(Object.fromEntries(made.map((path) => [path, typeOf(path)]))).toEqual({
    '/keys/evidence-signing-key.pem': 'ed25519',
    '/keys/session-signing-key.pem': 'ec',
    '/issuer/token-signing-key.pem': 'ed25519',
  });
});

it('sign tokens that the service believes by the file of public keys', async () => {
  const [issuer, audience] = ['urn:support-access:compose', 'support-access'];
  const jwksUrl = pathToFileURL(keys.path('/keys/jwks.json')).href;
  const verifier = await createVerifier({
    kind: 'jwks',
    issuer,
    audience,
    jwksUrl,
    claims: { subject: 'sub', roles: 'roles' },
  });
  const token = await signIssuerToken(
    readSigningKey(text('/issuer/token-signing-key.pem')),
    { issuer, audience, roles: ['service'], sub: 'crm' },
    { now: Date.now(), seconds: 60 },
  );
  expect(await verifier.verify(token)).toMatchObject({ id: 'crm', roles: new Set(['service']) });
  // No more than the public half.
  expect(text('/keys/jwks.json')).not.toContain('"d"');
});

it('stay when they are made again', () => {
  const before = everything().map(text);
  keys.make();
  expect(everything().map(text)).toEqual(before);
});

it('give the clients of the database the password of the server', () =>
  expect(text('/secrets/pgpass')).toBe(`db:5432:app:me:${text('/secrets/postgres-password')}\n`));
