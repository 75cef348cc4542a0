import { ApiInProcess } from '../../spec/api-in-process.js';
import { Desk } from '../../spec/desk.js';

let api: ApiInProcess;
let opened = 0;
let desk: Desk;
let sessionId: string;
let token: string;

beforeAll(async () => {
  api = await ApiInProcess.open();
});
afterAll(() => api.close());
beforeEach(async () => {
  desk = await Desk.open(api, `acme-${(opened += 1)}`);
  await desk.grant();
  ({ sessionId, token } = (await desk.login()).body);
});

const form = async (call: 'introspect' | 'revoke', body: string) =>
  api.sendForm(`/v1/sessions/${call}`, body, await api.token('service', 'product'));
const isActive = async () => (await form('introspect', `token=${token}`)).body.active as boolean;
const check = async (name: string, engineer = 'erin') =>
  (
    await desk.as('access-checker', 'gateway', 'POST', '/access/v1/evaluation', {
      body: {
        subject: { type: 'engineer', id: engineer },
        action: { name },
        resource: { type: 'workspace', id: desk.workspaceId },
      },
    })
  ).body;

describe('a session is ended', () => {
  it.each([
    ['engineer', 'erin', 'signed-out', 'engineer'],
    ['owner', 'olivia', 'closed', 'user'],
    ['vendor-admin', 'vera', 'closed', 'vendor'],
  ] as const)('by an %s, and at once for whoever asks', async (role, who, cause, kind) => {
    expect([await isActive(), (await check('access')).decision]).toEqual([true, true]);
    const { status, body } = await desk.end(sessionId, role, who, { key: `${role}-leaves` });
    expect([status, body.outcome]).toEqual([200, 'accepted']);
    expect((await desk.newest())[0]).toMatchObject({
      type: 'SupportSessionEnded',
      data: { sessionId, cause, endedBy: { id: who, kind } },
    });
    expect(await isActive()).toBe(false);
    expect(await check('access')).toMatchObject({ decision: false, context: { reason: 'NO_LIVE_SESSION' } });
    // The grant goes on.
    expect(await check('login')).toMatchObject({ decision: true });
    expect((await desk.end(sessionId, role, who, { key: `${role}-leaves` })).body).toEqual({
      ...body,
      repeated: true,
    });
  });

  it('through a session, which is recorded (G6)', async () => {
    const claims = { act: { sub: 'erin', sid: 's1' } };
    expect(await desk.end(sessionId, 'owner', 'olivia', { claims })).toMatchObject({ status: 200 });
    expect((await desk.newest())[0]).toMatchObject({
      data: { endedBy: { id: 'olivia', kind: 'user', sessionId: 's1' } },
    });
  });

  it('by nobody who acts as an engineer or a vendor-admin', async () => {
    const claims = { act: { sub: 'erin' } };
    for (const role of ['engineer', 'vendor-admin'] as const)
      expect(await desk.end(sessionId, role, 'erin', { claims })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
  });

  it('by no stranger, who learns nothing of it', async () => {
    const foreign = await desk.end(sessionId, 'owner', 'mallory');
    const unknown = await desk.as('owner', 'mallory', 'DELETE', '/v1/workspaces/nowhere/support-sessions/s');
    expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
    expect(await isActive()).toBe(true);
  });

  it('with a reason as a parameter, and without a body', async () => {
    const path = desk.path(`support-sessions/${sessionId}`);
    expect(await desk.as('engineer', 'erin', 'DELETE', path, { body: {} })).toMatchObject({ status: 400 });
    expect(await desk.as('engineer', 'erin', 'DELETE', `${path}?reason=done`)).toMatchObject({ status: 200 });
    expect((await desk.newest())[0]).toMatchObject({ data: { reason: 'done' } });
  });
});

describe('RFC 7009', () => {
  it('the token of a live session ends it, by its engineer', async () => {
    expect(await form('revoke', `token=${token}&token_type_hint=access_token`)).toMatchObject({
      status: 200,
      body: { active: false },
    });
    expect(await isActive()).toBe(false);
    expect((await desk.newest())[0]).toMatchObject({
      data: { sessionId, cause: 'signed-out', endedBy: { id: 'erin', kind: 'engineer' } },
    });
  });

  it('a token that means nothing, or of a session that is over, is no error and no event', async () => {
    await desk.end(sessionId, 'engineer', 'erin');
    const before = await api.events();
    for (const each of [token, 'nonsense', await api.token('engineer', 'erin')])
      expect(await form('revoke', `token=${each}`)).toMatchObject({ status: 200 });
    expect(await api.events()).toEqual(before);
  });

  it.each([
    ['', 400],
    ['token=', 400],
    ['token=a&token=b', 400],
  ])('%j is refused', async (body, status) =>
    expect(await form('revoke', body)).toMatchObject({ status, body: { errors: [{ field: 'token' }] } }),
  );

  it('JSON is refused, and so are people', async () => {
    expect(
      await desk.as('service', 'product', 'POST', '/v1/sessions/revoke', { body: { token } }),
    ).toMatchObject({ status: 415 });
    expect(
      await api.sendForm('/v1/sessions/revoke', `token=${token}`, await api.token('owner', 'olivia')),
    ).toMatchObject({ status: 403 });
  });
});

describe('may an engineer ask, by AuthZEN', () => {
  it('not under a grant; after it they may, once', async () => {
    expect(await check('request')).toMatchObject({ decision: false, context: { reason: 'ALREADY_GRANTED' } });
    await desk.revoke();
    expect(await check('request')).toMatchObject({ decision: true, context: { reason: 'MAY_REQUEST' } });
    const { requestId } = (await desk.ask('erin')).body;
    expect(await check('request')).toMatchObject({
      decision: false,
      context: { reason: 'ALREADY_REQUESTED', requestId },
    });
    expect(await check('login')).toMatchObject({
      decision: false,
      context: { reason: 'NO_ACTIVE_GRANT', requestId },
    });
    expect((await check('login', 'ella')).context).not.toHaveProperty('requestId');
    expect(await check('request', 'ella')).toMatchObject({ decision: true });
  });
});
