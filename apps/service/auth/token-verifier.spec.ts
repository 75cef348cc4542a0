import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload, JWTVerifyGetKey } from 'jose';
import { InvalidTokenError, KeysUnavailableError, TokenVerifier } from './token-verifier.js';

const expected = { issuer: 'https://id.example', audience: 'support-access' };
const claims = { sub: 'ada', roles: ['owner', 'king'], name: 'Ada', email: 'ada@example.com' };
let key: CryptoKey;
let stranger: CryptoKey;
let jwk: JWK;
let verifier: TokenVerifier;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  stranger = (await generateKeyPair('ES256')).privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' };
  verifier = new TokenVerifier(createLocalJWKSet({ keys: [jwk] }), expected);
});

type Changes = { payload?: JWTPayload; header?: object; signedBy?: CryptoKey; expires?: string | null };

function token({ payload = {}, header = {}, signedBy = key, expires = '1h' }: Changes = {}): Promise<string> {
  const jwt = new SignJWT({ iss: expected.issuer, aud: expected.audience, ...claims, ...payload });
  jwt.setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header });
  if (expires !== null) jwt.setExpirationTime(expires.startsWith('2') ? new Date(expires) : expires);
  return jwt.sign(signedBy);
}

it('tells who it is, with the roles that we know', async () =>
  expect(await verifier.verify(await token({ expires: '2100-01-01' }))).toEqual({
    id: 'ada',
    issuer: 'https://id.example',
    roles: new Set(['owner']),
    name: 'Ada',
    email: 'ada@example.com',
    expiresAt: 4_102_444_800_000,
  }));

it.each(['JWT', 'at+jwt', 'application/at+jwt'])('takes the type %s', async (typ) =>
  expect((await verifier.verify(await token({ header: { typ } }))).id).toBe('ada'),
);

it.each<[string, Changes]>([
  [
    'signed by a stranger',
    {
      get signedBy() {
        return stranger;
      },
    },
  ],
  ['of another issuer', { payload: { iss: 'https://evil.example' } }],
  ['for another audience', { payload: { aud: 'other' } }],
  ['expired', { expires: '-10s' }],
  ['good for ever', { expires: null }],
  ['not good yet', { payload: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
  ['of nobody', { payload: { sub: '' } }],
  ['with a key that the issuer does not have', { header: { kid: 'k2' } }],
  ['of a support session', { header: { typ: 'support-session+jwt' } }],
])('refuses one %s', async (_, changes) =>
  expect(verifier.verify(await token(changes))).rejects.toThrow(InvalidTokenError),
);

it('refuses one without a signature, and one signed with a shared secret', async () => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const [, payload] = (await token()).split('.');
  await expect(verifier.verify(`${encode({ alg: 'none' })}.${payload}.`)).rejects.toThrow(InvalidTokenError);
  const shared = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(Buffer.alloc(32, 1));
  await expect(verifier.verify(shared)).rejects.toThrow(InvalidTokenError);
});

it('does not call a token invalid when the keys cannot be had', async () => {
  const away = new TokenVerifier(() => Promise.reject(new Error('ECONNREFUSED')), expected);
  await expect(away.verify(await token())).rejects.toThrow(KeysUnavailableError);
});

it.each([[undefined], ['king'], [{ owner: true }], [[]]])('roles %j are none', async (roles) =>
  expect((await verifier.verify(await token({ payload: { roles } }))).roles.size).toBe(0),
);

describe('a token that was good', () => {
  const counting = (rememberedMs: number) => {
    const keys = { asked: 0, gone: false };
    const local = createLocalJWKSet({ keys: [jwk] });
    const find: JWTVerifyGetKey = async (header, input) => {
      keys.asked++;
      if (keys.gone) throw new errors.JWKSNoMatchingKey();
      return local(header, input);
    };
    return { keys, verifier: new TokenVerifier(find, expected, undefined, rememberedMs) };
  };

  it('is not checked again for a while, and no other is taken for it', async () => {
    const { keys, verifier } = counting(60_000);
    const good = await token();
    const first = await verifier.verify(good);
    expect(await verifier.verify(good)).toEqual(first);
    expect(keys.asked).toBe(1);
    await expect(verifier.verify(await token({ signedBy: stranger }))).rejects.toThrow(InvalidTokenError);
  });

  it('is checked again after it: so long is a key believed that was taken away', async () => {
    const { keys, verifier } = counting(50);
    const good = await token();
    await verifier.verify(good);
    keys.gone = true;
    await sleep(60);
    await expect(verifier.verify(good)).rejects.toThrow(InvalidTokenError);
  });

  it('one that was bad is checked each time', async () => {
    const { keys, verifier } = counting(60_000);
    const bad = await token({ payload: { aud: 'other' } });
    for (let i = 0; i < 2; i++) await expect(verifier.verify(bad)).rejects.toThrow(InvalidTokenError);
    expect(keys.asked).toBe(2);
  });
});
