import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { JWK, JWTPayload } from 'jose';
import { exportJWK, SignJWT } from 'jose';
import { DevelopmentTokens } from '#auth';
import type { ProblemError } from '../http/problem-error.js';
import type { BearerGuard } from './bearer.guard.js';
import { call, guardBy, invalid } from './spec/guarded.js';
import { KeyServer } from './spec/key-server.js';

const ISSUER = 'https://id.example';
const AUDIENCE = 'support-access';

const directory = mkdtempSync(join(tmpdir(), 'support-access-tokens-'));
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
let server: KeyServer;
let guard: BearerGuard;

const jwkOf = async (key: KeyObject, kid: string, alg: string): Promise<JWK> => ({
  ...(await exportJWK(key)),
  kid,
  alg,
  use: 'sig',
});
const guardOf = (jwksUrl: string) =>
  guardBy({
    kind: 'jwks',
    issuer: ISSUER,
    jwksUrl,
    audience: AUDIENCE,
    claims: { subject: 'sub', roles: 'roles' },
  });

beforeAll(async () => {
  server = await KeyServer.start();
  server.keys = [await jwkOf(rsa.publicKey, 'rsa', 'RS256'), await jwkOf(ec.publicKey, 'ec', 'ES256')];
  guard = await guardOf(server.url);
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow;
const claims = (changes: JWTPayload = {}): JWTPayload => {
  const all = { iss: ISSUER, aud: AUDIENCE, sub: 'ada', roles: ['auditor'], exp: seconds(300), ...changes };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};
const without = (name: string): JWTPayload => ({ [name]: undefined });

const signed = (payload: JWTPayload = {}, header: object = {}, key = rsa.privateKey): Promise<string> =>
  new SignJWT(claims(payload)).setProtectedHeader({ alg: 'RS256', kid: 'rsa', ...header }).sign(key);

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** By hand, for what a library refuses to make. */
const handMade = (header: object, signature: (input: string) => string): string => {
  const input = `${encode(header)}.${encode(claims())}`;
  return `${input}.${signature(input)}`;
};
const hmac = (secret: string | Buffer) => (input: string) =>
  createHmac('sha256', secret).update(input).digest('base64url');
const pem = (): string => rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;

const bearing = (token: string, by = guard) => call(by, `Bearer ${token}`);

it('a good token is admitted, of each kind of key, and again', async () => {
  expect(await bearing(await signed())).toBe('admitted');
  const other = await signed({}, { alg: 'ES256', kid: 'ec' }, ec.privateKey);
  for (let i = 0; i < 3; i++) expect(await bearing(other)).toBe('admitted');
});

it('one that is good and for no such call is 403', async () => {
  for (const roles of [['owner'], [], 'Auditor', 'auditors', ['Auditor'], [['auditor']], { 0: 'auditor' }])
    expect(await bearing(await signed({ roles }))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
});

describe('no token', () => {
  it.each([
    [undefined],
    [''],
    ['Bearer'],
    ['Bearer '],
    ['Basic YTpi'],
    ['Token x'],
    ['Bearer a b'],
    ['Bearer é'],
  ])('%j: 401 with a challenge that names no error', async (header) =>
    expect(await call(guard, header)).toMatchObject({
      status: 401,
      extras: { headers: { 'WWW-Authenticate': 'Bearer' } },
    }),
  );
});

describe('an invalid token: 401 with the challenge', () => {
  it.each<[string, () => string | Promise<string>]>([
    ['garbage', () => 'garbage'],
    ['three empty parts', () => '..'],
    ['alg none', () => handMade({ alg: 'none' }, () => '')],
    ['alg None', () => handMade({ alg: 'None' }, () => '')],
    ['alg none with a kid and a signature', () => handMade({ alg: 'none', kid: 'rsa' }, hmac('x'))],
    ['no alg', () => handMade({ kid: 'rsa' }, () => '')],
    ['HS256 with the public key as the secret', () => handMade({ alg: 'HS256', kid: 'rsa' }, hmac(pem()))],
    [
      'HS256 with the public key in DER',
      () =>
        handMade({ alg: 'HS256', kid: 'rsa' }, hmac(rsa.publicKey.export({ type: 'spki', format: 'der' }))),
    ],
    ['HS256 with the modulus', () => handMade({ alg: 'HS256', kid: 'rsa' }, hmac(server.keys[0]!.n!))],
    ['HS256 with an empty secret', () => handMade({ alg: 'HS256', kid: 'rsa' }, hmac(''))],
    ["another algorithm than the key's", () => signed({}, { alg: 'PS256' })],
    ["another key's kid", () => signed({}, { kid: 'ec', alg: 'RS256' })],
    ['an unknown kid', () => signed({}, { kid: 'nobody' })],
    ['a kid that is a path', () => signed({}, { kid: '../../dev/null' })],
    ['a kid that is no text', () => handMade({ alg: 'RS256', kid: { a: 1 } }, () => 'AAAA')],
    ['signed by a stranger', () => signed({}, {}, stranger.privateKey)],
    [
      'a stranger who brings the key along',
      async () => signed({}, { jwk: await exportJWK(stranger.publicKey) }, stranger.privateKey),
    ],
    [
      'a stranger who says where the key is',
      () => signed({}, { jku: server.url, x5u: server.url }, stranger.privateKey),
    ],
    [
      'an unknown critical header',
      () => handMade({ alg: 'RS256', kid: 'rsa', crit: ['x'], x: 1 }, () => 'AAAA'),
    ],
    [
      'a payload that was changed',
      async () => {
        const [header, , signature] = (await signed()).split('.');
        return [header, encode(claims({ sub: 'eve' })), signature].join('.');
      },
    ],
    ['a signature that was cut', async () => (await signed()).slice(0, -8)],
    ['no signature', async () => (await signed()).replace(/[^.]+$/, '')],
    ['another issuer', () => signed({ iss: 'https://id.example.evil' })],
    ['an issuer with a slash more', () => signed({ iss: `${ISSUER}/` })],
    ['a list of issuers', () => signed({ iss: [ISSUER] as never })],
    ['no issuer', () => signed(without('iss'))],
    ['another audience', () => signed({ aud: 'other' })],
    ['no audience', () => signed(without('aud'))],
    ['expired', () => signed({ exp: seconds(-6) })],
    ['good for ever', () => signed(without('exp'))],
    ['an expiry that is a text', () => signed({ exp: '9999999999' as never })],
    ['not good yet', () => signed({ nbf: seconds(60) })],
    ['a begin that is a text', () => signed({ nbf: 'now' as never })],
    ['nobody', () => signed(without('sub'))],
    ['an empty subject', () => signed({ sub: '' })],
    ['a subject that is a number', () => signed({ sub: 7 as never })],
    ['a support session', () => signed({}, { typ: 'support-session+jwt' })],
    ['an id token by its type', () => signed({}, { typ: 'logout+jwt' })],
    [
      'a payload that is a list',
      async () => {
        const { CompactSign } = await import('jose');
        const text = new TextEncoder().encode('["ada"]');
        return new CompactSign(text).setProtectedHeader({ alg: 'RS256', kid: 'rsa' }).sign(rsa.privateKey);
      },
    ],
  ])('%s', async (_, token) => expect(await bearing(await token())).toMatchObject(invalid));

  it('one that was good a moment ago and has expired since, though it is remembered', async () => {
    // Within the five seconds that clocks may differ.
    const token = await signed({ exp: seconds(-4) });
    expect(await bearing(token)).toBe('admitted');
    await sleep(1_500);
    expect(await bearing(token)).toMatchObject(invalid);
  });

  it('none of them says more about the key than that', async () => {
    const problem = await bearing(await signed({}, {}, stranger.privateKey));
    expect((problem as ProblemError).detail).not.toMatch(/BEGIN|modulus|stack|node_modules/);
  });
});

describe('an issuer that cannot be reached', () => {
  const faults = ['gone', 'error', 'garbage', 'redirect', 'huge'] as const;
  afterEach(() => (server.mode = 'up'));

  it.each(faults)('%s: 503 with Retry-After while its keys are not known', async (mode) => {
    server.mode = mode;
    const fresh = await guardOf(server.url);
    const problem = await bearing(await signed(), fresh);
    expect(problem).toMatchObject({
      status: 503,
      extras: { headers: { 'Retry-After': expect.any(String) } },
    });
  });

  it.each(faults)('%s: its known keys go on', async (mode) => {
    const fresh = await guardOf(server.url);
    expect(await bearing(await signed({ sub: 'first' }), fresh)).toBe('admitted');
    server.mode = mode;
    expect(await bearing(await signed({ sub: 'second' }), fresh)).toBe('admitted');
  });

  it('is not asked by tokens that cannot be good whatever its keys', async () => {
    const fresh = await guardOf(server.url);
    const before = server.requests;
    for (const alg of ['none', 'HS256'])
      expect(await bearing(handMade({ alg, kid: 'rsa' }, hmac('x')), fresh)).toMatchObject(invalid);
    expect(server.requests).toBe(before);
  });

  it('is not flooded by tokens with made-up keys', async () => {
    const fresh = await guardOf(server.url);
    const before = server.requests;
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, i) => signed({}, { kid: `made-up-${i}` })),
    );
    for (const problem of await Promise.all(tokens.map((token) => bearing(token, fresh))))
      expect(problem).toMatchObject(invalid);
    expect(server.requests - before).toBe(1);
  });
});

