import { join } from 'node:path';
import { DevelopmentTokens } from '#auth';
import type { Answer, Directory, Json, Sent } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const ACME = '/v1/workspaces/acme';
let service: ServiceProcess;
let directory: Directory;
let tokens: DevelopmentTokens;
let stranger: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  service = await ServiceProcess.start({ ...embedded(directory.path), TRUST_PROXY: 'true' });
  tokens = await DevelopmentTokens.open(join(directory.path, 'dev-keys'));
  stranger = await tokens.sign(['owner'], 'mallory');
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

const as = (role: string, method: string, path: string, sent: Sent = {}): Promise<Answer> =>
  service.send(method, path, { token: service.token(role), ...sent });
const describeWorkspace = (id: string, changes: object = {}): Promise<Answer> =>
  as('service', 'PUT', `/v1/workspaces/${id}`, {
    body: { tier: 'business', forcedSso: false, ownerIds: ['olivia'], ...changes },
  });
const eventsOf = async (id: string): Promise<Json[]> => {
  const { body } = await service.get('/v1/events?limit=1000', service.token('auditor'));
  return body.events.filter(({ subject }: Json) => subject === id);
};
const someText: unknown = expect.any(String);
const aPosition: unknown = expect.stringMatching(/^\d+$/);

describe('the story of one grant, by people, over HTTP alone', () => {
  let grant: Json;
  let login: Json;
  let position: string;

  it('a service describes the workspace', async () => {
    const { status, body } = await describeWorkspace('acme', { name: 'Acme' });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        commandId: someText,
        workspaceId: 'acme',
        outcome: 'accepted',
        events: [{ id: someText, type: 'WorkspaceUpdated', revision: 0 }],
        position: aPosition,
      },
    });
    expect((await eventsOf('acme'))[0].data).toEqual({
      workspaceId: 'acme',
      name: 'Acme',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['olivia'],
      at: someText,
    });
  });

  it('its owner grants, as whom the token names', async () => {
    const { status, headers, body } = await as('owner', 'POST', `${ACME}/support-access`, {
      body: { durationMinutes: 60, ticketId: 'T-1', reason: 'exports fail' },
      headers: { 'Idempotency-Key': '"grant-1"' },
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe('/v1/workspaces/acme/support-access');
    expect(body).toEqual({
      commandId: 'grant-1',
      workspaceId: 'acme',
      grantId: someText,
      grantedBy: { id: 'olivia', kind: 'user' },
      grantedAt: someText,
      expiresAt: someText,
      ticketId: 'T-1',
      reason: 'exports fail',
      position: aPosition,
    });
    expect(Date.parse(body.expiresAt) - Date.parse(body.grantedAt)).toBe(3_600_000);
    grant = body;
  });

  it('sent again, bare or quoted, it is the same grant; with other content it is refused', async () => {
    const sent = { durationMinutes: 60, ticketId: 'T-1', reason: 'exports fail' };
    const again = await as('owner', 'POST', `${ACME}/support-access`, {
      body: sent,
      headers: { 'Idempotency-Key': 'grant-1' },
    });
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: grant });
    const other = await as('owner', 'POST', `${ACME}/support-access`, {
      body: { ...sent, durationMinutes: 61 },
      headers: { 'Idempotency-Key': 'grant-1' },
    });
    expect(other).toMatchObject({ status: 409, body: { code: 'COMMAND_ID_REUSED', commandId: 'grant-1' } });
  });

  it('a second grant is refused and told of the first', async () => {
    const { status, body } = await as('owner', 'POST', `${ACME}/support-access`);
    expect({ status, body }).toEqual({
      status: 409,
      body: {
        type: 'urn:support-access:problem:already-granted',
        title: 'Conflict',
        status: 409,
        detail: someText,
        code: 'ALREADY_GRANTED',
        grantId: grant.grantId,
        expiresAt: grant.expiresAt,
        commandId: someText,
        position: aPosition,
      },
    });
  });

  it('an engineer logs in, from where they are, with a token of the session', async () => {
    const { status, body } = await as('engineer', 'POST', `${ACME}/support-logins`, {
      body: { ticketId: 'T-1' },
      headers: {
        'Idempotency-Key': 'login-1',
        'X-Forwarded-For': '203.0.113.7',
        'User-Agent': 'desk/1.0',
        'X-Request-Id': 'request-7',
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      },
    });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        commandId: 'login-1',
        workspaceId: 'acme',
        grantId: grant.grantId,
        sessionId: someText,
        engineer: { id: 'erin' },
        at: someText,
        sessionExpiresAt: grant.expiresAt < body.sessionExpiresAt ? grant.expiresAt : someText,
        token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        position: aPosition,
      },
    });
    login = body;
    expect((await eventsOf('acme')).at(-1)).toMatchObject({
      type: 'SupportLogin',
      correlationid: 'request-7',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      data: { ipAddress: '203.0.113.7', userAgent: 'desk/1.0', ticketId: 'T-1' },
    });
  });

  it('by another network the same login is the same login, and another engineer gets nothing of it', async () => {
    const sent = { body: { ticketId: 'T-1' }, headers: { 'Idempotency-Key': 'login-1' } };
    const again = await as('engineer', 'POST', `${ACME}/support-logins`, sent);
    expect({ status: again.status, sessionId: again.body.sessionId }).toEqual({
      status: 201,
      sessionId: login.sessionId,
    });
    const eve = await tokens.sign(['engineer'], 'eve');
    const other = await service.send('POST', `${ACME}/support-logins`, { ...sent, token: eve });
    expect(other).toMatchObject({ status: 409, body: { code: 'COMMAND_ID_REUSED' } });
    expect(other.body).not.toHaveProperty('token');
  });

  it('everybody concerned sees the session', async () => {
    const { body } = await service.get(`${ACME}/support-access`, service.token('owner'), {
      'Min-Position': login.position,
    });
    expect(body).toMatchObject({ status: 'active', sessions: [{ sessionId: login.sessionId }] });
  });

  it('the owner revokes: the session is over, and the next login is refused', async () => {
    const path = `${ACME}/support-access?grantId=${grant.grantId}&reason=solved`;
    const { status, body } = await as('owner', 'DELETE', path);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { outcome: 'accepted', events: [{ type: 'SupportAccessRevoked' }] },
    });
    ({ position } = body);
    const now = await service.get(`${ACME}/support-access`, service.token('owner'), {
      'Min-Position': position,
    });
    expect(now.body).toMatchObject({ status: 'none', sessions: [] });
    const late = await as('engineer', 'POST', `${ACME}/support-logins`);
    expect(late).toMatchObject({ status: 409, body: { code: 'NO_ACTIVE_GRANT' } });
    position = late.body.position;
    const again = await as('engineer', 'POST', `${ACME}/support-logins`, {
      body: { ticketId: 'T-1' },
      headers: { 'Idempotency-Key': 'login-1' },
    });
    expect(again).toMatchObject({ status: 201, body: { sessionId: login.sessionId } });
    expect(again.body).not.toHaveProperty('token');
  });

  it('and reads all of it in the audit trail', async () => {
    const { body } = await service.get(`${ACME}/audit-trail?order=asc`, service.token('owner'), {
      'Min-Position': position,
    });
    expect(body.entries.map(({ label, actor }: Json) => [label, actor.id, actor.kind])).toEqual([
      ['Support Access Granted', 'olivia', 'user'],
      ['Support Access Denied', 'olivia', 'user'],
      ['Support Login', 'erin', 'engineer'],
      ['Support Access Revoked', 'olivia', 'user'],
      ['Support Access Denied', 'erin', 'engineer'],
    ]);
    expect(body.entries[3]).toMatchObject({ reason: 'solved', grantId: grant.grantId });
  });
});

