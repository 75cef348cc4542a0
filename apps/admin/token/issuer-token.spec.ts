import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { calculateJwkThumbprint, createLocalJWKSet, exportJWK, jwtVerify } from 'jose';
import { readSigningKey, signIssuerToken } from './issuer-token.js';

const CLAIMS = { issuer: 'https://id.example', audience: 'support-access', sub: 'olivia' };
const NOW = Date.now();

const pemOf = (privateKey: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ed25519 = (): string => pemOf(generateKeyPairSync('ed25519').privateKey);

async function publicHalf(pem: string): Promise<JWK> {
  const jwk = await exportJWK(createPublicKey(pem));
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

describe('a token that is signed with a key of an issuer', () => {
  it.each([
    ['EdDSA', ed25519()],
    ['RS256', pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)],
    ['ES256', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
    ['ES384', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)],
    ['ES512', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey)],
  ])('is verified by its public half, found by its kid: %s', async (alg, pem) => {
    const token = await signIssuerToken(
      readSigningKey(pem),
      { ...CLAIMS, roles: ['owner', 'auditor'] },
      { now: NOW, seconds: 7200 },
    );
    // Another key beside it: the kid is what tells them apart.
    const keys = createLocalJWKSet({ keys: [await publicHalf(ed25519()), await publicHalf(pem)] });
    const { issuer, audience } = CLAIMS;
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, audience });
    const iat = Math.floor(NOW / 1000);
    const claims = { iss: issuer, aud: audience, sub: 'olivia', roles: ['owner', 'auditor'] };
    expect(payload).toEqual({ ...claims, iat, exp: iat + 7_200 });
    expect(protectedHeader).toEqual({ alg, typ: 'JWT', kid: (await publicHalf(pem)).kid });
  });
});

describe('a key is refused', () => {
  it.each([
    ['that is no PEM', 'hello', 'must name a PEM file of a private key'],
    [
      'that is public',
      generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'must name a PEM file of a private key',
    ],
    ['of another kind', pemOf(generateKeyPairSync('x25519').privateKey), 'must be of Ed25519, RSA'],
    [
      'on another curve',
      pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
      'must be of Ed25519, RSA',
    ],
  ])('%s', (_, pem, message) => {
    expect(() => readSigningKey(pem)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => readSigningKey(pem)).toThrow(message);
  });
});