describe('a file of keys', () => {
  const file = join(directory, 'jwks.json');
  const write = (...keys: JWK[]): void => writeFileSync(file, JSON.stringify({ keys }));
  const eventually = async (read: () => Promise<unknown>, expected: unknown): Promise<void> => {
    for (let left = 40; left > 0 && JSON.stringify(await read()) !== JSON.stringify(expected); left--)
      await sleep(50);
    expect(await read()).toEqual(expected);
  };

  it('that changes is picked up: the new key is believed, the old one no more', async () => {
    const [first, second] = server.keys as [JWK, JWK];
    write(first);
    const fresh = await guardOf(pathToFileURL(file).href);
    // Each with a name of its own, so that none is remembered.
    let count = 0;
    const byRsa = async () => bearing(await signed({ jti: `${++count}` }), fresh);
    const byEc = async () =>
      bearing(await signed({ jti: `${++count}` }, { alg: 'ES256', kid: 'ec' }, ec.privateKey), fresh);
    expect(await byRsa()).toBe('admitted');
    expect(await byEc()).toMatchObject(invalid);
    write(second);
    await eventually(byEc, 'admitted');
    expect(await byRsa()).toMatchObject(invalid);
    // Half written, then gone: what is known goes on.
    writeFileSync(file, '{"keys": [');
    await sleep(1_100);
    expect(await byEc()).toBe('admitted');
    rmSync(file);
    await sleep(1_100);
    expect(await byEc()).toBe('admitted');
  });
});

