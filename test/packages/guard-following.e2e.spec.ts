import { describe, expect, it } from '@jest/globals';
import type { GuardOptions } from '#client/guard';
import { service } from '../e2e/with-service.js';
import { eventually } from '../support/eventually.js';
import { guardWith, outcomeOf, revoke, session, withSessions } from './guarded-session.js';

const LONG_MS = 600_000;

withSessions();

describe('a guard that follows', () => {
  /** It believes an answer for ten minutes: only what it is told can end that. */
  const following = (options: Partial<GuardOptions> = {}) =>
    guardWith({ maxAgeMs: LONG_MS, follow: true, ...options });

  it.each<[string, () => Promise<unknown>]>([
    ['a revocation', revoke],
    [
      'the end of the session',
      () => service.as('engineer').sessions.end(session.workspace, session.sessionId),
    ],
    ['the end of its support case', () => service.as('service').sessions.closeTicket(session.ticketId)],
  ])('knows %s within a second, however long answers hold', async (_what, end) => {
    let opened = 0;
    const guard = following({
      fetch: async (url, init) => {
        const answer = await fetch(url, init);
        if (url.endsWith('/v1/changes')) opened += 1;
        return answer;
      },
    });
    await eventually('it follows', () => opened > 0);
    expect(await outcomeOf(guard)).toBe('in');
    await end();
    await eventually('it is refused', async () => (await outcomeOf(guard)) === 'SESSION_ENDED', {
      timeoutMs: 1_000,
      everyMs: 5,
    });
  });

  it('asks for what it knew anew once a stream that broke is open again', async () => {
    let isCut = false;
    const streams: AbortController[] = [];
    const guard = following({
      fetch: (url, init) => {
        if (!url.endsWith('/v1/changes')) return fetch(url, init);
        if (isCut) return Promise.reject(new Error('cut'));
        const stream = new AbortController();
        streams.push(stream);
        return fetch(url, { ...init, signal: AbortSignal.any([stream.signal, init.signal!]) });
      },
    });
    await eventually('it follows', () => streams.length === 1);
    await eventually('it is in', async () => (await outcomeOf(guard)) === 'in');
    isCut = true;
    streams[0]!.abort();
    await revoke();
    // Nobody has told it, and it takes its answers for good until it may ask again.
    expect(await outcomeOf(guard)).toBe('in');
    isCut = false;
    await eventually('it is refused', async () => (await outcomeOf(guard)) === 'SESSION_ENDED');
  });

  it('without the right to follow still asks, and says what is wrong', async () => {
    const troubles: unknown[] = [];
    const guard = guardWith({
      follow: true,
      onTrouble: (error) => troubles.push(error),
      fetch: (url, init) =>
        url.endsWith('/v1/changes')
          ? fetch(url, {
              ...init,
              headers: { ...(init.headers as object), Authorization: 'Bearer nonsense' },
            })
          : fetch(url, init),
    });
    await eventually('it is told', () => troubles.length > 0);
    expect(troubles).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
    expect(await outcomeOf(guard)).toBe('in');
    await revoke();
    expect(await outcomeOf(guard)).toBe('SESSION_ENDED');
  });
});
