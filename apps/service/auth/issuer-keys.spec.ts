import type { JSONWebKeySet, JWK } from 'jose';
import { errors, exportJWK, generateKeyPair } from 'jose';
import { IssuerKeys } from './issuer-keys.js';

const OPTIONS = { maxAgeMs: 600, cooldownMs: 100, retryMs: 10 };
let jwk: (kid: string) => JWK;
let now = 0;
let answer: () => Promise<unknown>;
let lookUps = 0;
let keys: IssuerKeys;

beforeAll(async () => {
  const { publicKey } = await generateKeyPair('ES256');
  const exported = await exportJWK(publicKey);
  jwk = (kid) => ({ ...exported, kid, alg: 'ES256' });
});
beforeEach(() => {
  now = 0;
  lookUps = 0;
  has('k1');
  const fetch = () => (lookUps++, answer());
  keys = new IssuerKeys(fetch, { ...OPTIONS, now: () => now });
});

const has = (...kids: string[]): void => {
  answer = () => Promise.resolve({ keys: kids.map(jwk) } satisfies JSONWebKeySet);
};
const isAway = (): void => {
  answer = () => Promise.reject(new Error('ECONNREFUSED'));
};
const find = async (kid: string) => keys.find({ alg: 'ES256', kid }, {} as never);
const isNoKey = errors.JWKSNoMatchingKey;

it('are looked up when first needed, once however many need them', async () => {
  expect(lookUps).toBe(0);
  await Promise.all(Array.from({ length: 20 }, () => find('k1')));
  expect(lookUps).toBe(1);
});

it('are looked up again for one that is not there, at most once in the cooldown', async () => {
  await find('k1');
  now = 99;
  has('k1', 'k2');
  await expect(find('k2')).rejects.toThrow(isNoKey);
  now = 100;
  await find('k2');
  for (let i = 0; i < 10; i++) await expect(find(`made-up-${i}`)).rejects.toThrow(isNoKey);
  expect(lookUps).toBe(2);
});

it('that are old are looked up again: one that was taken away is not believed for longer', async () => {
  await find('k1');
  has('k2');
  now = 599;
  await find('k1');
  now = 600;
  await expect(find('k1')).rejects.toThrow(isNoKey);
  await find('k2');
});

it('go on while they cannot be had, and of unknown ones nothing is said', async () => {
  await find('k1');
  isAway();
  now = 10_000;
  await find('k1');
  await expect(find('k2')).rejects.toThrow('ECONNREFUSED');
  has('k2');
  now += OPTIONS.retryMs;
  await find('k2');
});

it('do not keep those waiting whom they know, when the issuer hangs', async () => {
  await find('k1');
  isAway();
  now = 10_000;
  await find('k1');
  answer = () => new Promise(() => undefined);
  now += OPTIONS.retryMs;
  // Each would wait for ever.
  for (let i = 0; i < 3; i++) await find('k1');
  expect(lookUps).toBe(3);
});

it('that cannot be had are not asked for by every caller', async () => {
  isAway();
  for (let i = 0; i < 10; i++) await expect(find('k1')).rejects.toThrow('ECONNREFUSED');
  expect(lookUps).toBe(1);
  now = OPTIONS.retryMs;
  has('k1');
  await find('k1');
});

it.each([['<html>'], [{}], [{ keys: 'none' }], [null]])(
  '%j is no key set: the known keys stay',
  async (body) => {
    await find('k1');
    now = 600;
    answer = () => Promise.resolve(body);
    await find('k1');
    await expect(find('k2')).rejects.toThrow(errors.JWKSInvalid);
  },
);

it('members of the set that this process cannot use are passed by', async () => {
  answer = () =>
    Promise.resolve({
      keys: [
        null,
        7,
        'k1',
        {},
        { kty: 'AKP', kid: 'k1', alg: 'ML-DSA-44' },
        { kty: 'EC', crv: 'P-256' },
        jwk('k1'),
      ],
    });
  expect(await find('k1')).toBeDefined();
  await expect(find('k2')).rejects.toThrow(isNoKey);
});

it.each([null, 7, 'keys', {}, { keys: 'k1' }])('what is no key set is an error: %j', async (set) => {
  answer = () => Promise.resolve(set);
  await expect(find('k1')).rejects.toThrow('the answer is no JSON Web Key Set');
});