describe('development tokens', () => {
  it('mean nothing where an issuer is configured', async () => {
    const tokens = await DevelopmentTokens.open(join(directory, 'dev-keys'));
    expect(await bearing(await tokens.sign(['auditor'], 'audrey'))).toMatchObject(invalid);
  });

  it.each(['RS256', 'ES256', 'PS256', 'HS256', 'none'])(
    'are EdDSA: one that says %s is invalid, and the key is not at fault',
    async (alg) => {
      const keysDir = join(directory, 'dev-keys');
      const dev = await guardBy({ kind: 'development', keysDir });
      expect(await bearing(handMade({ alg }, hmac('x')), dev)).toMatchObject(invalid);
    },
  );

  it('are not signed by the key of sessions, nor the reverse', async () => {
    const keysDir = join(directory, 'dev-keys');
    const dev = await guardBy({ kind: 'development', keysDir });
    const { SessionKeys } = await import('../api/sessions/session-keys.js');
    const { signing } = await SessionKeys.open({ signingKeyFiles: [], keysDir });
    const issuer = 'urn:support-access:development';
    const token = await new SignJWT(claims({ iss: issuer }))
      .setProtectedHeader({ alg: signing.alg })
      .sign(signing.key);
    expect(await bearing(token, dev)).toMatchObject(invalid);
    expect(createPublicKey(signing.key).asymmetricKeyType).toBe('ec');
  });
});
