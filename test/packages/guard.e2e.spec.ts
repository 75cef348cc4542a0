import { describe, expect, it } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { SupportSessionGuard } from '#client/guard';
import { cookieToken } from '#client/guard';
import { directory, service } from '../e2e/with-service.js';
import { eventually } from '../support/eventually.js';
import { guardWith, outcomeOf, revoke, session, withSessions } from './guarded-session.js';

const LONG_MS = 600_000;

withSessions();

describe('a token', () => {
  const key = () => createPrivateKey(readFileSync(join(directory.path, 'dev-keys/session-signing-key.pem')));
  const signed = (claims: object, header: object = {}, by = key()) =>
    new SignJWT({ ...decodeJwt(session.token), ...claims })
      .setProtectedHeader({ ...decodeProtectedHeader(session.token), alg: 'ES256', ...header })
      .sign(by);
  let asked = 0;
  /** Counts what the service is asked, its keys apart. */
  const counting = (): SupportSessionGuard => {
    asked = 0;
    return guardWith({
      fetch: (url, init) => {
        if (!url.endsWith('jwks.json')) asked += 1;
        return fetch(url, init);
      },
    });
  };

  it('that is signed anew with other times is as good as its session', async () => {
    const forged = await signed({ exp: Math.floor(Date.now() / 1_000) + 30 });
    expect(await counting().check(forged)).toMatchObject({ sessionId: session.sessionId });
    expect(asked).toBe(1);
  });

  it.each<[string, () => Promise<string> | string, string]>([
    [
      'of another key',
      () => signed({}, {}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      'INVALID_TOKEN',
    ],
    ['of a key that nobody published', () => signed({}, { kid: 'other' }), 'INVALID_TOKEN'],
    [
      'that is not signed',
      () =>
        `${Buffer.from('{"alg":"none","typ":"support-session+jwt"}').toString('base64url')}.${session.token.split('.')[1]}.`,
      'INVALID_TOKEN',
    ],
    [
      'with a changed claim',
      () => session.token.replace(/\.[^.]+\./, `.${Buffer.from('{"sub":"eve"}').toString('base64url')}.`),
      'INVALID_TOKEN',
    ],
    ['of another issuer', () => signed({ iss: 'https://other.example' }), 'INVALID_TOKEN'],
    ['for another audience', () => signed({ aud: 'other' }), 'INVALID_TOKEN'],
    ['of another type', () => signed({}, { typ: 'JWT' }), 'INVALID_TOKEN'],
    ['without the engineer', () => signed({ act: {} }), 'INVALID_TOKEN'],
    ['of a person', () => service.token('owner'), 'INVALID_TOKEN'],
    ['that is none', () => 'x'.repeat(100_000), 'INVALID_TOKEN'],
    ['whose time is over', () => signed({ exp: Math.floor(Date.now() / 1_000) }), 'SESSION_EXPIRED'],
  ])('%s is refused, and the service is not asked', async (_what, token, code) => {
    await expect(counting().check(await token())).rejects.toMatchObject({ code });
    expect(asked).toBe(0);
  });

  it('ends with its session, also within the time that an answer holds', async () => {
    let now = Date.now();
    const guard = guardWith({ maxAgeMs: LONG_MS, now: () => now });
    const { expiresAt } = await guard.check(session.token);
    now = Date.parse(expiresAt) - 1;
    await guard.check(session.token);
    now += 1;
    await expect(guard.check(session.token)).rejects.toMatchObject({ code: 'SESSION_EXPIRED', status: 401 });
  });

  it('is asked for once by requests that come together, and again when the answer is old', async () => {
    let asks = 0;
    const guard = guardWith({
      maxAgeMs: 300,
      fetch: (url, init) => {
        if (url.endsWith('/introspect')) asks += 1;
        return fetch(url, init);
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => guard.check(session.token)));
    expect(asks).toBe(1);
    await revoke();
    await eventually('the revocation counts', async () => {
      return (await outcomeOf(guard)) === 'SESSION_ENDED';
    });
    expect(asks).toBe(2);
  });

  it('is read from a cookie', () => {
    const headers = { cookie: 'theme=dark; support_session=a.b.c; other=1' };
    expect(cookieToken('support_session')({ headers })).toBe('a.b.c');
    expect(cookieToken('session')({ headers })).toBeUndefined();
  });
});

describe('while the service cannot be asked', () => {
  it('an answer holds for its rest; then nobody is let in, and it is told why', async () => {
    let isAway = false;
    const troubles: unknown[] = [];
    const guard = guardWith({
      maxAgeMs: 1_000,
      onTrouble: (error) => troubles.push(error),
      fetch: (url, init) => (isAway ? Promise.reject(new Error('away')) : fetch(url, init)),
    });
    await guard.check(session.token);
    isAway = true;
    const outcomes = new Set<string>();
    await eventually('it is refused', async () => {
      const outcome = await outcomeOf(guard);
      outcomes.add(outcome);
      return outcome === 'UNAVAILABLE';
    });
    expect([...outcomes]).toEqual(['in', 'UNAVAILABLE']);
    expect(troubles[0]).toMatchObject({ code: 'CONNECTION_FAILED', attempts: 2 });
    isAway = false;
    // A failure is not kept.
    await guard.check(session.token);
  });

  it('one that never answers is waited for no longer than said', async () => {
    const hang = (_url: string, { signal }: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    const guard = guardWith({ timeoutMs: 50, fetch: hang });
    await expect(guard.check(session.token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('a token of the product that is no good lets nobody in', async () => {
    const troubles: unknown[] = [];
    const guard = guardWith({ token: service.token('engineer'), onTrouble: (error) => troubles.push(error) });
    await expect(guard.check(session.token)).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(troubles).toMatchObject([{ code: 'FORBIDDEN' }]);
  });
});