describe('others', () => {
  beforeAll(async () => void (await describeWorkspace('globex')));

  it('the vendor revokes as the vendor, whatever it owns', async () => {
    await as('owner', 'POST', '/v1/workspaces/globex/support-access');
    expect((await as('vendor-admin', 'DELETE', '/v1/workspaces/globex/support-access')).status).toBe(200);
    expect((await eventsOf('globex')).at(-1).data.revokedBy).toEqual({ id: 'victor', kind: 'vendor' });
  });

  it('a workspace that forces single sign-on cannot grant', async () => {
    await describeWorkspace('sso', { forcedSso: true });
    const answer = await as('owner', 'POST', '/v1/workspaces/sso/support-access');
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORCED_SSO' } });
  });

  it.each(['POST', 'DELETE'])(
    '%s: foreign and unknown are told alike, and only the known one is recorded',
    async (method) => {
      await describeWorkspace('initech');
      const before = (await eventsOf('initech')).length;
      const [foreign, unknown] = await Promise.all(
        ['initech', 'nowhere'].map((id) =>
          service.send(method, `/v1/workspaces/${id}/support-access`, {
            token: stranger,
            headers: { 'X-Request-Id': 'same' },
          }),
        ),
      );
      expect(foreign).toMatchObject({ status: 404, body: { code: 'UNKNOWN_WORKSPACE' } });
      const seen = ({ status, headers, body }: Answer) => {
        const { date: _date, ...rest } = Object.fromEntries(headers);
        return { status, headers: rest, body };
      };
      expect(seen(unknown!)).toEqual(seen(foreign!));
      const recorded = (await eventsOf('initech')).slice(before);
      expect(recorded.map(({ data }) => data.code)).toEqual(['NOT_WORKSPACE_OWNER']);
      expect(await eventsOf('nowhere')).toEqual([]);
    },
  );

  it('who may no longer see a workspace gets 404 for a repeated command too', async () => {
    await describeWorkspace('hooli');
    const sent = { headers: { 'Idempotency-Key': 'hooli-1' } };
    const path = '/v1/workspaces/hooli/support-access';
    expect((await as('owner', 'POST', path, sent)).status).toBe(201);
    await describeWorkspace('hooli', { ownerIds: ['somebody-else'] });
    expect(await as('owner', 'POST', path, sent)).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_WORKSPACE' },
    });
  });

  it('an unknown workspace is 404 for engineers and vendor-admins too, and recorded nowhere', async () => {
    const { body: before } = await service.get('/v1/events?limit=1000', service.token('auditor'));
    const answers = [
      await as('engineer', 'POST', '/v1/workspaces/nowhere/support-logins'),
      await as('vendor-admin', 'DELETE', '/v1/workspaces/nowhere/support-access'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    const { body: after } = await service.get('/v1/events?limit=1000', service.token('auditor'));
    expect(after.events).toHaveLength(before.events.length);
    const metrics = (await service.get('/metrics')).body;
    expect(metrics).toMatch(/^support_access_workspace_misses_total\{reason="unknown"\} [1-9]/m);
  });

  it('who keeps asking about what is not theirs is told to stop, alike for both, and their own stays open', async () => {
    await describeWorkspace('own', { ownerIds: ['nosy'] });
    const token = await tokens.sign(['owner'], 'nosy');
    const ask = (id: string) => service.get(`/v1/workspaces/${id}/support-access`, token);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, n) => ask(n % 2 ? 'initech' : 'nowhere')),
    );
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(60);
    const late = [await ask('initech'), await ask('nowhere')];
    for (const { status, headers, body } of late) {
      expect({ status, code: body.code }).toEqual({ status: 429, code: 'TOO_MANY_REQUESTS' });
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
    }
    expect((await ask('own')).status).toBe(200);
  });
});
