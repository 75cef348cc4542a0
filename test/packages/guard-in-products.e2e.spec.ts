import { describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { service } from '../e2e/with-service.js';
import { FRAMEWORKS } from './guarded-apps.js';
import { guardWith, revoke, session, withSessions } from './guarded-session.js';

withSessions();

describe.each(Object.entries(FRAMEWORKS))('a product on %s', (_name, start) => {
  const get = async (address: string, token?: string, path = `/w/${session.workspace}`) => {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const answer = await fetch(address + path, { headers });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };

  it('lets a support session in, knows who acts, and refuses it from the revocation on', async () => {
    const app = await start({ guard: guardWith() });
    const inside = await get(app.address, session.token);
    expect(inside.status).toBe(200);
    expect(JSON.parse(inside.text)).toEqual({
      supportSession: {
        sessionId: session.sessionId,
        engineer: 'erin',
        workspace: session.workspace,
        grant: decodeJwt(session.token)['grant'],
        actingAs: 'olivia',
        expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      },
    });
    await revoke();
    const refused = await get(app.address, session.token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(refused.text).toContain('SESSION_ENDED');
    await app.close();
  });

  it('refuses without a token, and in another workspace', async () => {
    const app = await start({ guard: guardWith() });
    for (const token of [undefined, service.token('owner'), 'nonsense']) {
      const refused = await get(app.address, token);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(refused.text).toContain('NO_SUPPORT_SESSION');
    }
    const foreign = await get(app.address, session.token, '/w/globex');
    expect(foreign.status).toBe(403);
    expect(foreign.text).toContain('OTHER_WORKSPACE');
    await app.close();
  });

  it('lets its own users on where that is wanted, and nobody with a token that is no good', async () => {
    const app = await start({ guard: guardWith(), optional: true });
    for (const token of [undefined, service.token('owner')])
      expect(await get(app.address, token)).toMatchObject({ status: 200, text: '{}' });
    await revoke();
    expect(await get(app.address, session.token)).toMatchObject({ status: 401 });
    await app.close();
  });

  it('refuses while the service is away', async () => {
    const app = await start({ guard: guardWith({ baseUrl: 'http://127.0.0.1:9', issuer: service.address }) });
    const refused = await get(app.address, session.token);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused.text).toContain('UNAVAILABLE');
    await app.close();
  });
});
